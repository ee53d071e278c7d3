package plan_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"pgregory.net/rapid"

	"iamsync/apply"
	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
)

// TestSavedPlanIsGoneOnWith applies a part of a random plan, in an order that Needs allows:
// the plan that is made then is what the saved one has left to do. Where somebody has
// changed one of its objects, it is not, and the object is named.
func TestSavedPlanIsGoneOnWith(t *testing.T) {
	parts, strays := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		before, desired := statetest.Pair(t)
		renames := statetest.Rename(t, before, desired)
		statetest.AddRoles(t, before, desired)
		statetest.Replace(t, before, desired)
		a := openAccount(t, before, desired)
		a.converge(t, before)

		p := a.plan(t, desired)
		saved := reread(t, plan.Record(p))
		order := drawOrder(t, p)
		done := order[:rapid.IntRange(0, len(order)).Draw(t, "done")]
		a.run(t, p, done)
		if differs := saved.Match(a.planAgain(desired, saved, t)); len(differs) > 0 {
			t.Fatalf("after %v: %v\n%s", done, differs, describe(p))
		}
		parts++

		if id, changed := a.changeByHand(t, saved, renames); changed {
			strays++
			differs := saved.Match(a.planAgain(desired, saved, t))
			if !slices.ContainsFunc(differs, func(d plan.Mismatch) bool { return d.ID == id }) {
				t.Fatalf("%s was changed by hand after %v, and what is said is %v\n%s", id, done, differs, describe(p))
			}
		}
	})
	t.Logf("%d plans, %d of them with a change by hand", parts, strays)
}

// reread returns the plan as it comes out of its file.
func reread(t *rapid.T, s plan.Saved) plan.Saved {
	var file bytes.Buffer
	if err := plan.WriteSaved(&file, s); err != nil {
		t.Fatal(err)
	}
	s, err := plan.ReadSaved(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// run runs some steps of a plan one after the other.
func (a account) run(t *rapid.T, p plan.Plan, steps []plan.Step) {
	p.Steps, p.Barriers = slices.Clone(steps), nil
	for i := range p.Steps {
		p.Steps[i].Needs = nil
	}
	if err := apply.Run(context.Background(), p, a.clients.IAM, apply.Options{Parallelism: 1}).Err(); err != nil {
		t.Fatalf("applying: %v\n%s", err, describe(p))
	}
}

// planAgain plans as apply does that was given a saved plan.
func (a account) planAgain(desired spec.State, saved plan.Saved, t *rapid.T) plan.Plan {
	now := a.read(t)
	return plan.Build(plan.Input{
		Desired: desired, Live: now.State, Quotas: now.Quotas, Scope: everything,
		Guards: spec.Guards{MaxDeletes: spec.Limit{N: 1000}}, Allow: []string{"empty-spec"}, Watch: saved.IDs(),
	})
}

// changeByHand changes one of the objects of a plan, if any of them is there, in a way
// that the plan does not.
func (a account) changeByHand(t *rapid.T, saved plan.Saved, renames spec.Renames) (spec.ID, bool) {
	live := a.read(t).State.Rename(renames)
	ids := slices.DeleteFunc(saved.IDs(), func(id spec.ID) bool { return live.Resources[id] == nil || byHand[id.Kind] == nil })
	if len(ids) == 0 {
		return spec.ID{}, false
	}
	id := rapid.SampledFrom(ids).Draw(t, "by hand")
	r := live.Resources[id]
	for old, now := range renames { // it may not be renamed yet
		if now == r.Owner() && a.read(t).State.Resources[old] != nil {
			r = r.Renamed(spec.Renames{now: old})
		}
	}
	if err := byHand[id.Kind](a.clients.IAM, r); err != nil {
		t.Fatalf("changing %s by hand: %v", id, err)
	}
	return id, true
}

var handMade = []types.Tag{{Key: aws.String("by"), Value: aws.String("hand")}}

// byHand changes a resource of each kind that can be changed in more than one way.
var byHand = map[spec.Kind]func(*iam.Client, spec.Resource) error{
	spec.KindUser: func(c *iam.Client, r spec.Resource) error {
		_, err := c.TagUser(context.Background(), &iam.TagUserInput{UserName: aws.String(r.ID().Name), Tags: handMade})
		return err
	},
	spec.KindRole: func(c *iam.Client, r spec.Resource) error {
		_, err := c.UpdateRole(context.Background(), &iam.UpdateRoleInput{RoleName: aws.String(r.ID().Name), Description: aws.String("by hand")})
		return err
	},
	spec.KindGroup: func(c *iam.Client, r spec.Resource) error {
		_, err := c.UpdateGroup(context.Background(), &iam.UpdateGroupInput{GroupName: aws.String(r.ID().Name), NewPath: aws.String("/by/hand/")})
		return err
	},
	spec.KindPolicy: func(c *iam.Client, r spec.Resource) error {
		_, err := c.CreatePolicyVersion(context.Background(), &iam.CreatePolicyVersionInput{
			PolicyArn: aws.String(r.(spec.Policy).ARN), PolicyDocument: aws.String(r.(spec.Policy).Document.JSON()), SetAsDefault: true,
		})
		return err
	},
	spec.KindInline: func(c *iam.Client, r spec.Resource) error {
		name, document := aws.String(r.(spec.Inline).Name), aws.String(allow("sqs:ByHand").JSON())
		var err error
		switch owner := aws.String(r.Owner().Name); r.Owner().Kind {
		case spec.KindUser:
			_, err = c.PutUserPolicy(context.Background(), &iam.PutUserPolicyInput{UserName: owner, PolicyName: name, PolicyDocument: document})
		case spec.KindGroup:
			_, err = c.PutGroupPolicy(context.Background(), &iam.PutGroupPolicyInput{GroupName: owner, PolicyName: name, PolicyDocument: document})
		default:
			_, err = c.PutRolePolicy(context.Background(), &iam.PutRolePolicyInput{RoleName: owner, PolicyName: name, PolicyDocument: document})
		}
		return err
	},
	spec.KindOIDC: func(c *iam.Client, r spec.Resource) error {
		_, err := c.AddClientIDToOpenIDConnectProvider(context.Background(), &iam.AddClientIDToOpenIDConnectProviderInput{
			OpenIDConnectProviderArn: aws.String(r.(spec.OIDCProvider).ARN), ClientID: aws.String("by-hand"),
		})
		return err
	},
	spec.KindSAML: func(c *iam.Client, r spec.Resource) error {
		_, err := c.TagSAMLProvider(context.Background(), &iam.TagSAMLProviderInput{SAMLProviderArn: aws.String(r.(spec.SAMLProvider).ARN), Tags: handMade})
		return err
	},
}
