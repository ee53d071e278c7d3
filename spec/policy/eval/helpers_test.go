package eval

import (
	"strings"
	"testing"

	"iamsync/spec/policy"
)

const account = "123456789012"

// doc returns a document of these statements, in the version with variables.
func doc(statements ...string) policy.Document {
	return policy.MustParse(`{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`)
}

func user(name string) Principal { return Principal{Name: "arn:aws:iam::" + account + ":user/" + name} }
func role(name string) Principal { return Principal{Name: "arn:aws:iam::" + account + ":role/" + name} }

func session(role, name string) Principal {
	return Principal{Name: "arn:aws:sts::" + account + ":assumed-role/" + role + "/" + name}
}

// holder returns a principal that holds documents and no boundary.
func holder(p Principal, documents ...policy.Document) Holder {
	return Holder{Principal: p, Identity: NewCompiler().CompileAll(documents...)}
}

// within returns the holder with a boundary.
func (h Holder) within(boundary policy.Document) Holder {
	h.Boundary = NewCompiler().Compile(boundary)
	return h
}

// question is a request with its answer.
type question struct {
	name    string
	holder  Holder
	request Request
	want    Decision
}

func ask(t *testing.T, questions []question) {
	t.Helper()
	for _, q := range questions {
		t.Run(q.name, func(t *testing.T) {
			if got := q.holder.Decide(q.request); got != q.want {
				t.Errorf("%s on %s is %s, want %s; %+v", q.request.Action, q.request.Resource, got, q.want, q.holder.Explain(q.request).Reasons)
			}
		})
	}
}

func on(action, resource string, context ...Context) Request {
	r := Request{Action: action, Resource: resource}
	for _, c := range context {
		r.Context = c
	}
	return r
}

// under returns the request with a policy of its resource.
func (r Request) under(d policy.Document) Request {
	r.Policy = NewCompiler().Compile(d)
	return r
}

func with(key string, values ...string) Context {
	return Closed(map[string][]string{key: values})
}
