package fakeiam

import "time"

type certificateOutput struct {
	UserName        string
	CertificateId   string
	CertificateBody string
	Status          string
	UploadDate      time.Time
}

func signingOutput(u *user, c credential) certificateOutput {
	return certificateOutput{u.name, c.ID, c.Body, c.Status, c.Created}
}

type uploadCertificateInput struct {
	optionalUser
	CertificateBody string `in:"certificate,required"`
}

type oneCertificate struct{ Certificate certificateOutput }

// uploadSigningCertificate refuses a certificate that any user of the account has.
func (a *account) uploadSigningCertificate(in *uploadCertificateInput) (*oneCertificate, error) {
	u, err := a.userOrCaller(in.UserName)
	if err != nil {
		return nil, err
	}
	cert, ok := parseCertificate(in.CertificateBody)
	if !ok {
		return nil, refuse("MalformedCertificate", "Certificate %s is malformed.", in.CertificateBody)
	}
	for _, other := range a.users.all() {
		for _, c := range other.held[signingCerts] {
			if same, ok := parseCertificate(c.Body); ok && same.Equal(cert) {
				return nil, refuse("DuplicateCertificate", "The same certificate is associated with an IAM user in the account.")
			}
		}
	}
	if n := a.quotas["SigningCertificatesPerUserQuota"]; len(u.held[signingCerts]) >= n {
		return nil, overQuota("CertificatesPerUser", n)
	}
	return &oneCertificate{signingOutput(u, a.issue(u, signingCerts, credential{Body: in.CertificateBody}))}, nil
}

type listCertificatesOutput struct {
	Certificates []certificateOutput
	paged
}

func (a *account) listSigningCertificates(in *listForUserInput) (*listCertificatesOutput, error) {
	u, err := a.userOrCaller(in.UserName)
	if err != nil {
		return nil, err
	}
	certs, p, err := page(a, "ListSigningCertificates", in.paging, oldestFirst(u.held[signingCerts]),
		every(func(c credential) certificateOutput { return signingOutput(u, c) }))
	return &listCertificatesOutput{certs, p}, err
}

type certificateInput struct {
	optionalUser
	CertificateId string `in:"certificateId,required"`
}

type updateCertificateInput struct {
	certificateInput
	Status string `in:"status,required"`
}

func (a *account) updateSigningCertificate(in *updateCertificateInput) error {
	return a.setStatus(in.UserName, signingCerts, in.CertificateId, in.Status)
}

func (a *account) deleteSigningCertificate(in *certificateInput) error {
	return a.drop(in.UserName, signingCerts, in.CertificateId)
}
