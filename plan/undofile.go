package plan

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"iamsync/spec"
)

// The kind and the version of the format of undo files.
const (
	UndoKind    = "iamsync undo file"
	UndoVersion = "1"
)

// undoFile is an undo file: a sum, and what it is of. What was cut off or edited by
// mistake is told by the sum; whoever edits it on purpose gets a plan like any other.
type undoFile struct {
	Kind          string          `json:"kind"` // UndoKind
	FormatVersion string          `json:"format_version"`
	Sum           string          `json:"sum"`
	Content       json.RawMessage `json:"content"`
}

// undoContent is an Undo as it stands in its file.
type undoContent struct {
	Run  string        `json:"run"`
	Time time.Time     `json:"time"`
	Plan Saved         `json:"plan"`
	Was  []undoElement `json:"was"`
	Held []undoElement `json:"held,omitempty"`
}

// undoElement is a Former as it stands in its file.
type undoElement struct {
	ID      spec.ID         `json:"id"`
	WasID   *spec.ID        `json:"was_id,omitempty"` // where it was called otherwise
	Was     json.RawMessage `json:"was"`              // null where there was none
	Unasked bool            `json:"unasked,omitempty"`
}

// WriteUndo writes what takes an apply back as JSON. There is no secret in it.
func WriteUndo(w io.Writer, u Undo) error {
	content := undoContent{Run: u.Run, Time: u.Time, Plan: u.Plan}
	for _, f := range u.Was {
		e := undoElement{ID: f.ID, Unasked: f.Unasked}
		if f.Was != nil && f.Was.ID() != f.ID {
			id := f.Was.ID()
			e.WasID = &id
		}
		var err error
		if e.Was, err = oneLine(f.Was); err != nil {
			return err
		}
		content.Was = append(content.Was, e)
	}
	for _, r := range u.Held {
		text, err := oneLine(r)
		if err != nil {
			return err
		}
		content.Held = append(content.Held, undoElement{ID: r.ID(), Was: text})
	}
	text, err := oneLine(content)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(undoFile{UndoKind, UndoVersion, sumOf(text), text})
}

// oneLine writes JSON as it is summed up.
func oneLine(v any) ([]byte, error) {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSpace(text.Bytes()), err
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// ReadUndo reads what WriteUndo wrote, and no other version of it.
func ReadUndo(data []byte) (Undo, error) {
	var file undoFile
	if err := json.Unmarshal(data, &file); err != nil || file.Kind != UndoKind {
		return Undo{}, errors.New("it is no undo file, or not the whole of one")
	}
	if file.FormatVersion != UndoVersion {
		return Undo{}, fmt.Errorf("its format has version %q, and this iamsync reads version %q only", file.FormatVersion, UndoVersion)
	}
	var text bytes.Buffer
	if err := json.Compact(&text, file.Content); err != nil || sumOf(text.Bytes()) != file.Sum {
		return Undo{}, errors.New("it was changed since it was written: its sum is another")
	}
	return readContent(text.Bytes())
}

func readContent(text []byte) (Undo, error) {
	var content undoContent
	if err := strictly(text, &content); err != nil {
		return Undo{}, fmt.Errorf("reading the undo file: %w", err)
	}
	u := Undo{Run: content.Run, Time: content.Time, Plan: content.Plan}
	account := spec.Account{ID: u.Plan.Account, Partition: u.Plan.Partition}
	for _, e := range content.Was {
		was, err := e.revived(account)
		if err != nil {
			return Undo{}, fmt.Errorf("reading what %s was: %w", e.ID, err)
		}
		u.Was = append(u.Was, Former{ID: e.ID, Was: was, Unasked: e.Unasked})
	}
	for _, e := range content.Held {
		r, err := e.revived(account)
		if err != nil || r == nil {
			return Undo{}, fmt.Errorf("reading what %s held: %w", e.ID, cmp.Or(err, errors.New("it is nothing")))
		}
		u.Held = append(u.Held, r)
	}
	return u, nil
}

// revived returns the resource that an element is of, nil of none.
func (e undoElement) revived(account spec.Account) (spec.Resource, error) {
	id := e.ID
	if e.WasID != nil {
		id = *e.WasID
	}
	switch {
	case id.Kind != e.ID.Kind:
		return nil, fmt.Errorf("%q is no kind of object", e.ID.Kind)
	case len(e.Was) == 0 || string(e.Was) == "null":
		return nil, nil
	default:
		return revive(id, e.Was, origin{account, managed})
	}
}

// origin is where a resource was written, as far as that says more of it than its JSON.
type origin struct {
	account spec.Account
	tags    func(map[string]string) map[string]string // which of its tags it has again
}

// revive reads a resource from its JSON.
func revive(id spec.ID, data []byte, from origin) (spec.Resource, error) {
	kind, known := kinds[id.Kind]
	if !known {
		return nil, fmt.Errorf("%q is no kind of object", id.Kind)
	}
	return kind.revive(id, data, from)
}

// reviving makes the row of a kind that reads its resources again. Complete adds what
// JSON leaves out, because it follows from the ID or from the rest.
func reviving[T spec.Resource](complete func(r *T, id spec.ID, from origin)) func(spec.ID, []byte, origin) (spec.Resource, error) {
	return func(id spec.ID, data []byte, from origin) (spec.Resource, error) {
		var r T
		if err := strictly(data, &r); err != nil {
			return nil, err
		}
		if complete(&r, id, from); r.ID() != id {
			return nil, fmt.Errorf("it is %s", r.ID())
		}
		return r, nil
	}
}

// asWritten is for resources of which JSON leaves nothing out.
func asWritten[T spec.Resource](*T, spec.ID, origin) {}

// managed returns the tags without those that only AWS writes, or a console.
func managed(tags map[string]string) map[string]string {
	for key := range tags {
		if !spec.ManagesTag(key) {
			delete(tags, key)
		}
	}
	if len(tags) == 0 {
		return nil
	}
	return tags
}

// strictly reads JSON and refuses what it does not know.
func strictly(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
