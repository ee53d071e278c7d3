package fakeiam

import (
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"iamsync/internal/fakeiam/qr"
)

// mfaDevice is a virtual device, with or without a user, or a hardware token that
// a user has.
type mfaDevice struct {
	serial  string
	id      string // of a virtual device, which decides its seed
	tags    []Tag
	user    *user
	enabled time.Time
}

func (d *mfaDevice) virtual() bool { return d.id != "" }

// seedLength is that of IAM's seeds: 64 characters of base 32.
const seedLength = 40

func (a *account) mfaSeed(d *mfaDevice) []byte {
	return a.secret("virtual MFA device "+d.id, seedLength)
}

// device finds a device by its serial number, which for a virtual one is its ARN.
func (a *account) device(serial string) (*mfaDevice, error) {
	if d, ok := a.devices.get(serial); ok {
		return d, nil
	}
	return nil, noSuch("MFA Device with serial number %s does not exist.", serial)
}

func (a *account) virtualDevice(serial string) (*mfaDevice, error) {
	d, err := a.device(serial)
	if err == nil && !d.virtual() {
		return nil, noSuch("MFA Device with serial number %s does not exist.", serial)
	}
	return d, err
}

type serialNumber struct {
	SerialNumber string `in:"serial,required"`
}

type createDeviceInput struct {
	Path                 string `in:"path"`
	VirtualMFADeviceName string `in:"deviceName,required"`
	Tags                 []Tag  `in:"tags"`
}

type oneVirtualDevice struct{ VirtualMFADevice newVirtualDevice }

// newVirtualDevice is a device with its seed, which is shown this once, as text
// and as a picture.
type newVirtualDevice struct {
	SerialNumber     string
	Base32StringSeed []byte
	QRCodePNG        []byte
	Tags             []Tag `out:"omitempty"`
}

// createVirtualMFADevice refuses a name that is taken under the same path, be it
// by a device that nobody has. IAM has no more of them than it may have users.
func (a *account) createVirtualMFADevice(in *createDeviceInput) (*oneVirtualDevice, error) {
	tags, err := mergeTags(nil, in.Tags, exactTags)
	if err != nil {
		return nil, err
	}
	serial := a.arn("mfa" + orRoot(in.Path) + in.VirtualMFADeviceName)
	if len(serial) > maxSerial {
		return nil, invalid("The serial number of a virtual MFA device has at most %d characters.", maxSerial)
	}
	if a.devices.has(serial) {
		return nil, exists("MFA device already exists.")
	}
	if n := a.quotas["UsersQuota"]; a.devices.len() >= n {
		return nil, overQuota("VirtualMFADevicesPerAccount", n)
	}
	d := &mfaDevice{serial: serial, id: a.newID("mfa/"), tags: tags}
	seed := base32.StdEncoding.EncodeToString(a.mfaSeed(d))
	picture, err := qr.PNG("otpauth://totp/" + in.VirtualMFADeviceName + "@" + a.id + "?secret=" + seed)
	if err != nil {
		return nil, err
	}
	a.devices.put(serial, d)
	return &oneVirtualDevice{newVirtualDevice{serial, []byte(seed), picture, in.Tags}}, nil
}

type virtualDeviceOutput struct {
	SerialNumber string
	User         *userOutput `out:"omitempty"`
	EnableDate   time.Time   `out:"omitempty"`
}

type listVirtualDevicesInput struct {
	AssignmentStatus string `in:"assignment"`
	paging
}

type listVirtualDevicesOutput struct {
	VirtualMFADevices []virtualDeviceOutput
	paged
}

func (a *account) listVirtualMFADevices(in *listVirtualDevicesInput) (*listVirtualDevicesOutput, error) {
	devices, p, err := page(a, "ListVirtualMFADevices", in.paging, a.devices.after, func(d *mfaDevice) (virtualDeviceOutput, bool) {
		out := virtualDeviceOutput{SerialNumber: d.serial, EnableDate: d.enabled}
		if d.user != nil {
			u := d.user.brief(a)
			out.User = &u
		}
		return out, d.virtual() && (in.AssignmentStatus != "Assigned" || d.user != nil) &&
			(in.AssignmentStatus != "Unassigned" || d.user == nil)
	})
	return &listVirtualDevicesOutput{devices, p}, err
}

func (a *account) deleteVirtualMFADevice(in *serialNumber) error {
	d, err := a.virtualDevice(in.SerialNumber)
	switch {
	case err != nil:
		return err
	case d.user != nil:
		return refuse("DeleteConflict", "MFA VirtualDevice in use. Must deactivate first.")
	}
	a.devices.remove(d.serial)
	return nil
}

var deviceTags = taggable[serialNumber, *mfaDevice]{
	list: "ListMFADeviceTags", as: exactTags,
	of:   func(d *mfaDevice) *[]Tag { return &d.tags },
	find: func(a *account, n serialNumber) (*mfaDevice, error) { return a.virtualDevice(n.SerialNumber) },
}

// sortedDevices are a user's devices by serial number, as lists show them.
func (u *user) sortedDevices() []*mfaDevice {
	return slices.SortedFunc(slices.Values(u.devices), func(a, b *mfaDevice) int {
		return strings.Compare(fold(a.serial), fold(b.serial))
	})
}
