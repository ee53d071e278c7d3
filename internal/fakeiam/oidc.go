package fakeiam

import (
	"crypto/sha256"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// oidcProvider is an OpenID Connect provider. It has neither a path nor an ID; its
// URL is its name.
type oidcProvider struct {
	url         string // without https://
	created     time.Time
	clientIDs   []string
	thumbprints []string
	tags        []Tag
}

// Quotas that GetAccountSummary does not have (User Guide, "IAM and AWS STS quotas").
const (
	maxProviders   = 100
	maxClientIDs   = 100
	maxThumbprints = 5
)

func (p *oidcProvider) arn(a *account) string { return a.arn("oidc-provider/" + p.url) }

// oidcProvider finds a provider by its ARN. IAM has different words for one that is
// not there where it is read and where it is deleted; those of the other actions
// are not known.
func (a *account) oidcProvider(arn string) (*oidcProvider, error) {
	if p, ok := a.oidc.get(strings.TrimPrefix(arn, a.arn("oidc-provider/"))); ok && p.arn(a) == arn {
		return p, nil
	}
	return nil, noSuch("OpenIDConnect Provider not found for arn %s", arn)
}

type oidcARN struct {
	OpenIDConnectProviderArn string `in:"arn,required"`
}

type createOIDCInput struct { // in the order in which IAM reports what is wrong
	ClientIDList   []string `in:"clientIDs"`
	ThumbprintList []string `in:"thumbprints"`
	Url            string   `in:"url,required"`
	Tags           []Tag    `in:"tags"`
}

type createOIDCOutput struct {
	OpenIDConnectProviderArn string
	Tags                     []Tag `out:"omitempty"`
}

func (a *account) createOpenIDConnectProvider(in *createOIDCInput) (*createOIDCOutput, error) {
	name, ok := providerURL(in.Url)
	if !ok {
		return nil, invalid("Invalid Open ID Connect Provider URL")
	}
	tags, err := mergeTags(nil, in.Tags, exactTags)
	if err != nil {
		return nil, err
	}
	if err := checkThumbprints(in.ThumbprintList); err != nil {
		return nil, err
	}
	clients := unique(in.ClientIDList)
	switch {
	case len(clients) > maxClientIDs:
		return nil, overQuota("ClientIdsPerOpenIdConnectProvider", maxClientIDs)
	case a.oidc.has(name):
		return nil, exists("Provider with url %s already exists.", in.Url)
	case a.oidc.len() >= maxProviders:
		return nil, overQuota("OpenIdConnectProvidersPerAccount", maxProviders)
	}
	p := &oidcProvider{url: name, created: a.date(), clientIDs: clients, thumbprints: slices.Clone(in.ThumbprintList), tags: tags}
	if len(p.thumbprints) == 0 { // then IAM fetches the certificate, and takes that one's
		sum := sha256.Sum256([]byte(name))
		p.thumbprints = []string{fmt.Sprintf("%x", sum[:20])}
	}
	a.oidc.put(name, p)
	return &createOIDCOutput{p.arn(a), in.Tags}, nil
}

// providerURL is what names a provider: https, a host, perhaps a path, and nothing
// else (API Reference, CreateOpenIDConnectProvider).
func providerURL(text string) (string, bool) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.Host != u.Hostname() || u.User != nil ||
		strings.ContainsAny(text, "?#") {
		return "", false
	}
	return strings.TrimPrefix(text, "https://"), true
}

// checkThumbprints has IAM's words, which say four and mean five.
func checkThumbprints(list []string) error {
	if len(list) > maxThumbprints {
		return refuse("InvalidInput", "Thumbprint list must contain fewer than %d entries.", maxThumbprints)
	}
	return nil
}

// unique keeps the first of what is there several times.
func unique(list []string) []string {
	out := []string{}
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

type getOIDCOutput struct {
	Url            string
	ClientIDList   []string
	ThumbprintList []string
	CreateDate     time.Time
	Tags           []Tag
}

func (a *account) getOpenIDConnectProvider(in *oidcARN) (*getOIDCOutput, error) {
	p, err := a.oidcProvider(in.OpenIDConnectProviderArn)
	if err != nil {
		return nil, err
	}
	return &getOIDCOutput{p.url, p.clientIDs, p.thumbprints, p.created, p.tags}, nil
}

type listedOIDC struct{ Arn string }

type listOIDCOutput struct{ OpenIDConnectProviderList []listedOIDC }

// listOpenIDConnectProviders has no pages.
func (a *account) listOpenIDConnectProviders(*noInput) (*listOIDCOutput, error) {
	out := &listOIDCOutput{}
	for _, p := range a.oidc.all() {
		out.OpenIDConnectProviderList = append(out.OpenIDConnectProviderList, listedOIDC{p.arn(a)})
	}
	return out, nil
}

// deleteOpenIDConnectProvider does not look whether roles trust the provider. One
// that is not there is refused, whatever the API Reference says (recorded).
func (a *account) deleteOpenIDConnectProvider(in *oidcARN) error {
	p, err := a.oidcProvider(in.OpenIDConnectProviderArn)
	if err != nil {
		return noSuch("OpenId connect Provider %s cannot be found.", in.OpenIDConnectProviderArn)
	}
	a.oidc.remove(p.url)
	return nil
}

type oidcClientInput struct {
	oidcARN
	ClientID string `in:"clientID,required"`
}

// addClientIDToOpenIDConnectProvider succeeds for one that is there, too.
func (a *account) addClientIDToOpenIDConnectProvider(in *oidcClientInput) error {
	p, err := a.oidcProvider(in.OpenIDConnectProviderArn)
	if err != nil || slices.Contains(p.clientIDs, in.ClientID) {
		return err
	}
	if len(p.clientIDs) >= maxClientIDs {
		return overQuota("ClientIdsPerOpenIdConnectProvider", maxClientIDs)
	}
	p.clientIDs = append(slices.Clip(p.clientIDs), in.ClientID)
	return nil
}

// removeClientIDFromOpenIDConnectProvider succeeds for one that is not there, too.
func (a *account) removeClientIDFromOpenIDConnectProvider(in *oidcClientInput) error {
	p, err := a.oidcProvider(in.OpenIDConnectProviderArn)
	if err == nil {
		p.clientIDs = slices.DeleteFunc(slices.Clone(p.clientIDs), func(id string) bool { return id == in.ClientID })
	}
	return err
}

type updateThumbprintInput struct {
	oidcARN
	ThumbprintList []string `in:"thumbprints,required"`
}

// updateOpenIDConnectProviderThumbprint puts a list in place of the one that was.
func (a *account) updateOpenIDConnectProviderThumbprint(in *updateThumbprintInput) error {
	p, err := a.oidcProvider(in.OpenIDConnectProviderArn)
	if err != nil {
		return err
	}
	if err := checkThumbprints(in.ThumbprintList); err != nil {
		return err
	}
	p.thumbprints = slices.Clone(in.ThumbprintList)
	return nil
}

var oidcTags = taggable[oidcARN, *oidcProvider]{
	list: "ListOpenIDConnectProviderTags", as: exactTags,
	of:   func(p *oidcProvider) *[]Tag { return &p.tags },
	find: func(a *account, n oidcARN) (*oidcProvider, error) { return a.oidcProvider(n.OpenIDConnectProviderArn) },
}
