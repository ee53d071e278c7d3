package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/plan"
	"iamsync/spec"
)

func TestServerCertificates(t *testing.T) {
	certificate := func(name, path string, tags map[string]string) []spec.Resource {
		return []spec.Resource{spec.ServerCertificate{Name: name, Path: path, Tags: tags}}
	}
	v := map[string]string{"k": "v"}
	for _, test := range []struct {
		name          string
		live, desired []spec.Resource
		from          string
		want, refused string
	}{
		{name: "one that is not there is refused", desired: certificate("www", "/", nil), refused: "certificate-missing"},
		{name: "and so is one to be renamed", desired: certificate("www", "/", nil), from: "web", refused: "certificate-missing"},
		{
			name: "it moves and is renamed in one call", live: certificate("web", "/", v), desired: certificate("www", "/eng/", v), from: "web",
			want: `UpdateServerCertificate {"NewPath":"/eng/","NewServerCertificateName":"www","ServerCertificateName":"web"}`,
		},
		{
			name: "tags", live: certificate("www", "/", v), desired: certificate("www", "/", map[string]string{"k": "w"}),
			want: `TagServerCertificate {"ServerCertificateName":"www","Tags":[{"Key":"k","Value":"w"}]}`,
		},
		{
			name: "no tags", live: certificate("www", "/", v), desired: certificate("www", "/", nil),
			want: `UntagServerCertificate {"ServerCertificateName":"www","TagKeys":["k"]}`,
		},
		{name: "one that goes", live: certificate("www", "/", v), want: `DeleteServerCertificate {"ServerCertificateName":"www"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			desired := stateOf(test.desired...)
			if test.from != "" {
				desired.Renamed[test.desired[0].ID()] = spec.ServerCertificateID(test.from)
			}
			p := build(t, stateOf(test.live...), desired, func(in *plan.Input) {
				in.Scope, in.Allow = spec.Scope{Prune: true, Paths: []string{"/"}}, []string{"empty-spec"}
			})
			if diff := cmp.Diff([]string{test.want, test.refused}, []string{said(t, p), codes(p.Refused)}); diff != "" {
				t.Errorf("steps and refusals (-want +got):\n%s", diff)
			}
		})
	}
}
