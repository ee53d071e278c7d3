package fakeiam

import "slices"

type listAliasesOutput struct {
	AccountAliases []string
	paged
}

type aliasInput struct {
	AccountAlias string `in:"alias,required"`
}

// createAccountAlias puts an alias in place of the one that the account has. A
// name that somebody has already is refused, to who has it too; of other accounts
// this one knows nothing.
func (a *account) createAccountAlias(in *aliasInput) error {
	if accountRE.MatchString(in.AccountAlias) {
		return invalid("The specified value for accountAlias is invalid. It must not be the number of an account.")
	}
	if in.AccountAlias == a.alias {
		return exists("The account alias %s already exists.", in.AccountAlias)
	}
	a.alias = in.AccountAlias
	return nil
}

func (a *account) deleteAccountAlias(in *aliasInput) error {
	if in.AccountAlias != a.alias {
		return noSuch("The account alias %s cannot be found.", in.AccountAlias)
	}
	a.alias = ""
	return nil
}

func (a *account) listAccountAliases(in *paging) (*listAliasesOutput, error) {
	own := slices.DeleteFunc([]string{a.alias}, func(s string) bool { return s == "" })
	same := func(s string) string { return s }
	aliases, p, err := page(a, "ListAccountAliases", *in, sorted(own, same), every(same))
	return &listAliasesOutput{aliases, p}, err
}
