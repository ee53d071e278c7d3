package spec

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/policy"
)

// phrasing is how objects of a kind are written.
type phrasing struct {
	path  func(Resource) string // the IAM path; nil where the kind has none
	write func(*writer, Resource) *yaml.Node
}

// writers is the table of them. A kind that can be declared has a row here; its function
// stands in the file of its kind.
var writers = map[Kind]phrasing{
	KindPolicy:  {func(r Resource) string { return r.(Policy).Path }, phrasePolicy},
	KindGroup:   {func(r Resource) string { return r.(Group).Path }, phraseGroup},
	KindUser:    {func(r Resource) string { return r.(User).Path }, phraseUser},
	KindRole:    {func(r Resource) string { return r.(Role).Path }, phraseRole},
	KindProfile: {func(r Resource) string { return r.(Profile).Path }, phraseProfile},
	KindOIDC:    {nil, phraseOIDC},
	KindSAML:    {nil, phraseSAML},

	KindServerCert: {func(r Resource) string { return r.(ServerCertificate).Path }, phraseServerCert},
}

// writer turns resources of an account into declarations which resolve to them again.
type writer struct {
	live     State
	declared map[ID]bool          // entities that the files declare, or will
	writes   map[ID]bool          // those of them that are written now
	aws      map[string]int       // how many of AWS's policies have a name
	groups   map[ID][]string      // of users
	policies map[ID][]string      // ARNs, of principals
	inline   map[ID][]Inline      // of principals
	profiles map[string][]Profile // by the role that they hold
	beside   map[ID]string        // the files that hold their metadata, as seen from the YAML
}

// newWriter prepares for writing objects of an account.
func newWriter(live State, awsManaged []string) *writer {
	w := &writer{
		live: live, declared: map[ID]bool{}, writes: map[ID]bool{}, aws: map[string]int{}, groups: map[ID][]string{},
		policies: map[ID][]string{}, inline: map[ID][]Inline{}, profiles: map[string][]Profile{}, beside: map[ID]string{},
	}
	for _, text := range awsManaged {
		if arn, err := ParsePolicyARN(text); err == nil {
			w.aws[arn.Name]++
		}
	}
	for _, id := range live.IDs() {
		switch r := live.Resources[id].(type) {
		case Membership:
			w.groups[r.Owner()] = append(w.groups[r.Owner()], r.Group)
		case Attachment:
			w.policies[r.Principal] = append(w.policies[r.Principal], r.PolicyARN)
		case Inline:
			w.inline[r.Principal] = append(w.inline[r.Principal], r)
		case Profile:
			w.profiles[r.Role] = append(w.profiles[r.Role], r)
		}
	}
	return w
}

// unwritable says why an object cannot be declared, or returns "".
func (w *writer) unwritable(id ID) string {
	use, doc := policy.Managed, policy.Document{}
	switch r := w.live.Resources[id].(type) {
	case Policy:
		doc = r.Document
	case Role:
		use, doc = policy.Trust, r.Trust
	case SAMLProvider:
		if problem := unreadableMetadata(r.Metadata); problem != "" {
			return "its metadata could not be read back from a file: " + problem
		}
		return ""
	default:
		return ""
	}
	if errs := doc.Mistakes(use); len(errs) > 0 {
		return "its document is one that IAM would not take any more: " + errs[0].Message
	}
	return ""
}

// withRole reports whether a profile needs no declaration of its own: one of its role
// says all.
func (w *writer) withRole(p Profile) bool {
	role, is := w.live.Resources[RoleID(p.Role)].(Role)
	return is && w.writes[role.ID()] && w.writes[p.ID()] && p.Name == role.Name && p.Path == role.Path && len(ours(p.Tags)) == 0
}

// reference names a policy: by its name, where that can mean nothing else.
func (w *writer) reference(text string) string {
	arn, err := ParsePolicyARN(text)
	if err != nil {
		return escaped(text)
	}
	own, isOwn := w.live.Resources[PolicyID(arn.Name)].(Policy)
	switch {
	case arn.IsAWS() && w.aws[arn.Name] == 1 && !isOwn && !w.declared[PolicyID(arn.Name)]:
		return arn.Name
	case isOwn && own.ARN == text && w.declared[own.ID()] && w.aws[arn.Name] == 0:
		return arn.Name
	}
	return escaped(text)
}

