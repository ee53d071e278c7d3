package fakeiam

import (
	"fmt"
	"time"
)

// rolesState is the part of the state that is about roles and whom they trust. All
// of it may be missing: files of before have none of it.
type rolesState struct {
	Roles     []roleState    `json:"roles,omitempty"`
	Profiles  []profileState `json:"instance_profiles,omitempty"`
	OIDC      []oidcState    `json:"oidc_providers,omitempty"`
	SAML      []samlState    `json:"saml_providers,omitempty"`
	Deletions []string       `json:"deletions,omitempty"` // of service-linked roles, by their tasks
}

type roleState struct {
	principalState
	Trust       string    `json:"trust"` // with the IDs of users and roles in place of their ARNs
	Description string    `json:"description,omitempty"`
	MaxSession  int       `json:"max_session"`
	LastUsed    time.Time `json:"last_used,omitzero"`
	Region      string    `json:"last_used_region,omitempty"`
}

type profileState struct {
	Name    string    `json:"name"`
	Path    string    `json:"path"`
	ID      string    `json:"id"`
	Created time.Time `json:"created"`
	Tags    []Tag     `json:"tags,omitempty"`
	Role    string    `json:"role,omitempty"`
}

type oidcState struct {
	URL         string    `json:"url"` // without https://
	Created     time.Time `json:"created"`
	ClientIDs   []string  `json:"client_ids,omitempty"`
	Thumbprints []string  `json:"thumbprints,omitempty"`
	Tags        []Tag     `json:"tags,omitempty"`
}

type samlState struct {
	Name       string    `json:"name"`
	UUID       string    `json:"uuid"`
	Created    time.Time `json:"created"`
	ValidUntil time.Time `json:"valid_until"`
	Encryption string    `json:"encryption"`
	Metadata   string    `json:"metadata"`
	Tags       []Tag     `json:"tags,omitempty"`
}

func (a *account) rolesState() rolesState {
	st := rolesState{Deletions: a.deletions}
	for _, r := range a.roles.all() {
		st.Roles = append(st.Roles, roleState{
			principalState: r.snapshot(), Trust: r.trust.render(a, trusted.stored), Description: r.description,
			MaxSession: r.maxSession, LastUsed: r.used.LastUsedDate, Region: r.used.Region,
		})
	}
	for _, p := range a.profiles.all() {
		s := profileState{Name: p.name, Path: p.path, ID: p.id, Created: p.created, Tags: p.tags}
		if p.role != nil {
			s.Role = p.role.name
		}
		st.Profiles = append(st.Profiles, s)
	}
	for _, p := range a.oidc.all() {
		st.OIDC = append(st.OIDC, oidcState{p.url, p.created, p.clientIDs, p.thumbprints, p.tags})
	}
	for _, p := range a.saml.all() {
		st.SAML = append(st.SAML, samlState{p.name, p.uuid, p.created, p.validUntil, p.encryption, p.metadata, p.tags})
	}
	return st
}

// restoreRoles comes after the users, who may be trusted.
func (a *account) restoreRoles(st rolesState) error {
	for _, s := range st.Roles {
		if a.roles.has(s.Name) {
			return fmt.Errorf("role %s is there twice", s.Name)
		}
		r := &role{description: s.Description, maxSession: s.MaxSession, used: lastUsed{s.LastUsed, s.Region}}
		a.roles.put(s.Name, r)
		if err := a.restorePrincipal(&r.principal, roleKind, s.principalState); err != nil {
			return err
		}
	}
	if err := a.restoreTrust(st.Roles); err != nil {
		return err
	}
	if err := a.restoreProfiles(st.Profiles); err != nil {
		return err
	}
	a.deletions = st.Deletions
	return a.restoreProviders(st)
}

// restoreTrust finds out whom the IDs in trust documents belong to. Those that
// belong to nobody are of principals that were deleted.
func (a *account) restoreTrust(roles []roleState) error {
	ids := a.principalsByID()
	known := func(_, text string) (trusted, error) {
		if p := ids[text]; p != nil {
			return trusted{who: p}, nil
		}
		return trusted{text: text}, nil
	}
	for _, s := range roles {
		t, err := readTrust(s.Trust, known)
		if err != nil {
			return fmt.Errorf("reading the trust document of role %s: %w", s.Name, err)
		}
		r, _ := a.roles.get(s.Name)
		r.trust = t
	}
	return nil
}

func (a *account) restoreProfiles(profiles []profileState) error {
	for _, s := range profiles {
		if a.profiles.has(s.Name) {
			return fmt.Errorf("instance profile %s is there twice", s.Name)
		}
		p := &profile{name: s.Name, path: s.Path, id: s.ID, created: s.Created, tags: s.Tags}
		a.profiles.put(s.Name, p)
		if s.Role == "" {
			continue
		}
		r, ok := a.roles.get(s.Role)
		if !ok {
			return fmt.Errorf("instance profile %s holds role %s, which is not there", s.Name, s.Role)
		}
		a.seat(r, p)
	}
	return nil
}

func (a *account) restoreProviders(st rolesState) error {
	for _, s := range st.OIDC {
		if a.oidc.has(s.URL) {
			return fmt.Errorf("OIDC provider %s is there twice", s.URL)
		}
		a.oidc.put(s.URL, &oidcProvider{s.URL, s.Created, s.ClientIDs, s.Thumbprints, s.Tags})
	}
	for _, s := range st.SAML {
		if a.saml.has(s.Name) {
			return fmt.Errorf("SAML provider %s is there twice", s.Name)
		}
		a.saml.put(s.Name, &samlProvider{s.Name, s.UUID, s.Created, s.ValidUntil, s.Metadata, s.Encryption, s.Tags})
	}
	return nil
}
