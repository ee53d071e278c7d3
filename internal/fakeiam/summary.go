package fakeiam

import "maps"

type noInput struct{}

type summaryOutput struct{ SummaryMap map[string]int }

// getAccountSummary returns the quotas and what is used of them. PolicyVersionsInUse
// counts every version of the customer's policies.
func (a *account) getAccountSummary(*noInput) (*summaryOutput, error) {
	m := maps.Clone(a.quotas)
	for _, key := range []string{
		"AccountAccessKeysPresent", "AccountMFAEnabled", "AccountPasswordPresent", "AccountSigningCertificatesPresent",
		"MFADevicesInUse",
	} {
		m[key] = 0
	}
	m["GlobalEndpointTokenVersion"], m["PolicyVersionsInUse"] = 1, 0
	m["Users"], m["Groups"], m["Policies"] = a.users.len(), a.groups.len(), a.policies.len()
	m["Roles"], m["InstanceProfiles"], m["Providers"] = a.roles.len(), a.profiles.len(), a.oidc.len()+a.saml.len()
	m["MFADevices"], m["ServerCertificates"] = a.devices.len(), a.serverCerts.len()
	for _, d := range a.devices.all() {
		if d.user != nil {
			m["MFADevicesInUse"]++
		}
	}
	for _, p := range a.policies.all() {
		m["PolicyVersionsInUse"] += len(p.versions)
	}
	return &summaryOutput{m}, nil
}
