package plan

import (
	"fmt"

	"iamsync/spec"
)

var serverCertKind = behaviour{
	rank: 7, appears: Create, vanishes: Delete,
	zero: spec.ServerCertificate{},
	path: func(r spec.Resource) string { return r.(spec.ServerCertificate).Path },
	fields: map[spec.Field]copies{
		spec.FieldPath: copying(func(want *spec.ServerCertificate, live spec.ServerCertificate) { want.Path = live.Path }),
		spec.FieldTags: copying(func(want *spec.ServerCertificate, live spec.ServerCertificate) { want.Tags = live.Tags }),
	},
	keep:    keepServerCertFields,
	missing: refuseToUpload,
	revive:  reviving(func(c *spec.ServerCertificate, id spec.ID, from origin) { c.Name, c.Tags = id.Name, from.tags(c.Tags) }),
	compare: func(before, after spec.Resource) []Field {
		b, a := before.(spec.ServerCertificate), after.(spec.ServerCertificate)
		return append(flat(b, a), tags(b.Tags, a.Tags)...)
	},
	update: func(c Change, _ context) []Call {
		before, after := c.Before.(spec.ServerCertificate), c.After.(spec.ServerCertificate)
		calls := moveCalls(UpdateServerCertificate, "ServerCertificate", c)
		return append(calls, tagCalls(before.Tags, after.Tags, serverCertName(after), UntagServerCertificate, TagServerCertificate, nil)...)
	},
	remove: func(r spec.Resource, _ spec.Facts) []Call {
		return []Call{{Action: DeleteServerCertificate, Params: serverCertName(r)}}
	},
}

func serverCertName(r spec.Resource) Params { return Params{"ServerCertificateName": r.ID().Name} }

func keepServerCertFields(s *settled, w, l spec.Resource) spec.Resource {
	want, live := w.(spec.ServerCertificate), l.(spec.ServerCertificate)
	want.Tags = s.keepTags(want.ID(), want.Tags, live.Tags)
	return want
}

// refuseToUpload refuses a certificate that is not there: it cannot be made without
// its private key, which has no place in the files.
func refuseToUpload(s *settled, r spec.Resource) {
	c := r.(spec.ServerCertificate)
	delete(s.desired.Resources, c.ID())
	if s.isDisputed(c.ID()) { // and that was said
		return
	}
	s.refuse(c.ID(), "certificate-missing", fmt.Sprintf("%s is not in the account, and it takes a private key to upload it", c.ID()),
		fmt.Sprintf("aws iam upload-server-certificate --server-certificate-name %s --path %s --certificate-body file://certificate.pem --private-key file://key.pem",
			Quote(c.Name), Quote(c.Path)))
}