// boundary is reference for what can also be none.
func (w *writer) boundary(arn string) *yaml.Node {
	if arn == "" {
		return nil
	}
	if name := w.reference(arn); name != noBoundary {
		return scalarNode(name)
	}
	return scalarNode(escaped(arn))
}

// draft is a declaration that is being written.
type draft struct {
	*yaml.Node
	ignored, why []string
}

func newDraft() *draft { return &draft{Node: &yaml.Node{Kind: yaml.MappingNode}} }

// put adds a field, unless it has no value.
func (d *draft) put(key string, value *yaml.Node) {
	if value != nil {
		d.Content = append(d.Content, scalarNode(key), value)
	}
}

// text adds a field that is a text, unless that is what it is anyway.
func (d *draft) text(key, value, usual string) {
	if value != usual {
		d.put(key, scalarNode(escaped(value)))
	}
}

// ignore lets a field stay as it is, and says why.
func (d *draft) ignore(f Field, why string) {
	d.ignored, d.why = append(d.ignored, string(f)), append(d.why, why)
}

// done returns the declaration. A short one stands in one line.
func (d *draft) done() *yaml.Node {
	const short = 2
	d.put("ignore", listOf(d.ignored))
	if len(d.why) > 0 {
		d.Content[len(d.Content)-2].HeadComment = strings.Join(d.why, "\n")
		return d.Node
	}
	if len(d.Content) <= 2*short && !slices.ContainsFunc(d.Content, func(n *yaml.Node) bool { return n.Kind == yaml.MappingNode }) {
		d.Style = yaml.FlowStyle
	}
	return d.Node
}

// tags adds the tags that are anybody's to manage.
func (d *draft) tags(tags map[string]string) {
	tags = ours(tags)
	if len(tags) == 0 {
		return
	}
	n := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		n.Content = append(n.Content, scalarNode(key), scalarNode(escaped(tags[key])))
	}
	d.put("tags", n)
}

func ours(tags map[string]string) map[string]string {
	own := maps.Clone(tags)
	maps.DeleteFunc(own, func(key, _ string) bool { return !ManagesTag(key) })
	return own
}

// grants adds what a principal holds.
func (d *draft) grants(w *writer, id ID) {
	var names []string
	for _, arn := range w.policies[id] {
		names = append(names, w.reference(arn))
	}
	slices.SortFunc(names, compareNames)
	d.put("policies", listOf(names))
	if why := badInline(w.inline[id]); why != "" {
		d.ignore(FieldInline, why)
		return
	}
	inline := &yaml.Node{Kind: yaml.MappingNode}
	for _, i := range w.inline[id] {
		inline.Content = append(inline.Content, scalarNode(i.Name), i.Document.YAML(escaped))
	}
	if len(inline.Content) > 0 {
		d.put("inline", inline)
	}
}

// badInline says why inline policies cannot be written, or returns "".
func badInline(list []Inline) string {
	folded := map[string]string{}
	for _, i := range list {
		if errs := i.Document.Mistakes(policy.Embedded); len(errs) > 0 {
			return fmt.Sprintf("the inline policy %s is one that IAM would not take any more: %s", i.Name, errs[0].Message)
		}
		if other, twice := folded[strings.ToLower(i.Name)]; twice {
			return fmt.Sprintf("the inline policies %s and %s differ by nothing but case", other, i.Name)
		}
		folded[strings.ToLower(i.Name)] = i.Name
	}
	return ""
}

// compareNames puts names before ARNs.
func compareNames(a, b string) int {
	isARN := func(s string) int { return min(1, strings.Count(s, ":")) }
	return cmp.Or(isARN(a)-isARN(b), strings.Compare(a, b))
}

// escaped writes $( so that it stands for itself.
func escaped(text string) string { return strings.ReplaceAll(text, "$(", "$$(") }
