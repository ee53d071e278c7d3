package fakeiam

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// formatVersion is that of the state file. A file with another one is refused.
const formatVersion = 1

// state is an account as its file has it: sorted, so that the same account
// always makes the same bytes.
type state struct {
	FormatVersion int           `json:"format_version"`
	Account       string        `json:"account"`
	Partition     string        `json:"partition"`
	IDs           uint64        `json:"ids"` // unique IDs given out so far
	Users         []userState   `json:"users"`
	Groups        []groupState  `json:"groups"`
	Policies      []policyState `json:"policies"`
	rolesState
	accountState
}

type principalState struct {
	Name     string            `json:"name"`
	Path     string            `json:"path"`
	ID       string            `json:"id"`
	Created  time.Time         `json:"created"`
	Boundary string            `json:"boundary,omitempty"`
	Tags     []Tag             `json:"tags,omitempty"`
	Attached []string          `json:"attached,omitempty"` // ARNs
	Inline   map[string]string `json:"inline,omitempty"`   // documents by name, as they were sent
}

type userState struct {
	principalState
	Groups []string `json:"groups,omitempty"`
	credentialState
}

type groupState struct{ principalState }

type policyState struct {
	Name        string         `json:"name"`
	Path        string         `json:"path"`
	ID          string         `json:"id"`
	Description string         `json:"description,omitempty"`
	Created     time.Time      `json:"created"`
	Updated     time.Time      `json:"updated"`
	Tags        []Tag          `json:"tags,omitempty"`
	Default     int            `json:"default_version"`
	LastGiven   int            `json:"last_version"` // the highest number given out
	Versions    []versionState `json:"versions"`
}

type versionState struct {
	Number   int       `json:"number"`
	Created  time.Time `json:"created"`
	Document string    `json:"document"`
}

// Open makes a server whose state is kept in a file; where that does not exist,
// or is "", the account is empty. What the file says of the account's number
// and partition must not contradict the options.
func Open(file string, opts ...Option) (*Server, error) {
	cfg, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	st, kept, err := readState(file)
	if err != nil {
		return nil, err
	}
	if st.Account, err = agree(file, "account", st.Account, cfg.account, defaultAccount); err != nil {
		return nil, err
	}
	if st.Partition, err = agree(file, "partition", st.Partition, cfg.partition, defaultPartition); err != nil {
		return nil, err
	}
	acct, err := st.restore(cfg)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", file, err)
	}
	if err := acct.give(cfg.roles); err != nil {
		return nil, fmt.Errorf("reading option WithRoles: %w", err)
	}
	s, err := newServer(cfg, file, acct)
	if err != nil {
		return nil, err
	}
	s.kept = kept
	return s, nil
}

// checksum tells the contents of files apart. It is zero for a file that is not there.
type checksum = [sha256.Size]byte

// agree is what a file and an option say, or the default where neither speaks.
func agree(file, what, saved, wanted, otherwise string) (string, error) {
	switch {
	case saved == "" && wanted == "":
		return otherwise, nil
	case saved == "":
		return wanted, nil
	case wanted == "" || wanted == saved:
		return saved, nil
	}
	return "", fmt.Errorf("opening %s: it holds %s %s, not %s", file, what, saved, wanted)
}

// readState reads a file; an absent one is an empty state.
func readState(file string) (*state, checksum, error) {
	if file == "" {
		return &state{}, checksum{}, nil
	}
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return &state{}, checksum{}, nil
	}
	if err != nil {
		return nil, checksum{}, fmt.Errorf("reading the state: %w", err)
	}
	st, err := parseState(b)
	if err != nil {
		return nil, checksum{}, fmt.Errorf("reading %s: %w", file, err)
	}
	return st, sha256.Sum256(b), nil
}

// parseState looks at the version first, since a file of another version has
// fields that this one does not know.
func parseState(b []byte) (*state, error) {
	var head struct {
		FormatVersion int `json:"format_version"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return nil, err
	}
	if head.FormatVersion != formatVersion {
		return nil, fmt.Errorf("format_version is %d, this program knows %d", head.FormatVersion, formatVersion)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	st := &state{}
	if err := d.Decode(st); err != nil {
		return nil, err
	}
	if !accountRE.MatchString(st.Account) || !partitionRE.MatchString(st.Partition) {
		return nil, fmt.Errorf("account %q in partition %q is not an account", st.Account, st.Partition)
	}
	return st, nil
}
