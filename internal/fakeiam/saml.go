package fakeiam

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"time"
)

// samlProvider is a SAML provider: a name and a metadata document.
type samlProvider struct {
	name       string
	uuid       string
	created    time.Time
	validUntil time.Time
	metadata   string
	encryption string // AssertionEncryptionMode
	tags       []Tag
}

func (p *samlProvider) arn(a *account) string { return a.arn("saml-provider/" + p.name) }

func (a *account) samlProvider(arn string) (*samlProvider, error) {
	if p, ok := a.saml.get(strings.TrimPrefix(arn, a.arn("saml-provider/"))); ok && p.arn(a) == arn {
		return p, nil
	}
	return nil, noSuch("Manifest not found for arn %s", arn)
}

type samlARN struct {
	SAMLProviderArn string `in:"arn,required"`
}

// samlKey is a private key for encrypted assertions, which this server does not keep.
type samlKey struct{ AddPrivateKey string }

func (k samlKey) check() error {
	if k.AddPrivateKey != "" {
		return refuse("InvalidInput", "This server keeps no private keys of SAML providers.")
	}
	return nil
}

type createSAMLInput struct {
	SAMLMetadataDocument    string `in:"metadata,required"`
	Name                    string `in:"samlName,required"`
	Tags                    []Tag  `in:"tags"`
	AssertionEncryptionMode string `in:"encryptionMode"`
	samlKey
}

type createSAMLOutput struct {
	SAMLProviderArn string
	Tags            []Tag `out:"omitempty"`
}

// validity is how long a provider is good for after its document was written. So
// it was in the one answer that was seen, and the document had no date of its own.
const validity = 100

func (a *account) createSAMLProvider(in *createSAMLInput) (*createSAMLOutput, error) {
	tags, err := mergeTags(nil, in.Tags, exactTags)
	if err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	if err := checkMetadata(in.SAMLMetadataDocument); err != nil {
		return nil, err
	}
	switch {
	case a.saml.has(in.Name):
		return nil, exists("Provider with name %s already exists.", in.Name)
	case a.saml.len() >= maxProviders:
		return nil, overQuota("SAMLProvidersPerAccount", maxProviders)
	}
	p := &samlProvider{name: in.Name, uuid: a.newID("SAMLSP"), created: a.date(), tags: tags, encryption: in.AssertionEncryptionMode}
	if p.encryption == "" {
		p.encryption = "Allowed"
	}
	a.describe(p, in.SAMLMetadataDocument)
	a.saml.put(p.name, p)
	return &createSAMLOutput{p.arn(a), in.Tags}, nil
}

func (a *account) describe(p *samlProvider, metadata string) {
	p.metadata, p.validUntil = metadata, a.date().AddDate(validity, 0, 0)
}

const samlNamespace = "urn:oasis:names:tc:SAML:2.0:metadata"

// checkMetadata wants well-formed XML that describes an identity provider. IAM
// looks at more, such as certificates; what, and its words, are not documented.
func checkMetadata(document string) error {
	d := xml.NewDecoder(strings.NewReader(document))
	depth, entity, provider := 0, false, false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && entity && provider {
			return nil
		}
		if err != nil {
			return refuse("InvalidInput", "Could not parse metadata")
		}
		switch e := token.(type) {
		case xml.StartElement:
			depth++
			entity = entity || depth == 1 && e.Name == xml.Name{Space: samlNamespace, Local: "EntityDescriptor"}
			provider = provider || depth == 2 && e.Name == xml.Name{Space: samlNamespace, Local: "IDPSSODescriptor"}
		case xml.EndElement:
			depth--
		}
	}
}

type samlPrivateKey struct {
	KeyId     string
	Timestamp time.Time
}

type getSAMLOutput struct {
	SAMLProviderUUID        string
	SAMLMetadataDocument    string
	CreateDate              time.Time
	ValidUntil              time.Time
	Tags                    []Tag
	AssertionEncryptionMode string
	PrivateKeyList          []samlPrivateKey
}

func (a *account) getSAMLProvider(in *samlARN) (*getSAMLOutput, error) {
	p, err := a.samlProvider(in.SAMLProviderArn)
	if err != nil {
		return nil, err
	}
	return &getSAMLOutput{
		SAMLProviderUUID: p.uuid, SAMLMetadataDocument: p.metadata, CreateDate: p.created, ValidUntil: p.validUntil,
		Tags: p.tags, AssertionEncryptionMode: p.encryption,
	}, nil
}

type listedSAML struct {
	Arn        string
	ValidUntil time.Time
	CreateDate time.Time
}

type listSAMLOutput struct{ SAMLProviderList []listedSAML }

// listSAMLProviders has no pages.
func (a *account) listSAMLProviders(*noInput) (*listSAMLOutput, error) {
	out := &listSAMLOutput{}
	for _, p := range a.saml.all() {
		out.SAMLProviderList = append(out.SAMLProviderList, listedSAML{p.arn(a), p.validUntil, p.created})
	}
	return out, nil
}

type updateSAMLInput struct {
	samlARN
	SAMLMetadataDocument    string `in:"metadata"`
	AssertionEncryptionMode string `in:"encryptionMode"`
	samlKey
}

// updateSAMLProvider keeps what it is not told.
func (a *account) updateSAMLProvider(in *updateSAMLInput) (*samlOutput, error) {
	p, err := a.samlProvider(in.SAMLProviderArn)
	if err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	if in.SAMLMetadataDocument != "" {
		if err := checkMetadata(in.SAMLMetadataDocument); err != nil {
			return nil, err
		}
		a.describe(p, in.SAMLMetadataDocument)
	}
	if in.AssertionEncryptionMode != "" {
		p.encryption = in.AssertionEncryptionMode
	}
	return &samlOutput{p.arn(a)}, nil
}

type samlOutput struct{ SAMLProviderArn string }

// deleteSAMLProvider does not look whether roles trust the provider.
func (a *account) deleteSAMLProvider(in *samlARN) error {
	p, err := a.samlProvider(in.SAMLProviderArn)
	if err == nil {
		a.saml.remove(p.name)
	}
	return err
}

var samlTags = taggable[samlARN, *samlProvider]{
	list: "ListSAMLProviderTags", as: exactTags,
	of:   func(p *samlProvider) *[]Tag { return &p.tags },
	find: func(a *account, n samlARN) (*samlProvider, error) { return a.samlProvider(n.SAMLProviderArn) },
}
