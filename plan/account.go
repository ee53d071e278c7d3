package plan

import "iamsync/spec"

// aliasKind is the alias of the account. A new one takes the place of the one that
// there was (IAM User Guide, "Creating, deleting, and listing an account alias").
var aliasKind = behaviour{
	rank: 8, appears: Create, vanishes: Delete,
	zero:    spec.Alias{},
	path:    noPath,
	compare: func(before, after spec.Resource) []Field { return flat(before.(spec.Alias), after.(spec.Alias)) },
	revive:  reviving(asWritten[spec.Alias]),
	create:  func(r spec.Resource, _ context) []Call { return []Call{aliasCall(CreateAccountAlias, r)} },
	update:  func(c Change, _ context) []Call { return []Call{aliasCall(CreateAccountAlias, c.After)} },
	remove:  func(r spec.Resource, _ spec.Facts) []Call { return []Call{aliasCall(DeleteAccountAlias, r)} },
}

func aliasCall(action Action, r spec.Resource) Call {
	return Call{Action: action, Params: Params{"AccountAlias": r.(spec.Alias).Alias}, Part: noPart}
}

var passwordKind = behaviour{
	rank: 9, appears: Create, vanishes: Delete,
	zero: spec.PasswordPolicy{},
	path: noPath,
	compare: func(before, after spec.Resource) []Field {
		return flat(before.(spec.PasswordPolicy), after.(spec.PasswordPolicy))
	},
	lets:   passwordLets,
	revive: reviving(asWritten[spec.PasswordPolicy]),
	create: func(r spec.Resource, _ context) []Call { return []Call{passwordCall(r)} },
	update: func(c Change, _ context) []Call { return []Call{passwordCall(c.After)} },
	remove: func(spec.Resource, spec.Facts) []Call {
		return []Call{{Action: DeleteAccountPasswordPolicy, Params: Params{}}}
	},
}

// passwordCall says everything: what the call leaves out goes back to what it is
// without a policy. Numbers that are 0 cannot be said, and are left out for that.
func passwordCall(r spec.Resource) Call {
	want := r.(spec.PasswordPolicy)
	p := Params{
		"MinimumPasswordLength": want.MinimumLength, "RequireSymbols": want.RequireSymbols, "RequireNumbers": want.RequireNumbers,
		"RequireUppercaseCharacters": want.RequireUppercase, "RequireLowercaseCharacters": want.RequireLowercase,
		"AllowUsersToChangePassword": want.AllowUsersToChange, "HardExpiry": want.HardExpiry,
	}
	if want.MaxAge > 0 {
		p["MaxPasswordAge"] = want.MaxAge
	}
	if want.ReusePrevention > 0 {
		p["PasswordReusePrevention"] = want.ReusePrevention
	}
	return Call{Action: UpdateAccountPasswordPolicy, Params: p, Part: noPart}
}
