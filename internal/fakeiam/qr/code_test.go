package qr

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image/png"
	"strings"
	"testing"
)

func text(n int) string { return strings.Repeat("otpauth://totp/a+b@111122223333?secret=", 11)[:n] }

// Codes that another program, which reads them, was shown. The program read all
// lengths from 1 to 425.
func TestCodesThatWereRead(t *testing.T) {
	for n, want := range map[int]string{
		1:   "355165fbf4f71ace",
		17:  "468938c17ee3b30c",
		18:  "a1df21ad180258b3",
		154: "253ec40cb6db453d",
		155: "6356a4df124634b9",
		230: "ac043936e62f0724",
		231: "7d72b1210d792c83",
		367: "85a165f17f0a6dc9",
		425: "0d13a473b76732a0",
	} {
		g, err := encode(text(n))
		if err != nil {
			t.Fatal(err)
		}
		var rows bytes.Buffer
		for _, row := range g.dark {
			for _, dark := range row {
				rows.WriteByte(map[bool]byte{true: '#', false: '.'}[dark])
			}
			rows.WriteByte('\n')
		}
		sum := sha256.Sum256(rows.Bytes())
		if got := hex.EncodeToString(sum[:8]); got != want {
			t.Errorf("%d: %q,", n, got)
		}
	}
}

func TestSizes(t *testing.T) {
	for n, want := range map[int]int{0: 1, 17: 1, 18: 2, 230: 9, 231: 10, 271: 10, 272: 11, 425: 13} {
		if v, _, err := fit(n); err != nil || v != want {
			t.Errorf("%d bytes take version %d: %v; want %d", n, v, err, want)
		}
	}
	if _, err := PNG(text(425) + "x"); err == nil || err.Error() != "drawing a QR code: 426 bytes are too many" {
		t.Errorf("got %v", err)
	}
}

// A block is a polynomial that the roots of its code are roots of.
func TestErrorCorrection(t *testing.T) {
	for _, row := range versions {
		block := []byte(text(100))
		block = append(block, correction(block, row.ecc)...)
		root := byte(1)
		for i := range row.ecc {
			value := byte(0)
			for _, c := range block {
				value = times(value, root) ^ c
			}
			if value != 0 {
				t.Errorf("%d codewords: the value at root %d is %d", row.ecc, i, value)
			}
			root = times(root, 2)
		}
	}
}

func TestPicture(t *testing.T) {
	b, err := PNG("a")
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if side := picture.Bounds().Dx(); side != (21+2*quiet)*scale {
		t.Errorf("it is %d pixels wide", side)
	}
	for at, dark := range map[int]bool{0: false, quiet*scale - 1: false, quiet * scale: true, (quiet + 1) * scale: false, (quiet + 3) * scale: true} {
		r, _, _, _ := picture.At(at, at).RGBA()
		if (r == 0) != dark {
			t.Errorf("pixel %d on the diagonal is dark: %t", at, !dark)
		}
	}
}
