package fakeiam

import (
	"crypto/sha256"
	"encoding/binary"
)

// share is how many of all calls suffer something.
type share struct {
	field  string
	of     float64
	writes bool // reads are left out
	fault  func(coin bool) Fault
}

func (f *Faults) shares() []share {
	return []share{
		{"ErrorBefore", f.ErrorBefore, false, func(coin bool) Fault { return Fault{Before: failure(coin)} }},
		{"ErrorAfter", f.ErrorAfter, false, func(coin bool) Fault { return Fault{After: failure(coin)} }},
		{"Drop", f.Drop, false, func(bool) Fault { return Lost }},
		{"Truncate", f.Truncate, false, func(bool) Fault { return Cut }},
		{"Concurrent", f.Concurrent, true, func(bool) Fault { return Conflicted }},
	}
}

// failure is one of the two ways in which IAM says that it failed.
func failure(coin bool) *Error {
	if coin {
		return serviceFailure
	}
	return serviceUnavailable
}

// dice pick calls by chance. They know the seed, what a call says, and how often
// it was said before, but nothing of other calls: clients that work side by side
// arrive in another order each time, and a run could never be repeated.
type dice struct {
	seed   uint64
	shares []share
	said   []uint32 // by a hash of what is said; few enough to be kept for days
}

// newDice are without memory where nothing is left to chance.
func newDice(f Faults) dice {
	d := dice{seed: f.Seed}
	for _, s := range f.shares() {
		if s.of > 0 {
			d.shares, d.said = append(d.shares, s), make([]uint32, 1<<16)
		}
	}
	return d
}

func (d *dice) roll(c Call) Fault {
	if len(d.shares) == 0 {
		return Fault{}
	}
	chance, coin := d.throw(c)
	for _, s := range d.shares {
		if chance < s.of && (c.Mutating || !s.writes) {
			return s.fault(coin)
		}
		chance -= s.of
	}
	return Fault{}
}

// throw is a number from 0 to 1, and one of two sides.
func (d *dice) throw(c Call) (chance float64, coin bool) {
	sum := sha256.Sum256([]byte(c.Action + "?" + c.Params.Encode()))
	said := &d.said[binary.BigEndian.Uint16(sum[:])]
	*said++
	b := binary.BigEndian.AppendUint64(sum[:], d.seed)
	sum = sha256.Sum256(binary.BigEndian.AppendUint32(b, *said))
	const bits = 53 // of a float64
	return float64(binary.BigEndian.Uint64(sum[:])>>(64-bits)) / (1 << bits), sum[8]&1 == 0
}
