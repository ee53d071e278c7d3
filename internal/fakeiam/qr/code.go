// Package qr draws text as a QR code, which is how a virtual MFA device gets its
// seed into a telephone. It knows what that takes and no more: bytes, the lowest
// level of error correction, 425 characters (ISO/IEC 18004, versions 1 to 13). It
// reads no codes.
package qr

import "fmt"

// version is a size of code: how its codewords are divided, at level L.
type version struct{ blocks, ecc int }

var versions = []version{
	{1, 7}, {1, 10}, {1, 15}, {1, 20}, {1, 26}, {2, 18}, {2, 20}, {2, 24}, {2, 30}, {4, 18}, {4, 20}, {4, 24}, {4, 26},
}

// codewords are how many a version has, data and error correction together: what
// its patterns leave of its modules.
func codewords(v int) int {
	modules := (16*v+128)*v + 64
	if v >= 2 {
		n := len(alignments(v))
		modules -= (25*n-10)*n - 55
	}
	if v >= 7 {
		modules -= 36
	}
	return modules / 8
}

// alignments are the coordinates of the middles of alignment patterns.
func alignments(v int) []int {
	last := 4*v + 10
	switch {
	case v == 1:
		return nil
	case v < 7:
		return []int{6, last}
	}
	return []int{6, (6 + last) / 2, last}
}

// fit is the smallest version that holds n bytes, and how many codewords of data
// that has.
func fit(n int) (v, data int, err error) {
	for i, row := range versions {
		v, data = i+1, codewords(i+1)-row.blocks*row.ecc
		if 4+lengthBits(v)+8*n <= 8*data {
			return v, data, nil
		}
	}
	return 0, 0, fmt.Errorf("drawing a QR code: %d bytes are too many", n)
}

func lengthBits(v int) int {
	if v < 10 {
		return 8
	}
	return 16
}

// bits are a sequence of bits, the first one first.
type bits []bool

func (b *bits) add(value, n int) {
	for i := n - 1; i >= 0; i-- {
		*b = append(*b, value>>i&1 == 1)
	}
}

// dataOf are the codewords of a text: mode, length, bytes, and padding.
func dataOf(text string, v, data int) []byte {
	var b bits
	b.add(0b0100, 4)
	b.add(len(text), lengthBits(v))
	for _, c := range []byte(text) {
		b.add(int(c), 8)
	}
	b.add(0, min(4, 8*data-len(b)))
	b.add(0, (8-len(b)%8)%8)
	out := make([]byte, len(b)/8, data)
	for i, bit := range b {
		if bit {
			out[i/8] |= 0x80 >> (i % 8)
		}
	}
	for pad := byte(0xec); len(out) < data; pad ^= 0xec ^ 0x11 {
		out = append(out, pad)
	}
	return out
}

// interleaved divides data into blocks, gives each its error correction, and
// takes from all of them by turns.
func interleaved(data []byte, v int) []byte {
	row, total := versions[v-1], codewords(v)
	long := total % row.blocks // so many blocks at the end have a codeword more
	size := total/row.blocks - row.ecc
	var blocks, corrections [][]byte
	for i := range row.blocks {
		n := size
		if i >= row.blocks-long {
			n++
		}
		blocks = append(blocks, data[:n])
		corrections = append(corrections, correction(data[:n], row.ecc))
		data = data[n:]
	}
	return append(turns(blocks), turns(corrections)...)
}

func turns(blocks [][]byte) []byte {
	var out []byte
	for i := range blocks[len(blocks)-1] {
		for _, b := range blocks {
			if i < len(b) {
				out = append(out, b[i])
			}
		}
	}
	return out
}

// correction is the rest of a division by the generator of a Reed-Solomon code.
func correction(data []byte, n int) []byte {
	generator := make([]byte, n) // without its first coefficient, which is 1
	generator[n-1] = 1
	root := byte(1)
	for range n {
		for j := range generator {
			generator[j] = times(generator[j], root)
			if j+1 < n {
				generator[j] ^= generator[j+1]
			}
		}
		root = times(root, 2)
	}
	rest := make([]byte, n)
	for _, b := range data {
		factor := b ^ rest[0]
		copy(rest, rest[1:])
		rest[n-1] = 0
		for j, g := range generator {
			rest[j] ^= times(g, factor)
		}
	}
	return rest
}

// times multiplies in the field of 256 elements that QR codes use.
func times(a, b byte) byte {
	product := 0
	for i := 7; i >= 0; i-- {
		product <<= 1
		if product&0x100 != 0 {
			product ^= 0x11d
		}
		if b>>i&1 == 1 {
			product ^= int(a)
		}
	}
	return byte(product)
}
