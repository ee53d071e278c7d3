package shipped

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// stage is one of a Dockerfile.
type stage struct {
	from    string   // the stage, or the image, that it continues
	others  []string // the stages, or the images, that it copies from
	context []string // what it copies from the context
}

// instruction is a line of a Dockerfile: a word, flags, and the rest.
var instruction = regexp.MustCompile(`^([A-Z]+)((?: +--\S+)*) +(.*)$`)

// stages reads a Dockerfile. A stage goes by its number, and by its name if it has one.
func stages(text string) map[string]*stage {
	found := map[string]*stage{}
	var last *stage
	count := 0
	for _, line := range strings.Split(strings.ReplaceAll(text, "\\\n", " "), "\n") {
		parts := instruction.FindStringSubmatch(line)
		if parts == nil {
			continue
		}
		flags, words := strings.Fields(parts[2]), strings.Fields(parts[3])
		switch parts[1] {
		case "FROM":
			last = &stage{from: words[0]}
			found[strconv.Itoa(count)] = last
			count++
			if len(words) == 3 { // image AS name
				found[words[2]] = last
			}
		case "COPY", "ADD":
			last.copies(flags, words[:len(words)-1])
		case "RUN":
			last.mounts(flags)
		}
	}
	return found
}

// copies takes note of where something is copied from.
func (s *stage) copies(flags, files []string) {
	for _, flag := range flags {
		if other, is := strings.CutPrefix(flag, "--from="); is {
			s.others = append(s.others, other)
			return
		}
	}
	s.context = append(s.context, files...)
}

// mounts takes everything for needed where a command sees the context.
func (s *stage) mounts(flags []string) {
	for _, flag := range flags {
		if strings.HasPrefix(flag, "--mount=type=bind") {
			s.context = append(s.context, ".")
		}
	}
}

// needs returns what of the context a stage needs, with all that it is made from.
func needs(all map[string]*stage, name string) (files []string) {
	s := all[name]
	if s == nil {
		return nil // an image from elsewhere
	}
	files = slices.Clone(s.context)
	for _, other := range append([]string{s.from}, s.others...) {
		files = append(files, needs(all, other)...)
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// What a stage needs is seen, however far away it is copied.
func TestNeedsOfStages(t *testing.T) {
	const source = "FROM --platform=$BUILDPLATFORM golang AS tools\n\nFROM tools AS source\nCOPY go.mod \\\n  go.sum ./\nRUN go mod download\nCOPY . .\n\n"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a stage of its own", source + "FROM scratch AS image\nCOPY --from=tools /certs /certs\nFROM image AS release\nCOPY a /a\n", []string{"a"}},
		{"copied from the source", source + "FROM scratch AS release\nCOPY --from=source /certs /certs\nCOPY a /a\n", []string{".", "a", "go.mod", "go.sum"}},
		{"continues what copies it", source + "FROM scratch AS image\nCOPY --chown=1 --from=source /certs /certs\nFROM image AS release\n", []string{".", "go.mod", "go.sum"}},
		{"by its number", "FROM golang\nCOPY a /\nFROM scratch AS release\nCOPY --from=0 /a /\n", []string{"a"}},
		{"added", "FROM scratch AS release\nADD --chmod=755 a b /\n", []string{"a", "b"}},
		{"mounted", "FROM golang AS release\nRUN --mount=type=bind,target=/src go build\n", []string{"."}},
		{"another image", "FROM scratch AS release\nCOPY --from=debian /certs /certs\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, needs(stages(c.text), "release")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
