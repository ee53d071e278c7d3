package fakeiam

import "time"

// loginProfile says that a user has a password. The password itself is forgotten
// once it was found good enough: nothing here could ask for it.
type loginProfile struct {
	Created       time.Time `json:"created"`
	Changed       time.Time `json:"changed"` // when the password was set
	ResetRequired bool      `json:"reset_required,omitempty"`
}

type oneLoginProfile struct{ LoginProfile loginProfileOutput }

type loginProfileOutput struct {
	UserName              string
	CreateDate            time.Time
	PasswordResetRequired bool
}

func (u *user) loginOutput() *oneLoginProfile {
	return &oneLoginProfile{loginProfileOutput{u.name, u.login.Created, u.login.ResetRequired}}
}

// withLogin finds a user who has a password.
func (a *account) withLogin(name string) (*user, error) {
	u, err := a.userOrCaller(name)
	if err == nil && u.login == nil {
		return nil, noSuch("Login Profile for User %s cannot be found.", u.name)
	}
	return u, err
}

type createLoginProfileInput struct {
	loginUser
	Password              string `in:"password,required"`
	PasswordResetRequired bool
}

// loginUser is an optionalUser whose name is held to the length of a new one.
type loginUser struct {
	UserName string `in:"userName"`
}

func (a *account) createLoginProfile(in *createLoginProfileInput) (*oneLoginProfile, error) {
	u, err := a.userOrCaller(in.UserName)
	if err != nil {
		return nil, err
	}
	if u.login != nil {
		return nil, exists("Login Profile for user %s already exists.", u.name)
	}
	if err := a.checkPassword(in.Password); err != nil {
		return nil, err
	}
	u.login = &loginProfile{Created: a.date(), Changed: a.date(), ResetRequired: in.PasswordResetRequired}
	return u.loginOutput(), nil
}

func (a *account) getLoginProfile(in *loginUser) (*oneLoginProfile, error) {
	u, err := a.withLogin(in.UserName)
	if err != nil {
		return nil, err
	}
	return u.loginOutput(), nil
}

type updateLoginProfileInput struct {
	UserName              string `in:"userName,required"`
	Password              string `in:"password"`
	PasswordResetRequired *bool
}

// updateLoginProfile leaves what it is not told.
func (a *account) updateLoginProfile(in *updateLoginProfileInput) error {
	u, err := a.settledLogin(in.UserName)
	if err != nil {
		return err
	}
	l := *u.login
	if in.Password != "" {
		if err := a.checkPassword(in.Password); err != nil {
			return err
		}
		l.Changed = a.date()
	}
	if in.PasswordResetRequired != nil {
		l.ResetRequired = *in.PasswordResetRequired
	}
	u.login = &l
	return nil
}

func (a *account) deleteLoginProfile(in *loginUser) error {
	u, err := a.settledLogin(in.UserName)
	if err == nil {
		u.login = nil
	}
	return err
}

// settledLogin refuses a login profile that is too young to be changed, where
// Faults.LoginSettles says so. IAM is known to take some fifteen seconds.
func (a *account) settledLogin(name string) (*user, error) {
	u, err := a.withLogin(name)
	if err == nil && a.moment.Before(u.login.Created.Add(a.loginSettles)) {
		return nil, refuse("EntityTemporarilyUnmodifiable",
			"Login Profile for User %s cannot be modified while login profile is being created.", u.name)
	}
	return u, err
}
