package spec

import (
	"strings"
	"time"
	"unicode"
)

// The lock of an account is a managed policy in it: IAM makes one of a name at a time,
// whoever asks. It says in its tags who holds it, and gives nothing to anybody.
const (
	LockName = "iamsync-lock"
	LockPath = "/iamsync/"

	// LockLease is how long a run may hold the lock before it is said that it was
	// probably killed. An apply of thousands of calls takes some minutes; one that was
	// killed should not be taken for one at work until the next day.
	LockLease = time.Hour
)

// The tags of a lock.
const (
	lockHolder = "iamsync:holder"
	lockRun    = "iamsync:run"
	lockSince  = "iamsync:since"
	lockUntil  = "iamsync:until"
)

// Lock says who holds an account. One without a run is a policy that has the name of
// the lock and is none.
type Lock struct {
	Holder       string // the ARN of the caller
	Run          string
	Since, Until time.Time
}

// NewLock returns the lock of a run that takes it now.
func NewLock(holder, run string, now time.Time) Lock {
	since := now.UTC().Truncate(time.Second)
	return Lock{Holder: tagText(holder), Run: run, Since: since, Until: since.Add(LockLease)}
}

// ReadLock reads the tags of the policy that has the name of the lock. They are those of a
// lock or not: a part of them makes none.
func ReadLock(tags map[string]string) Lock {
	since, sinceErr := time.Parse(time.RFC3339, tags[lockSince])
	until, untilErr := time.Parse(time.RFC3339, tags[lockUntil])
	l := Lock{Holder: tags[lockHolder], Run: tags[lockRun], Since: since, Until: until}
	if l.Holder == "" || sinceErr != nil || untilErr != nil {
		return Lock{}
	}
	return l
}

// IsStrange reports whether it is no lock, but a policy of that name.
func (l Lock) IsStrange() bool { return l.Run == "" }

// Outlived reports whether the lock is older than its lease.
func (l Lock) Outlived(now time.Time) bool { return now.After(l.Until) }

// LockTag is a tag of a lock.
type LockTag struct{ Key, Value string }

// Tags are what ReadLock reads.
func (l Lock) Tags() []LockTag {
	return []LockTag{
		{lockHolder, l.Holder}, {lockRun, l.Run},
		{lockSince, l.Since.Format(time.RFC3339)}, {lockUntil, l.Until.Format(time.RFC3339)},
	}
}

// tagText returns a text as the value of a tag can hold it. ARNs of sessions may have
// commas, which tags may not (API Reference, Tag).
func tagText(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n++; n > maxTagValue {
			break
		}
		if !unicode.In(r, unicode.L, unicode.Z, unicode.N) && !strings.ContainsRune("_.:/=+-@", r) {
			r = '_'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// LockARN is the ARN of the lock of an account.
func (a Account) LockARN() string {
	return PolicyARN{Partition: a.Partition, Account: a.ID, Path: LockPath, Name: LockName}.String()
}

// IsLock reports whether an entity has the name of the lock, in whatever case and under
// whatever path: to IAM these are one name.
func IsLock(id ID) bool { return id.Fold() == PolicyID(LockName).Fold() }
