package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// The kind and the version of the format of snapshots.
const (
	SnapshotKind    = "iamsync snapshot"
	SnapshotVersion = "1"
)

// snapshotFile is a Snapshot as it stands in its file.
type snapshotFile struct {
	Kind          string            `json:"kind"` // SnapshotKind
	FormatVersion string            `json:"format_version"`
	Account       string            `json:"account"`
	Partition     string            `json:"partition"`
	Caller        string            `json:"caller,omitempty"`
	Time          time.Time         `json:"time"`
	Quotas        map[string]int    `json:"quotas"`
	Locked        bool              `json:"locked"`
	AWSPolicies   []string          `json:"aws_policies"` // null where nobody asked
	InFull        []spec.ID         `json:"in_full"`
	Users         []spec.ID         `json:"credentials_of"`
	Uses          bool              `json:"uses_known"`
	Unread        []spec.Kind       `json:"credentials_unread"`
	Objects       []snapshotElement `json:"objects"`
	Credentials   []snapshotElement `json:"credentials"`
}

// snapshotElement is a resource, and what is known of it besides.
type snapshotElement struct {
	ID    spec.ID         `json:"id"`
	Is    json.RawMessage `json:"is"`
	Facts *snapshotFacts  `json:"facts,omitempty"`
}

type snapshotFacts struct {
	UniqueID string            `json:"unique_id,omitempty"`
	LastUsed time.Time         `json:"last_used,omitzero"`
	Versions []snapshotVersion `json:"versions,omitempty"`
}

type snapshotVersion struct {
	ID       string          `json:"id"`
	Default  bool            `json:"default"`
	Created  time.Time       `json:"created"`
	Document policy.Document `json:"document"`
}

// WriteSnapshot writes a snapshot as JSON.
func WriteSnapshot(w io.Writer, s Snapshot) error {
	file := snapshotFile{
		Kind: SnapshotKind, FormatVersion: SnapshotVersion, Account: s.State.Account.ID, Partition: s.State.Account.Partition,
		Caller: s.Caller, Time: s.Time, Quotas: s.Quotas, Locked: s.Locked, AWSPolicies: s.AWSPolicies,
		InFull: s.Known.InFull, Users: s.Known.Users, Uses: s.Known.Uses, Unread: s.Unread,
	}
	var err error
	if file.Objects, err = elements(s.State.Resources, s.State.Facts); err != nil {
		return err
	}
	if file.Credentials, err = elements(s.Credentials, s.Uses); err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(file)
}

// elements returns resources in order, as they stand in a file.
func elements(resources map[spec.ID]spec.Resource, known map[spec.ID]spec.Facts) ([]snapshotElement, error) {
	list := []snapshotElement{}
	for _, id := range slices.SortedFunc(maps.Keys(resources), spec.Compare) {
		is, err := oneLine(resources[id])
		if err != nil {
			return nil, fmt.Errorf("writing %s: %w", id, err)
		}
		e := snapshotElement{ID: id, Is: is}
		if facts, found := known[id]; found {
			e.Facts = &snapshotFacts{facts.UniqueID, facts.LastUsed, each(facts.Versions, func(v spec.Version) snapshotVersion { return snapshotVersion(v) })}
		}
		list = append(list, e)
	}
	return list, nil
}

// ReadSnapshot reads what WriteSnapshot wrote, and no other version of it.
func ReadSnapshot(data []byte) (Snapshot, error) {
	var head struct {
		Kind          string `json:"kind"`
		FormatVersion string `json:"format_version"`
	}
	if err := json.Unmarshal(data, &head); err != nil || head.Kind != SnapshotKind {
		return Snapshot{}, errors.New("it is no snapshot, or not the whole of one")
	}
	if head.FormatVersion != SnapshotVersion {
		return Snapshot{}, fmt.Errorf("its format has version %q, and this iamsync reads version %q only", head.FormatVersion, SnapshotVersion)
	}
	var text bytes.Buffer // documents have the layout of the file, which is not theirs
	if err := json.Compact(&text, data); err != nil {
		return Snapshot{}, fmt.Errorf("reading the snapshot: %w", err)
	}
	var file snapshotFile
	if err := strictly(text.Bytes(), &file); err != nil {
		return Snapshot{}, fmt.Errorf("reading the snapshot: %w", err)
	}
	if file.Objects == nil || file.Credentials == nil { // of which WriteSnapshot writes a list, if an empty one
		return Snapshot{}, errors.New("it has no list of objects, or none of credentials, and is not the whole of a snapshot")
	}
	return file.snapshot()
}

func (f snapshotFile) snapshot() (Snapshot, error) {
	account := spec.Account{ID: f.Account, Partition: f.Partition}
	s := Snapshot{
		Caller: f.Caller, Time: f.Time, State: spec.NewStateOf(account, len(f.Objects)), Quotas: f.Quotas, Locked: f.Locked,
		AWSPolicies: f.AWSPolicies, Credentials: map[spec.ID]spec.Resource{}, Uses: map[spec.ID]spec.Facts{}, Unread: f.Unread,
		Known: Known{InFull: f.InFull, Users: f.Users, Uses: f.Uses},
	}
	from := origin{account, func(tags map[string]string) map[string]string { return tags }}
	if err := reviveAll(f.Objects, from, s.State.Resources, s.State.Facts); err != nil {
		return Snapshot{}, err
	}
	return s, reviveAll(f.Credentials, from, s.Credentials, s.Uses)
}

// reviveAll reads elements again.
func reviveAll(list []snapshotElement, from origin, resources map[spec.ID]spec.Resource, known map[spec.ID]spec.Facts) error {
	for _, e := range list {
		r, err := revive(e.ID, e.Is, from)
		if err != nil {
			return fmt.Errorf("reading %s in the snapshot: %w", e.ID, err)
		}
		resources[e.ID] = r
		if e.Facts != nil {
			known[e.ID] = spec.Facts{
				UniqueID: e.Facts.UniqueID, LastUsed: e.Facts.LastUsed,
				Versions: each(e.Facts.Versions, func(v snapshotVersion) spec.Version { return spec.Version(v) }),
			}
		}
	}
	return nil
}
