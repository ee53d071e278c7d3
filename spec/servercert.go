package spec

import "gopkg.in/yaml.v3"

// ServerCertificate is a certificate that load balancers can use. Its private key has
// no place in files that many read, so that it is uploaded by hand, and managed from
// then on.
type ServerCertificate struct {
	Name string            `diff:"-" json:"-"`
	Path string            `diff:"path" json:"path"`
	Tags map[string]string `diff:"-" json:"tags,omitempty"`
}

// ID implements Resource.
func (c ServerCertificate) ID() ID { return ServerCertificateID(c.Name) }

// Owner implements Resource.
func (c ServerCertificate) Owner() ID { return c.ID() }

// Refs implements Resource.
func (c ServerCertificate) Refs() []Ref { return nil }

// Renamed implements Resource.
func (c ServerCertificate) Renamed(r Renames) Resource {
	c.Name = r.Of(c.ID()).Name
	return c
}

func (ServerCertificate) sealed() {}

// serverCertDecl is a server certificate as it is declared.
type serverCertDecl struct {
	head
	tags []tag // nil where nothing is said
}

var serverCertFields = []field[serverCertDecl]{
	{"path", pathShape, "the IAM path", func(r *reader, n *yaml.Node, d *serverCertDecl) { r.iamPath(n, &d.head) }},
	{"tags", tagsShape, "all of its tags; where they are not written, they stay as they are", func(r *reader, n *yaml.Node, d *serverCertDecl) { d.tags = r.tags(n, false) }},
	{renameKey, renameShape, "the name that it had before: it is renamed, and keeps all that it has", func(r *reader, n *yaml.Node, d *serverCertDecl) { r.renamedFrom(n, &d.head) }},
}

func (d *serverCertDecl) check(*loader) {}

func (d *serverCertDecl) documents() []held { return nil }

func (d *serverCertDecl) reviewWhole(*silencer) {}

// tagged names it as it may still be called in the account.
func (d *serverCertDecl) tagged() []ID {
	ids := d.onlyIf(d.tags != nil)
	if ids != nil && d.former != nil {
		ids = append(ids, ServerCertificateID(d.former.text))
	}
	return ids
}

func (d *serverCertDecl) resolve(rs *resolver) {
	if d.tags == nil {
		rs.unsaid(d.id, FieldTags)
	}
	rs.add(ServerCertificate{Name: d.id.Name, Path: d.path, Tags: rs.tags(d.tags)}, d.at)
}

func phraseServerCert(_ *writer, r Resource) *yaml.Node {
	c, d := r.(ServerCertificate), newDraft()
	d.text("path", c.Path, "/")
	d.tags(c.Tags)
	return d.done()
}
