package eval

import "testing"

// trust returns a trust policy of one statement.
func trust(effect, key, principal string) string {
	return `{"Effect":"` + effect + `","` + key + `":` + principal + `,"Action":"sts:AssumeRole"}`
}

const (
	alice   = `"arn:aws:iam::123456789012:user/alice"`
	caller  = `"arn:aws:iam::123456789012:role/caller"`
	root    = `"arn:aws:iam::123456789012:root"`
	theRole = "arn:aws:iam::123456789012:role/target"
)

func TestTrust(t *testing.T) {
	all := doc(`{"Effect":"Allow","Action":"*","Resource":"*"}`)
	s3 := doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*"}`)
	deny := doc(`{"Effect":"Deny","Action":"sts:*","Resource":"*"}`)
	assume := func(statements ...string) Request { return on("sts:AssumeRole", theRole).under(doc(statements...)) }
	aws := func(effect, who string) string { return trust(effect, "Principal", `{"AWS":`+who+`}`) }
	lambda := Principal{Type: "Service", Name: "lambda.amazonaws.com"}
	foreign := Principal{Name: "arn:aws:iam::999999999999:user/eve"}
	bob := user("bob")
	ask(t, []question{
		{"a user that is named", holder(user("alice")), assume(aws("Allow", alice)), Allowed},
		{"a user that is named, in a boundary without it", holder(user("alice")).within(s3), assume(aws("Allow", alice)), Allowed},
		{"a user that is named, in a boundary that denies it", holder(user("alice")).within(deny), assume(aws("Allow", alice)), ExplicitlyDenied},
		{"a user that is named, and holds a Deny", holder(user("alice"), deny), assume(aws("Allow", alice)), ExplicitlyDenied},
		{"a user that is named by ID", holder(Principal{Name: user("alice").Name, ID: "AIDAEXAMPLE"}), assume(aws("Allow", `"AIDAEXAMPLE"`)), Allowed},
		{"another user, with everything", holder(bob, all), assume(aws("Allow", alice)), ImplicitlyDenied},
		{"the account, for who has the right", holder(bob, all), assume(aws("Allow", root)), Allowed},
		{"the account by its ID", holder(bob, all), assume(aws("Allow", `"123456789012"`)), Allowed},
		{"the account, for who has not", holder(bob), assume(aws("Allow", root)), ImplicitlyDenied},
		{"the account, in a boundary without it", holder(bob, all).within(s3), assume(aws("Allow", root)), ImplicitlyDenied},
		{"another account", holder(bob, all), assume(aws("Allow", `"999999999999"`)), ImplicitlyDenied},
		{"everybody", holder(bob), assume(trust("Allow", "Principal", `"*"`)), Allowed},
		{"everybody but one", holder(bob), assume(trust("Allow", "Principal", `"*"`), aws("Deny", alice)), Allowed},
		{"everybody but him", holder(user("alice")), assume(trust("Allow", "Principal", `"*"`), aws("Deny", alice)), ExplicitlyDenied},
		{"a Deny of the account", holder(bob, all), assume(trust("Allow", "Principal", `"*"`), aws("Deny", root)), ExplicitlyDenied},
		{"a role that is named", holder(role("caller")), assume(aws("Allow", caller)), Allowed},
		{"a role that is named, in a boundary without it", holder(role("caller")).within(s3), assume(aws("Allow", caller)), ImplicitlyDenied},
		{"a session of a role that is named", holder(session("caller", "s")), assume(aws("Allow", caller)), Allowed},
		{"a session that is named, in a boundary without it", holder(session("caller", "s")).within(s3), assume(aws("Allow", `"`+session("caller", "s").Name+`"`)), Allowed},
		{"a session that is named, and who knows which this is", holder(role("caller")), assume(aws("Allow", `"`+session("caller", "s").Name+`"`)), Conditional},
		{"a session that is named beside its role", holder(role("caller")), assume(aws("Allow", `["`+session("caller", "s").Name+`",`+caller+`]`)), Allowed},
		{"a session of another role", holder(role("caller")), assume(aws("Allow", `"`+session("other", "s").Name+`"`)), ImplicitlyDenied},
		{"a service", holder(lambda), assume(trust("Allow", "Principal", `{"Service":["ec2.amazonaws.com","lambda.amazonaws.com"]}`)), Allowed},
		{"another service", holder(lambda), assume(trust("Allow", "Principal", `{"Service":"ec2.amazonaws.com"}`)), ImplicitlyDenied},
		{"a user, where a service is named", holder(user("alice"), all), assume(trust("Allow", "Principal", `{"Service":"ec2.amazonaws.com"}`)), ImplicitlyDenied},
		{"another account's user that is named, without a right of his own", holder(foreign), assume(aws("Allow", `"`+foreign.Name+`"`)), ImplicitlyDenied},
		{"another account's user that is named, with it", holder(foreign, all), assume(aws("Allow", `"`+foreign.Name+`"`)), Allowed},
		{"another account's user whose account is named", holder(foreign, all), assume(aws("Allow", `"999999999999"`)), Allowed},
		{"trust that is not looked at", holder(bob, all), on("sts:AssumeRole", theRole), Allowed},
		{"a trust policy without statements for it", holder(bob, all), assume(), ImplicitlyDenied},
	})
}

