package eval

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"iamsync/spec/policy"
)

// accountOf is a large account: users who share managed policies, each with one of its own.
func accountOf(users int) ([]Principal, [][]policy.Document) {
	random := rand.New(rand.NewPCG(1, 2))
	services := []string{"s3", "iam", "ec2", "sqs", "sns", "dynamodb", "lambda", "kms", "logs", "ecs"}
	verbs := []string{"Get*", "List*", "Describe*", "Put*", "Create*", "DeleteThing", "*"}
	shared := make([]policy.Document, 200)
	for i := range shared {
		var statements []string
		for range 10 {
			service := services[random.IntN(len(services))]
			action := fmt.Sprintf(`["%s:%s","%s:%s"]`, service, verbs[random.IntN(len(verbs))], service, verbs[random.IntN(len(verbs))])
			condition := ""
			if random.IntN(3) == 0 {
				condition = `{"StringEquals":{"aws:PrincipalTag/team":["red","blue"]},"Bool":{"aws:SecureTransport":"true"}}`
			}
			statements = append(statements, allow(action, fmt.Sprintf(`["arn:aws:%s:::%d/*","arn:aws:%s:::home/${aws:username}/*"]`, service, random.IntN(50), service), condition))
		}
		shared[i] = doc(statements...)
	}
	who, held := make([]Principal, users), make([][]policy.Document, users)
	for i := range who {
		who[i] = user(fmt.Sprintf("u%d", i))
		held[i] = []policy.Document{doc(allow(`"s3:*"`, fmt.Sprintf(`"arn:aws:s3:::own/%d/*"`, i), ""))}
		for range 5 {
			held[i] = append(held[i], shared[random.IntN(len(shared))])
		}
	}
	return who, held
}

func holdersOf(users int) []Holder {
	who, held := accountOf(users)
	c := NewCompiler()
	all := make([]Holder, users)
	for i := range all {
		all[i] = Holder{Principal: who[i], Identity: c.CompileAll(held[i]...)}
	}
	return all
}

// One user of 2,000 asks for one of 40 things.
func BenchmarkDecide(b *testing.B) {
	all := holdersOf(2000)
	var requests []Request
	for _, service := range []string{"s3", "iam", "ec2", "kms"} {
		for _, verb := range []string{"GetThing", "ListThings", "PutThing", "CreateThing", "DeleteThing"} {
			for _, c := range []Context{Open(nil), with("aws:SecureTransport", "true")} {
				requests = append(requests, on(service+":"+verb, "arn:aws:"+service+":::7/x", c))
			}
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		all[i%len(all)].Decide(requests[i%len(requests)])
	}
}

// An account of 2,000 users who hold 12,000 documents, 2,200 of them different.
func BenchmarkCompile(b *testing.B) {
	_, held := accountOf(2000)
	b.ReportAllocs()
	for b.Loop() {
		c := NewCompiler()
		for _, documents := range held {
			c.CompileAll(documents...)
		}
	}
}

// The probes of a user with six documents, and whether they see a window.
func BenchmarkExceeds(b *testing.B) {
	all := holdersOf(2)
	before, after := all[0], all[0]
	after.Identity = after.Identity[1:]
	middle := before
	middle.Identity = append(middle.Identity[:5:5], after.Identity...)
	b.ReportAllocs()
	for b.Loop() {
		probes := Probes(before.Principal, append(before.Identity, after.Identity...)...)
		if _, found := middle.Exceeds(probes, before, after); found {
			b.Fatal("there is no window")
		}
	}
}

func BenchmarkWithin(b *testing.B) {
	all := holdersOf(2)
	small := all[0]
	small.Identity = small.Identity[1:]
	b.ReportAllocs()
	for b.Loop() {
		if !small.Within(all[0]) {
			b.Fatal("a part is not within the whole")
		}
	}
}
