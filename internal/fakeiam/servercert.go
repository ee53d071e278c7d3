package fakeiam

import (
	"strings"
	"time"
)

// serverCertificate is a certificate with its chain. Its fields are those of the
// state file; it is replaced, never written to.
type serverCertificate struct {
	Name       string    `json:"name"`
	Path       string    `json:"path"`
	ID         string    `json:"id"`
	Uploaded   time.Time `json:"uploaded"`
	Expiration time.Time `json:"expiration"`
	Body       string    `json:"body"`
	Chain      string    `json:"chain,omitempty"`
	Tags       []Tag     `json:"tags,omitempty"`
}

type serverCertificateMetadata struct {
	Path                  string
	ServerCertificateName string
	ServerCertificateId   string
	Arn                   string
	UploadDate            time.Time
	Expiration            time.Time
}

func (c *serverCertificate) output(a *account) serverCertificateMetadata {
	return serverCertificateMetadata{c.Path, c.Name, c.ID, a.arn("server-certificate" + c.Path + c.Name), c.Uploaded, c.Expiration}
}

func (a *account) serverCertificate(name string) (*serverCertificate, error) {
	if c, ok := a.serverCerts.get(name); ok {
		return c, nil
	}
	return nil, noSuch("The Server Certificate with name %s cannot be found.", name)
}

type certificateName struct {
	ServerCertificateName string `in:"name,required"`
}

type uploadServerCertificateInput struct {
	Path string `in:"path"`
	certificateName
	CertificateBody  string `in:"certificate,required"`
	PrivateKey       string `in:"certificate,required"`
	CertificateChain string `in:"chain"`
	Tags             []Tag  `in:"tags"`
}

type uploadServerCertificateOutput struct {
	ServerCertificateMetadata serverCertificateMetadata
	Tags                      []Tag `out:"omitempty"`
}

func (a *account) uploadServerCertificate(in *uploadServerCertificateInput) (*uploadServerCertificateOutput, error) {
	tags, err := mergeTags(nil, in.Tags, exactTags)
	if err != nil {
		return nil, err
	}
	name := in.ServerCertificateName
	if a.serverCerts.has(name) {
		return nil, exists("The Server Certificate with name %s already exists.", name)
	}
	leaf, err := checkPair(in.CertificateBody, in.PrivateKey, in.CertificateChain)
	if err != nil {
		return nil, err
	}
	if n := a.quotas["ServerCertificatesQuota"]; a.serverCerts.len() >= n {
		return nil, overQuota("ServerCertificatesPerAccount", n)
	}
	c := &serverCertificate{
		Name: name, Path: orRoot(in.Path), ID: a.newID("ASCA"), Uploaded: a.date(), Expiration: leaf.NotAfter.UTC(),
		Body: in.CertificateBody, Chain: in.CertificateChain, Tags: tags,
	}
	a.serverCerts.put(name, c)
	return &uploadServerCertificateOutput{c.output(a), in.Tags}, nil
}

type serverCertificateOutput struct {
	ServerCertificateMetadata serverCertificateMetadata
	CertificateBody           string
	CertificateChain          string `out:"omitempty"`
	Tags                      []Tag
}

type oneServerCertificate struct{ ServerCertificate serverCertificateOutput }

func (a *account) getServerCertificate(in *certificateName) (*oneServerCertificate, error) {
	c, err := a.serverCertificate(in.ServerCertificateName)
	if err != nil {
		return nil, err
	}
	return &oneServerCertificate{serverCertificateOutput{c.output(a), c.Body, c.Chain, c.Tags}}, nil
}

type listServerCertificatesInput struct {
	PathPrefix string `in:"pathPrefix"`
	paging
}

type listServerCertificatesOutput struct {
	ServerCertificateMetadataList []serverCertificateMetadata
	paged
}

func (a *account) listServerCertificates(in *listServerCertificatesInput) (*listServerCertificatesOutput, error) {
	all, p, err := page(a, "ListServerCertificates", in.paging, a.serverCerts.after,
		func(c *serverCertificate) (serverCertificateMetadata, bool) {
			return c.output(a), strings.HasPrefix(c.Path, in.PathPrefix)
		})
	return &listServerCertificatesOutput{all, p}, err
}

type updateServerCertificateInput struct {
	certificateName
	NewPath                  string `in:"path"`
	NewServerCertificateName string `in:"name"`
}

// updateServerCertificate moves and renames; the ID stays.
func (a *account) updateServerCertificate(in *updateServerCertificateInput) error {
	c, err := a.serverCertificate(in.ServerCertificateName)
	if err != nil {
		return err
	}
	moved := *c
	if name := in.NewServerCertificateName; name != "" {
		if other, ok := a.serverCerts.get(name); ok && other != c {
			return exists("The Server Certificate with name %s already exists.", name)
		}
		moved.Name = name
	}
	if in.NewPath != "" {
		moved.Path = in.NewPath
	}
	a.serverCerts.remove(c.Name)
	a.serverCerts.put(moved.Name, &moved)
	return nil
}

// deleteServerCertificate knows of no load balancer that could hold it.
func (a *account) deleteServerCertificate(in *certificateName) error {
	_, err := a.serverCertificate(in.ServerCertificateName)
	if err == nil {
		a.serverCerts.remove(in.ServerCertificateName)
	}
	return err
}

var certificateTags = taggable[certificateName, *serverCertificate]{
	list: "ListServerCertificateTags", as: exactTags,
	of: func(c *serverCertificate) *[]Tag { return &c.Tags },
	find: func(a *account, n certificateName) (*serverCertificate, error) {
		return a.serverCertificate(n.ServerCertificateName)
	},
	change: (*account).replacedCertificate,
}

// replacedCertificate puts a copy in the place of a certificate, which can be written to.
func (a *account) replacedCertificate(n certificateName) (*serverCertificate, error) {
	c, err := a.serverCertificate(n.ServerCertificateName)
	if err != nil {
		return nil, err
	}
	changed := *c
	a.serverCerts.put(c.Name, &changed)
	return &changed, nil
}