// A policy of a resource that is no role adds to what the identity has.
func TestPoliciesOfResources(t *testing.T) {
	all := doc(`{"Effect":"Allow","Action":"*","Resource":"*"}`)
	ec2 := doc(`{"Effect":"Allow","Action":"ec2:*","Resource":"*"}`)
	get := func(effect, principal string) Request {
		return on("s3:GetObject", "arn:aws:s3:::b/x").under(doc(`{"Effect":"` + effect + `",` + principal + `,"Action":"s3:*","Resource":"*"}`))
	}
	ask(t, []question{
		{"the identity alone", holder(user("alice"), all), get("Allow", `"Principal":{"AWS":`+caller+`}`), Allowed},
		{"the resource alone", holder(user("alice")), get("Allow", `"Principal":{"AWS":`+alice+`}`), Allowed},
		{"the resource names a user in a boundary without it", holder(user("alice"), all).within(ec2), get("Allow", `"Principal":{"AWS":`+alice+`}`), Allowed},
		{"the resource names a role in a boundary without it", holder(role("caller"), all).within(ec2), get("Allow", `"Principal":{"AWS":`+caller+`}`), ImplicitlyDenied},
		{"the resource names the account alone", holder(user("alice")), get("Allow", `"Principal":{"AWS":`+root+`}`), ImplicitlyDenied},
		{"the resource denies", holder(user("alice"), all), get("Deny", `"Principal":"*"`), ExplicitlyDenied},
		{"no Principal, nobody meant", holder(user("alice")), get("Allow", `"Sid":""`), ImplicitlyDenied},
	})
}

// The page "AWS JSON policy elements: NotPrincipal" demands the account beside the
// user, and the role beside the session.
func TestNotPrincipal(t *testing.T) {
	all := doc(`{"Effect":"Allow","Action":"*","Resource":"*"}`)
	denyBut := func(who string) Request {
		return on("s3:GetObject", "arn:aws:s3:::b/x").under(doc(`{"Effect":"Deny","NotPrincipal":{"AWS":[` + who + `]},"Action":"s3:*","Resource":"*"}`))
	}
	allowBut := func(who string) Request {
		return on("sts:AssumeRole", theRole).under(doc(trust("Allow", "NotPrincipal", `{"AWS":[`+who+`]}`)))
	}
	s := `"` + session("caller", "s").Name + `"`
	ask(t, []question{
		{"a user with his account", holder(user("alice"), all), denyBut(alice + "," + root), Allowed},
		{"a user without it", holder(user("alice"), all), denyBut(alice), Conditional},
		{"another user of the account", holder(user("bob"), all), denyBut(alice + "," + root), ExplicitlyDenied},
		{"a user in a boundary", holder(user("alice"), all).within(all), denyBut(alice + "," + root), ExplicitlyDenied},
		{"a session with its role and account", holder(session("caller", "s"), all), denyBut(s + "," + caller + "," + root), Allowed},
		{"a session without its role", holder(session("caller", "s"), all), denyBut(s + "," + root), Conditional},
		{"another session", holder(session("caller", "t"), all), denyBut(s + "," + caller + "," + root), ExplicitlyDenied},
		{"a role of which a session is listed", holder(role("caller"), all), denyBut(s + "," + caller + "," + root), Conditional},
		{"allowing all but one: another", holder(user("bob")), allowBut(alice), Allowed},
		{"allowing all but one: him", holder(user("alice"), all), allowBut(alice + "," + root), ImplicitlyDenied},
		{"allowing all but an account: of it", holder(user("bob")), allowBut(root), Conditional},
	})
}
