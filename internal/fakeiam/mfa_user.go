package fakeiam

import (
	"slices"
	"strings"
	"time"
)

// maxDevices is how many MFA devices a user has at most (User Guide, "IAM and AWS
// STS quotas").
const maxDevices = 8

type mfaCodes struct {
	AuthenticationCode1 string `in:"code,required"`
	AuthenticationCode2 string `in:"code,required"`
}

type enableDeviceInput struct {
	UserName string `in:"name,required"`
	serialNumber
	mfaCodes
}

// enableMFADevice gives a user a device. A serial number that is no ARN is that of
// a hardware token; IAM knows those that were sold, this server takes any.
func (a *account) enableMFADevice(in *enableDeviceInput) error {
	u, err := a.user(in.UserName)
	if err != nil {
		return err
	}
	d, err := a.device(in.SerialNumber)
	if err != nil && strings.Contains(in.SerialNumber, ":") {
		return err
	}
	if err != nil {
		d = &mfaDevice{serial: in.SerialNumber}
	}
	switch {
	case d.user != nil:
		return exists("MFA Device is already in use.")
	case len(u.devices) >= maxDevices:
		return overQuota("MFADevicesPerUser", maxDevices)
	}
	if err := a.checkCodes(d, in.mfaCodes); err != nil {
		return err
	}
	a.devices.put(d.serial, d)
	a.assign(d, u, a.date())
	return nil
}

func (a *account) assign(d *mfaDevice, u *user, at time.Time) {
	d.user, d.enabled = u, at
	u.devices = append(u.devices, d)
}

// deviceOf finds a device that a user has.
func (a *account) deviceOf(u *user, serial string) (*mfaDevice, error) {
	d, err := a.device(serial)
	if err == nil && d.user != u {
		return nil, noSuch("MFA Device with serial number %s does not exist.", serial)
	}
	return d, err
}

// resyncMFADevice looks at the codes, and there is nothing more to it here.
func (a *account) resyncMFADevice(in *enableDeviceInput) error {
	u, err := a.user(in.UserName)
	if err != nil {
		return err
	}
	d, err := a.deviceOf(u, in.SerialNumber)
	if err != nil {
		return err
	}
	return a.checkCodes(d, in.mfaCodes)
}

func (a *account) checkCodes(d *mfaDevice, c mfaCodes) error {
	good := c.AuthenticationCode1 != c.AuthenticationCode2
	if d.virtual() {
		good = consecutive(a.mfaSeed(d), a.moment, c.AuthenticationCode1, c.AuthenticationCode2)
	}
	if !good {
		return refuse("InvalidAuthenticationCode", "Authentication code for device is not valid.")
	}
	return nil
}

type deactivateDeviceInput struct {
	optionalUser
	serialNumber
}

// deactivateMFADevice takes a device from its user. A virtual one stays, and its
// name with it, until it is deleted.
func (a *account) deactivateMFADevice(in *deactivateDeviceInput) error {
	u, err := a.userOrCaller(in.UserName)
	if err != nil {
		return err
	}
	d, err := a.deviceOf(u, in.SerialNumber)
	if err != nil {
		return err
	}
	u.devices = slices.DeleteFunc(slices.Clone(u.devices), func(of *mfaDevice) bool { return of == d })
	d.user, d.enabled = nil, time.Time{}
	if !d.virtual() {
		a.devices.remove(d.serial)
	}
	return nil
}

type mfaDeviceOutput struct {
	UserName     string
	SerialNumber string
	EnableDate   time.Time
}

func (d *mfaDevice) output() mfaDeviceOutput {
	return mfaDeviceOutput{d.user.name, d.serial, d.enabled}
}

type listDevicesOutput struct {
	MFADevices []mfaDeviceOutput
	paged
}

func (a *account) listMFADevices(in *listForUserInput) (*listDevicesOutput, error) {
	u, err := a.userOrCaller(in.UserName)
	if err != nil {
		return nil, err
	}
	devices, p, err := page(a, "ListMFADevices", in.paging,
		sorted(u.sortedDevices(), func(d *mfaDevice) string { return fold(d.serial) }), every((*mfaDevice).output))
	return &listDevicesOutput{devices, p}, err
}

type getDeviceInput struct {
	serialNumber
	UserName string `in:"userName"`
}

// getMFADevice answers for every device. IAM is documented to take the ARNs of
// security keys alone, and this server has none.
func (a *account) getMFADevice(in *getDeviceInput) (*mfaDeviceOutput, error) {
	u, err := a.userOrCaller(in.UserName)
	if err != nil {
		return nil, err
	}
	d, err := a.deviceOf(u, in.SerialNumber)
	if err != nil {
		return nil, err
	}
	out := d.output()
	return &out, nil
}
