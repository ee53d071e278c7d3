package spec

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"iamsync/spec/policy"
)

// roleDecl is a role as it is declared.
type roleDecl struct {
	head
	grants
	tags        []tag
	boundary    *word         // nil where nothing is said
	description *word         // nil where nothing is said
	trust       *documentDecl // nil where there is a mistake
	maxSession  int           // in seconds
	profiles    []word        // nil where nothing is said
}

// The bounds of a session of a role, in seconds, and how long it is where
// nothing is said (API Reference, CreateRole).
const (
	shortestSession = 3600
	longestSession  = 43200
	usualSession    = 3600
)

var (
	roleDescriptionShape = shape{is: textShape.is, node: textShape.node, example: textShape.example, empty: textShape.empty, value: roleDescriptionValue()}
	trustShape           = shape{is: documentShape.is, node: yaml.MappingNode, example: "{file: trust.json}", empty: "{file: trust.json}", required: true, value: trustValue()}
	sessionShape         = shape{is: "a time from 1h to 12h", node: yaml.ScalarNode, example: "4h", empty: "1h", standard: "1h", value: sessionValue()}
	profilesShape        = shape{is: "true, or a list of names", node: yaml.ScalarNode, or: yaml.SequenceNode, example: "true", empty: "[]", value: profilesValue()}
)

// profilesKey is the key of the instance profiles of a role.
const profilesKey = "instance_profile"

var roleFields = []field[roleDecl]{
	{"path", pathShape, "the IAM path", func(r *reader, n *yaml.Node, d *roleDecl) { r.iamPath(n, &d.head) }},
	{"description", roleDescriptionShape, "what the role is for; where it is not written, it stays as it is", func(r *reader, n *yaml.Node, d *roleDecl) { d.description = r.description(n, badRoleDescription) }},
	{"trust", trustShape, "the policy that says who may assume the role, or the file that holds it", func(r *reader, n *yaml.Node, d *roleDecl) { d.trust = r.document(n, policy.Trust) }},
	{"max_session_duration", sessionShape, "how long a session may last, from 1h to 12h", readSession},
	{"tags", tagsShape, "all of its tags: others are removed", func(r *reader, n *yaml.Node, d *roleDecl) { d.tags = r.tags(n, true) }},
	{"boundary", boundaryShape, "the permissions boundary: a policy by name or ARN, or none; where it is not written and there is one, the plan is refused", func(r *reader, n *yaml.Node, d *roleDecl) { d.boundary = r.phrase(n) }},
	{"policies", policiesShape, "the managed policies that are attached, by name or ARN: others are detached", func(r *reader, n *yaml.Node, d *roleDecl) { d.policies = r.policies(n) }},
	{"inline", inlineShape, "the inline policies, by name: others are deleted", func(r *reader, n *yaml.Node, d *roleDecl) { d.inline = r.inlines(n) }},
	{profilesKey, profilesShape, "the instance profiles that hold the role: true for one with its name and path, or a list of names", readProfiles},
	replaceField[roleDecl](),
	{silenceKey, silenceShape, silenceDoc, func(r *reader, n *yaml.Node, d *roleDecl) { r.silences(n, &d.head) }},
}

// readSession reads a duration, in Go's form or in seconds.
func readSession(r *reader, n *yaml.Node, d *roleDecl) {
	w := r.word(n)
	if w == nil {
		return
	}
	seconds, err := strconv.Atoi(w.text)
	if err != nil {
		span, spanErr := time.ParseDuration(w.text)
		if spanErr != nil || span%time.Second != 0 {
			r.failAt(w.at, "write 4h, 90m or a number of seconds", "%q is no time", w.text)
			return
		}
		seconds = int(span / time.Second)
	}
	if seconds < shortestSession || seconds > longestSession {
		r.failAt(w.at, "IAM takes 1h to 12h", "a session of %q is too short or too long", w.text)
		return
	}
	d.maxSession = seconds
}

// readProfiles reads true, or names.
func readProfiles(r *reader, n *yaml.Node, d *roleDecl) {
	if n.Kind == yaml.SequenceNode {
		d.profiles = r.words(n, "the name of an instance profile", r.word)
		return
	}
	switch w := r.word(n); {
	case w == nil:
	case w.text == "true":
		d.profiles = []word{{text: d.id.Name, at: w.at}}
	default:
		r.failAt(w.at, "write true, or a list of names; leave it out where there shall be none", "%q is neither true nor a list of names", w.text)
	}
}

