package conformance

import (
	"bytes"
	"image/png"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

const invalidCode = "403 InvalidAuthenticationCode"

func noDevice(serial string) string {
	return "MFA Device with serial number " + serial + " does not exist."
}

// virtualDevices are those of the case.
func (s *script) virtualDevices(status types.AssignmentStatusType) []types.VirtualMFADevice {
	p := iam.NewListVirtualMFADevicesPaginator(s.iam, &iam.ListVirtualMFADevicesInput{AssignmentStatus: status})
	var own []types.VirtualMFADevice
	for _, d := range collect(s, p, func(out *iam.ListVirtualMFADevicesOutput) []types.VirtualMFADevice { return out.VirtualMFADevices }) {
		if strings.Contains(*d.SerialNumber, s.path) {
			own = append(own, d)
		}
	}
	return own
}

func (s *script) devicesOf(user string) []types.MFADevice {
	p := iam.NewListMFADevicesPaginator(s.iam, &iam.ListMFADevicesInput{UserName: &user})
	return collect(s, p, func(out *iam.ListMFADevicesOutput) []types.MFADevice { return out.MFADevices })
}

func (s *script) deactivate(user string, serial *string) error {
	return try(s, s.iam.DeactivateMFADevice, &iam.DeactivateMFADeviceInput{UserName: &user, SerialNumber: serial})
}

func (s *script) tagsOfDevice(serial *string) []string {
	p := iam.NewListMFADeviceTagsPaginator(s.iam, &iam.ListMFADeviceTagsInput{SerialNumber: serial})
	return pairs(collect(s, p, func(out *iam.ListMFADeviceTagsOutput) []types.Tag { return out.Tags }))
}

var deviceCases = []testCase{
	{"a virtual device shows its seed once, as text and as a picture", func(s *script) {
		d := s.device("d")
		s.same("serial number", d.SerialNumber, new(s.arn("mfa", s.path, s.name("d"))))
		s.same("length of the seed", len(d.Base32StringSeed), 64)
		if _, err := png.Decode(bytes.NewReader(d.QRCodePNG)); err != nil {
			s.errorf("the picture: %v", err)
		}
		s.same("devices", s.virtualDevices(types.AssignmentStatusTypeAny), []types.VirtualMFADevice{{SerialNumber: d.SerialNumber}})
	}},
	{"a device that a user has is listed with the user", func(s *script) {
		u, d := s.user("u"), s.device("d")
		s.done(s.enable(u, d))
		mine := s.devicesOf(u)
		s.same("devices of the user", len(mine), 1)
		s.same("user", mine[0].UserName, &u)
		s.same("serial number", mine[0].SerialNumber, d.SerialNumber)
		s.recent("its date", mine[0].EnableDate)
		all := s.virtualDevices(types.AssignmentStatusTypeAssigned)
		s.same("assigned devices", len(all), 1)
		s.same("user", all[0].User.UserName, &u)
		s.same("user's ARN", all[0].User.Arn, new(s.arn("user", s.path, u)))
		s.same("unassigned devices", len(s.virtualDevices(types.AssignmentStatusTypeUnassigned)), 0)
	}},
	{"a device that was taken from its user can be given again", func(s *script) {
		u, d := s.user("u"), s.device("d")
		s.done(s.enable(u, d))
		s.done(s.deactivate(u, d.SerialNumber))
		s.same("devices of the user", len(s.devicesOf(u)), 0)
		s.same("unassigned devices", len(s.virtualDevices(types.AssignmentStatusTypeUnassigned)), 1)
		s.done(s.enable(s.user("v"), d))
	}},
	{"wrong codes do not enable a device", func(s *script) {
		u, d := s.user("u"), s.device("d")
		_, second := s.codes(d)
		in := &iam.EnableMFADeviceInput{UserName: &u, SerialNumber: d.SerialNumber, AuthenticationCode1: &second, AuthenticationCode2: &second}
		s.refused(try(s, s.iam.EnableMFADevice, in), invalidCode, "")
		s.same("devices of the user", len(s.devicesOf(u)), 0)
	}},
	{"a device is synchronised by its codes", func(s *script) {
		u, d := s.user("u"), s.device("d")
		s.done(s.enable(u, d))
		first, second := s.codes(d)
		in := &iam.ResyncMFADeviceInput{UserName: &u, SerialNumber: d.SerialNumber, AuthenticationCode1: &first, AuthenticationCode2: &second}
		do(s, s.iam.ResyncMFADevice, in)
		in.AuthenticationCode1 = &second
		s.refused(try(s, s.iam.ResyncMFADevice, in), invalidCode, "")
	}},
	{"a device belongs to one user", func(s *script) {
		d := s.device("d")
		s.done(s.enable(s.user("u"), d))
		s.refused(s.enable(s.user("v"), d), alreadyExists, "MFA Device is already in use.")
		s.refused(s.deactivate(s.name("v"), d.SerialNumber), noSuchEntity, "")
	}},
	{"a device is read by its user and serial number", func(s *script) {
		u, d := s.user("u"), s.device("d")
		s.done(s.enable(u, d))
		got := do(s, s.iam.GetMFADevice, &iam.GetMFADeviceInput{UserName: &u, SerialNumber: d.SerialNumber})
		s.same("user", got.UserName, &u)
		s.recent("its date", got.EnableDate)
		other := &iam.GetMFADeviceInput{UserName: new(s.user("v")), SerialNumber: d.SerialNumber}
		s.refused(try(s, s.iam.GetMFADevice, other), noSuchEntity, "")
	}},
	{"a device that nobody has blocks its name until it is deleted", func(s *script) {
		u, d := s.user("u"), s.device("d")
		again := &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: new(s.name("d")), Path: &s.path}
		s.refused(try(s, s.iam.CreateVirtualMFADevice, again), alreadyExists, "MFA device already exists.")
		s.done(s.enable(u, d))
		s.done(s.deactivate(u, d.SerialNumber))
		s.done(s.deleteUser(u))
		s.refused(try(s, s.iam.CreateVirtualMFADevice, again), alreadyExists, "MFA device already exists.")
		do(s, s.iam.DeleteVirtualMFADevice, &iam.DeleteVirtualMFADeviceInput{SerialNumber: d.SerialNumber})
		do(s, s.iam.CreateVirtualMFADevice, again)
	}},
	{"a device that a user has cannot be deleted", func(s *script) {
		u, d := s.user("u"), s.device("d")
		s.done(s.enable(u, d))
		in := &iam.DeleteVirtualMFADeviceInput{SerialNumber: d.SerialNumber}
		s.refused(try(s, s.iam.DeleteVirtualMFADevice, in), deleteConflict, "")
		s.done(s.deactivate(u, d.SerialNumber))
		do(s, s.iam.DeleteVirtualMFADevice, in)
		s.refused(try(s, s.iam.DeleteVirtualMFADevice, in), noSuchEntity, noDevice(*d.SerialNumber))
	}},
	{"a device that is not there is neither enabled nor taken away", func(s *script) {
		u, d := s.user("u"), s.device("d")
		do(s, s.iam.DeleteVirtualMFADevice, &iam.DeleteVirtualMFADeviceInput{SerialNumber: d.SerialNumber})
		s.refused(s.enable(u, d), noSuchEntity, "")
		s.refused(s.deactivate(u, d.SerialNumber), noSuchEntity, noDevice(*d.SerialNumber))
	}},
	{"a renamed user keeps its devices", func(s *script) {
		u, renamed, d := s.user("u"), s.name("v"), s.device("d")
		s.done(s.enable(u, d))
		do(s, s.iam.UpdateUser, &iam.UpdateUserInput{UserName: &u, NewUserName: &renamed})
		s.same("serial number", s.devicesOf(renamed)[0].SerialNumber, d.SerialNumber)
		s.same("user", s.devicesOf(renamed)[0].UserName, &renamed)
	}},
	{"devices have tags", func(s *script) {
		d := s.device("d", tags("a", "1")...)
		do(s, s.iam.TagMFADevice, &iam.TagMFADeviceInput{SerialNumber: d.SerialNumber, Tags: tags("A", "2")})
		s.same("tags", unordered(s.tagsOfDevice(d.SerialNumber)), []string{"A=2", "a=1"})
		do(s, s.iam.UntagMFADevice, &iam.UntagMFADeviceInput{SerialNumber: d.SerialNumber, TagKeys: []string{"a"}})
		s.same("tags", s.tagsOfDevice(d.SerialNumber), []string{"A=2"})
	}},
	{"a device that is not there has no tags", func(s *script) {
		serial := new(s.arn("mfa", s.path, s.name("absent")))
		s.refused(try(s, s.iam.TagMFADevice, &iam.TagMFADeviceInput{SerialNumber: serial, Tags: tags("a", "1")}), noSuchEntity, "")
		s.refused(try(s, s.iam.UntagMFADevice, &iam.UntagMFADeviceInput{SerialNumber: serial, TagKeys: []string{"a"}}), noSuchEntity, "")
		s.refused(try(s, s.iam.ListMFADeviceTags, &iam.ListMFADeviceTagsInput{SerialNumber: serial}), noSuchEntity, "")
	}},
}
