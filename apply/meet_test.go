package apply_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/apply"
	"iamsync/internal/live"
	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy"
)

// seeing returns options with which apply can look.
func seeing(api *iam.Client) apply.Options {
	return apply.Options{
		Look:     func(ctx context.Context, r spec.Resource) (spec.Resource, error) { return live.Look(ctx, api, r) },
		Identify: func(ctx context.Context, id spec.ID) (string, error) { return live.Identify(ctx, api, id) },
	}
}

// must1 returns what a call answers.
func must1[In, Out any](t *testing.T, f func(context.Context, *In, ...func(*iam.Options)) (*Out, error), in *In) *Out {
	t.Helper()
	out, err := f(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// one is a plan of one change that has one step.
func one(c plan.Change, action plan.Action, params plan.Params) plan.Plan {
	c.Owner, c.Steps = c.ID, []string{"s1"}
	return plan.Plan{Changes: []plan.Change{c}, Steps: []plan.Step{do("s1", action, c.ID, params)}}
}

// What somebody else has done already, who applies the same files, is done; what they did
// otherwise is a failure as ever.
func TestWhatSomebodyElseDid(t *testing.T) {
	user := func(path string) plan.Plan {
		return one(plan.Change{Verb: plan.Create, ID: spec.UserID("new"), After: spec.User{Name: "new", Path: "/"}}, plan.CreateUser, plan.Params{"UserName": "new", "Path": path})
	}
	another := func(action string) string {
		return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"` + action + `","Resource":"*"}]}`
	}
	version := func(t *testing.T, action string) plan.Plan {
		doc, err := policy.ParseJSON([]byte(another(action)))
		if err != nil {
			t.Fatal(err)
		}
		after := spec.Policy{Name: "p", ARN: ownPolicy("p"), Path: "/", Document: doc}
		return one(plan.Change{Verb: plan.Update, ID: after.ID(), Before: spec.Policy{Name: "p", ARN: ownPolicy("p"), Path: "/"}, After: after},
			plan.CreatePolicyVersion, plan.Params{"PolicyArn": ownPolicy("p"), "PolicyDocument": another(action), "SetAsDefault": true})
	}
	filled := func(t *testing.T, api *iam.Client) {
		for i := range 4 {
			must1(t, api.CreatePolicyVersion, &iam.CreatePolicyVersionInput{PolicyArn: aws.String(ownPolicy("p")), SetAsDefault: i == 3, PolicyDocument: aws.String(another("s3:Get" + strings.Repeat("x", i)))})
		}
	}
	for name, tt := range map[string]struct {
		plan  func(*testing.T, *iam.Client) plan.Plan
		other func(*testing.T, *iam.Client) // what somebody else does before the step
		err   string
	}{
		"made the same": {
			plan: func(*testing.T, *iam.Client) plan.Plan { return user("/") },
			other: func(t *testing.T, api *iam.Client) {
				must1(t, api.CreateUser, &iam.CreateUserInput{UserName: aws.String("new")})
			},
		},
		"made another": {
			plan: func(*testing.T, *iam.Client) plan.Plan { return user("/") },
			other: func(t *testing.T, api *iam.Client) {
				must1(t, api.CreateUser, &iam.CreateUserInput{UserName: aws.String("new"), Path: aws.String("/x/")})
			},
			err: "EntityAlreadyExists",
		},
		"renamed it": {
			plan: func(t *testing.T, api *iam.Client) plan.Plan {
				return renaming(api, t, plan.Params{"UserName": "u", "NewUserName": "new"})
			},
			other: func(t *testing.T, api *iam.Client) {
				must1(t, api.UpdateUser, &iam.UpdateUserInput{UserName: aws.String("u"), NewUserName: aws.String("new")})
			},
		},
		"deleted what was to be renamed": {
			plan: func(t *testing.T, api *iam.Client) plan.Plan {
				return renaming(api, t, plan.Params{"UserName": "u", "NewUserName": "new"})
			},
			other: func(t *testing.T, api *iam.Client) {
				must1(t, api.DeleteUser, &iam.DeleteUserInput{UserName: aws.String("u")})
				must1(t, api.CreateUser, &iam.CreateUserInput{UserName: aws.String("new")})
			},
			err: "NoSuchEntity",
		},
		"wrote the same version, and there is room for no other": {
			plan:  func(t *testing.T, _ *iam.Client) plan.Plan { return version(t, "s3:Getxxx") },
			other: filled,
		},
		"wrote another version, and there is room for no other": {
			plan: func(t *testing.T, _ *iam.Client) plan.Plan { return version(t, "s3:Put") }, other: filled, err: "LimitExceeded",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, api := prepared(t)
				p := tt.plan(t, api)
				tt.other(t, api)
				w.server.ResetCalls()
				began := time.Now()
				err := apply.Run(t.Context(), p, api, seeing(api)).Err()
				if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
					t.Errorf("error %v, want %q", err, tt.err)
				}
				if took := time.Since(began); took > time.Second {
					t.Errorf("it took %s to see that", took)
				}
				if n := len(changed(w.server)); n > 0 {
					t.Errorf("the account was changed %d times", n)
				}
			})
		})
	}
}

// Who may not look is told what IAM said, and not that they may not look.
func TestWhoMayNotLookIsToldWhatIAMSaid(t *testing.T) {
	for name, test := range map[string]struct {
		action plan.Action
		fault  fault
		plan   func(*testing.T, *iam.Client) plan.Plan
	}{
		"to a creation": {plan.CreateUser, refuse(http.StatusConflict, "EntityAlreadyExists"), func(*testing.T, *iam.Client) plan.Plan {
			return one(plan.Change{Verb: plan.Create, ID: spec.UserID("new"), After: spec.User{Name: "new", Path: "/"}}, plan.CreateUser, plan.Params{"UserName": "new"})
		}},
		"to a rename": {plan.UpdateUser, refuse(http.StatusNotFound, "NoSuchEntity"), func(t *testing.T, api *iam.Client) plan.Plan {
			return renaming(api, t, plan.Params{"UserName": "u", "NewUserName": "new"})
		}},
		"to a version": {plan.CreatePolicyVersion, full, func(*testing.T, *iam.Client) plan.Plan {
			p := spec.Policy{Name: "p", ARN: ownPolicy("p"), Path: "/"}
			return one(plan.Change{Verb: plan.Update, ID: p.ID(), Before: p, After: p}, plan.CreatePolicyVersion, plan.Params{"PolicyArn": p.ARN, "PolicyDocument": document})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w, api := prepared(t)
			p := test.plan(t, api)
			w.faults[test.action] = []fault{test.fault}
			blind := errors.New("you may not look")
			o := apply.Options{
				Look:     func(context.Context, spec.Resource) (spec.Resource, error) { return nil, blind },
				Identify: func(context.Context, spec.ID) (string, error) { return "", blind },
			}
			if err := apply.Run(t.Context(), p, api, o).Err(); err == nil || errors.Is(err, blind) || !strings.Contains(err.Error(), "Not now.") {
				t.Errorf("it is told %v", err)
			}
		})
	}
}

// renewing is a plan that replaces a role with an inline policy.
func renewing(t *testing.T, unique string) plan.Plan {
	doc, err := policy.ParseJSON([]byte(trust))
	if err != nil {
		t.Fatal(err)
	}
	old, other := spec.Role{Name: "r", Path: "/"}, spec.Role{Name: "r", Path: "/x/", MaxSession: 3600, Trust: doc}
	inline := spec.Inline{Principal: old.ID(), Name: "own"}
	step := func(id string, action plan.Action, change spec.ID, params plan.Params, needs ...string) plan.Step {
		params["RoleName"] = "r"
		s := do(id, action, old.ID(), params, needs...)
		s.Change = change
		return s
	}
	return plan.Plan{
		Changes: []plan.Change{
			{Verb: plan.Delete, ID: inline.ID(), Owner: old.ID(), Before: inline, Steps: []string{"s1"}},
			{Verb: plan.Delete, ID: old.ID(), Owner: old.ID(), Before: old, UniqueID: unique, Steps: []string{"s2"}},
			{Verb: plan.Create, ID: old.ID(), Owner: old.ID(), After: other, UniqueID: unique, Steps: []string{"s3"}},
		},
		Steps: []plan.Step{
			step("s1", plan.DeleteRolePolicy, inline.ID(), plan.Params{"PolicyName": "own"}),
			step("s2", plan.DeleteRole, old.ID(), plan.Params{}, "s1"),
			step("s3", plan.CreateRole, old.ID(), plan.Params{"Path": "/x/", "AssumeRolePolicyDocument": trust}, "s2"),
		},
	}
}

// What was replaced by somebody else keeps what they gave to the new one: nothing is taken
// from that, and it is not deleted.
func TestWhatSomebodyElseReplacedIsNotReplacedAgain(t *testing.T) {
	replace := func(t *testing.T, api *iam.Client) {
		name := aws.String("r")
		must1(t, api.DeleteRolePolicy, &iam.DeleteRolePolicyInput{RoleName: name, PolicyName: aws.String("own")})
		must1(t, api.DeleteRole, &iam.DeleteRoleInput{RoleName: name})
		must1(t, api.CreateRole, &iam.CreateRoleInput{RoleName: name, Path: aws.String("/x/"), AssumeRolePolicyDocument: aws.String(trust)})
		must1(t, api.PutRolePolicy, &iam.PutRolePolicyInput{RoleName: name, PolicyName: aws.String("own"), PolicyDocument: aws.String(document)})
	}
	for name, at := range map[string]plan.Action{"before": "", "as the last policy goes": plan.DeleteRolePolicy, "as the role goes": plan.DeleteRole} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, api := prepared(t)
				must1(t, api.CreateRole, &iam.CreateRoleInput{RoleName: aws.String("r"), AssumeRolePolicyDocument: aws.String(trust)})
				must1(t, api.PutRolePolicy, &iam.PutRolePolicyInput{RoleName: aws.String("r"), PolicyName: aws.String("own"), PolicyDocument: aws.String(document)})
				p := renewing(t, *must1(t, api.GetRole, &iam.GetRoleInput{RoleName: aws.String("r")}).Role.RoleId)
				var called []string
				if at == "" {
					replace(t, api)
				} else {
					w.faults[at] = []fault{func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
						if at == plan.DeleteRole { // the policy has gone
							must1(t, api.PutRolePolicy, &iam.PutRolePolicyInput{RoleName: aws.String("r"), PolicyName: aws.String("own"), PolicyDocument: aws.String(document)})
						}
						replace(t, api)
						if at == plan.DeleteRolePolicy {
							return refuse(http.StatusNotFound, "NoSuchEntity")(r, next)
						}
						return next.RoundTrip(r)
					}}
				}
				r := apply.Run(t.Context(), p, api, seeing(api), apply.Observer{Called: func(s plan.Step, made apply.Outcome) {
					if made.Attempts > 0 {
						called = append(called, s.ID)
					}
				}})
				if !r.Complete() {
					t.Error(r.Err())
				}
				left, err := api.GetRolePolicy(t.Context(), &iam.GetRolePolicyInput{RoleName: aws.String("r"), PolicyName: aws.String("own")})
				if err != nil || left == nil {
					t.Errorf("what the other gave to the new role is lost: %v", err)
				}
				if want := map[plan.Action]string{"": "s3", plan.DeleteRolePolicy: "s1 s3", plan.DeleteRole: "s1 s2 s3"}[at]; strings.Join(called, " ") != want {
					t.Errorf("called %v, want %s", called, want)
				}
			})
		})
	}
}