func (d *roleDecl) check(l *loader) {
	l.checkGrants(d.id, &d.grants)
	l.checkBoundary(d.boundary)
	if d.trust != nil {
		l.checkTrusted(d)
	}
	for _, w := range d.profiles {
		if problem := badName(KindProfile, w.text); problem != "" {
			l.bad(w.at, "", fmt.Sprintf("instance profile %q: %s", w.text, problem))
		}
		l.checkScope(&head{id: ProfileID(w.text), at: w.at, path: d.path})
		if other := l.folded[ProfileID(w.text).Fold()]; other != nil {
			l.failAt(w.at, "say it there, with role: "+d.id.Name, "the instance profile %q is declared at %s", w.text, other.base().at)
		}
		if first, twice := l.profiles[strings.ToLower(w.text)]; twice {
			l.failAt(w.at, "an instance profile holds one role", "the instance profile %q is listed twice; first at %s", w.text, first)
			continue
		}
		l.profiles[strings.ToLower(w.text)] = w.at
	}
}

// checkTrusted demands that the users and roles whom the trust policy names by
// their ARN, and which are declared, have that path. IAM refuses a principal that
// does not exist.
func (l *loader) checkTrusted(d *roleDecl) {
	for _, text := range d.trust.doc.Principals() {
		arn, is := ParseEntityARN(text)
		if !is || arn.Account != l.spec.Account {
			continue
		}
		o := l.folded[arn.ID.Fold()]
		if o == nil || o.base().path == "" || o.base().id == arn.ID && (o.base().path == arn.Path || o.base().ignoresPath()) {
			continue
		}
		right := EntityARN{Partition: "$(partition)", Account: "$(account)", Path: o.base().path, ID: o.base().id}
		l.failAt(d.trust.at, "write "+right.String(), "the trust policy names %s, and that %s is declared at %s as %s%s",
			text, arn.ID.Kind, o.base().at, o.base().path, o.base().id.Name)
	}
}

// usualTrust is what IAM takes of a trust policy unless AWS raised it (IAM User Guide,
// "IAM and AWS STS quotas").
const usualTrust = 2048

func (d *roleDecl) documents() []held {
	return append([]held{{by: d.id, doc: d.trust, limit: usualTrust, trust: true}}, d.grants.documents(d.id)...)
}

func (d *roleDecl) reviewWhole(q *silencer) { d.reviewSize(d.id, q) }

func (d *roleDecl) resolve(rs *resolver) {
	role := Role{Name: d.id.Name, Path: d.path, MaxSession: d.maxSession, Tags: rs.tags(d.tags), Trust: rs.document(d.trust, d.at)}
	if role.MaxSession == 0 {
		role.MaxSession = usualSession
	}
	role.Trusted = rs.account.Principals(role.Trust)
	role.Description = rs.described(d.id, d.description)
	rs.add(role, d.at)
	if d.boundary == nil {
		rs.unsaid(d.id, FieldBoundary)
	}
	rs.grants(d.id, d.boundary, &d.grants)
	for _, w := range d.profiles {
		rs.add(Profile{Name: w.text, Path: d.path, Role: d.id.Name}, w.at)
		rs.unsaid(ProfileID(w.text), FieldTags)
		rs.until(ProfileID(w.text), d.until)
		rs.replaceable(ProfileID(w.text), d.replace)
		if d.ignoresPath() {
			rs.state.Ignored[ProfileID(w.text)] = []Field{FieldPath}
		}
	}
}

func phraseRole(w *writer, r Resource) *yaml.Node {
	role, d := r.(Role), newDraft()
	d.text("path", role.Path, "/")
	d.text("description", role.Description, "")
	d.put("trust", role.Trust.YAML(escaped))
	if role.MaxSession != usualSession {
		d.put("max_session_duration", wordNode(sessionText(role.MaxSession)))
	}
	d.tags(role.Tags)
	d.put("boundary", w.boundary(role.Boundary))
	d.grants(w, role.ID())
	if slices.ContainsFunc(w.profiles[role.Name], w.withRole) {
		d.put(profilesKey, wordNode("true"))
	}
	return d.done()
}

// sessionText writes a time as people do: in hours, or else in minutes.
func sessionText(seconds int) string {
	switch {
	case seconds%3600 == 0:
		return fmt.Sprintf("%dh", seconds/3600)
	case seconds%60 == 0:
		return fmt.Sprintf("%dm", seconds/60)
	}
	return strconv.Itoa(seconds)
}
