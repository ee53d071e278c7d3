package spec

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/schema"
)

// oidcDecl is an OpenID Connect provider as it is declared.
type oidcDecl struct {
	head
	clientIDs   []word
	thumbprints []word // nil where nothing is said: AWS finds them out
	tags        []tag  // nil where nothing is said
}

// What IAM takes of a provider (API Reference, CreateOpenIDConnectProvider; IAM User
// Guide, "IAM and AWS STS quotas").
const (
	maxClientIDs   = 100
	maxClientID    = 255
	maxThumbprints = 5
	thumbprint     = `[0-9A-Fa-f]{40}`
)

var (
	clientIDsShape   = shape{is: "a list of client IDs", node: yaml.SequenceNode, example: "[sts.amazonaws.com]", empty: "[]", required: true, value: upTo(maxClientIDs, listValue(offline(textValue(fmt.Sprintf("a text of at most %d characters", maxClientID), fmt.Sprintf(`[\s\S]{1,%d}`, maxClientID)))))}
	thumbprintsShape = shape{is: "a list of thumbprints", node: yaml.SequenceNode, example: "[6938fd4d98bab03faadb97b34396831e3780aea1]", empty: "[6938fd4d98bab03faadb97b34396831e3780aea1]", value: thumbprintsValue()}
)

var oidcFields = []field[oidcDecl]{
	{"client_ids", clientIDsShape, "whom its tokens may be meant for (their aud); there are no others", func(r *reader, n *yaml.Node, d *oidcDecl) { d.clientIDs = r.clientIDs(n) }},
	{"thumbprints", thumbprintsShape, "SHA-1 thumbprints of its certificates; where they are not written, they stay as they are, and AWS finds out those of a new one", func(r *reader, n *yaml.Node, d *oidcDecl) { d.thumbprints = r.thumbprints(n) }},
	{"tags", tagsShape, "all of its tags; where they are not written, they stay as they are", func(r *reader, n *yaml.Node, d *oidcDecl) { d.tags = r.tags(n, false) }},
}

func (r *reader) clientIDs(n *yaml.Node) []word {
	list := r.words(n, "a client ID", r.word)
	for _, w := range list {
		if size := utf8.RuneCountInString(w.text); size == 0 || size > maxClientID {
			r.failAt(w.at, fmt.Sprintf("IAM takes 1 to %d", maxClientID), "the client ID has %d characters", size)
		}
	}
	if len(list) > maxClientIDs {
		r.fail(n, fmt.Sprintf("IAM takes at most %d", maxClientIDs), "%d client IDs are written", len(list))
	}
	return list
}

var isThumbprint = regexp.MustCompile("^" + thumbprint + "$").MatchString

func (r *reader) thumbprints(n *yaml.Node) []word {
	list := r.words(n, "a thumbprint", r.word)
	for _, w := range list {
		if !isThumbprint(w.text) {
			r.failAt(w.at, thumbprintHint(w.text), "%q is no thumbprint", w.text)
		}
	}
	switch {
	case len(n.Content) == 0:
		r.fail(n, "leave the key out: then they stay as they are, and AWS finds out those of a new provider", "a provider has one thumbprint at least")
	case len(list) > maxThumbprints:
		r.fail(n, fmt.Sprintf("IAM takes at most %d", maxThumbprints), "%d thumbprints are written", len(list))
	}
	return list
}

func thumbprintHint(text string) string {
	if bare := strings.ReplaceAll(text, ":", ""); isThumbprint(bare) {
		return "write " + strings.ToLower(bare)
	}
	return "write the SHA-1 of the certificate: 40 digits and letters a to f"
}

func thumbprintsValue() schema.Node {
	n := upTo(maxThumbprints, listValue(offline(textValue("the SHA-1 of a certificate: 40 digits and letters a to f", thumbprint))))
	n.MinItems = 1
	return n
}

// providerScheme begins the URL of a provider; IAM leaves it out of the ARN.
const providerScheme = "https://"

// badProviderURL checks the URL of a provider without its scheme: a host, perhaps a
// path, and nothing else (API Reference, CreateOpenIDConnectProvider).
func badProviderURL(url string) string {
	if scheme, rest, found := strings.Cut(url, "://"); found {
		return fmt.Sprintf("the URL begins with %s://, and IAM takes https only; write %s", scheme, rest)
	}
	if strings.ContainsAny(url, "?#") {
		return "the URL has a query or a fragment; IAM takes a host and a path"
	}
	if !providerURL.MatchString(url) {
		return "the name is no URL of a provider; write its host, and its path if it has one, such as token.actions.githubusercontent.com"
	}
	return ""
}

const providerURLPattern = `[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:/[A-Za-z0-9._~%!$&'()*+,;=:@/-]*)?`

var providerURL = regexp.MustCompile("^" + providerURLPattern + "$")

func (d *oidcDecl) check(*loader) {}

func (d *oidcDecl) documents() []held { return nil }

func (d *oidcDecl) reviewWhole(*silencer) {}

func (d *oidcDecl) resolve(rs *resolver) {
	p := OIDCProvider{URL: d.id.Name, ARN: rs.account.ProviderARN(d.id), ClientIDs: texts(d.clientIDs), Tags: rs.tags(d.tags)}
	for _, w := range d.thumbprints {
		p.Thumbprints = append(p.Thumbprints, strings.ToLower(w.text))
	}
	slices.Sort(p.Thumbprints)
	if d.thumbprints == nil {
		rs.unsaid(d.id, FieldThumbprints)
	}
	if d.tags == nil {
		rs.unsaid(d.id, FieldTags)
	}
	rs.add(p, d.at)
}

// texts returns what words say, in order.
func texts(words []word) []string {
	var list []string
	for _, w := range words {
		list = append(list, w.text)
	}
	slices.Sort(list)
	return list
}

func phraseOIDC(_ *writer, r Resource) *yaml.Node {
	p, d := r.(OIDCProvider), newDraft()
	clients := listOf(each(p.ClientIDs, escaped))
	if clients == nil {
		clients = &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle} // it must be said
	}
	d.put("client_ids", clients)
	d.put("thumbprints", listOf(p.Thumbprints))
	d.tags(p.Tags)
	return d.done()
}
