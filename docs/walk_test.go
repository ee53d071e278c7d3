package docs_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"iamsync/internal/fakeiam"
	"iamsync/internal/programtest"
)

// walk is somebody who follows a page.
type walk struct {
	dir    string   // where the reader is
	env    []string // of every command
	has    func(program string) bool
	skip   func(format string, args ...any) // is told of what cannot be run here
	served string                           // the address of the sandbox that was started last, or ""
	files  map[string]*block                // of YAML, which are to be judged
	must   []string                         // programs without which nothing is skipped
	ending []func() error                   // what is still under way when the page ends
	update bool                             // what commands show is not compared, but becomes edits of the page
	edits  []edit
}

// kinds says what is done with a block of a language.
var kinds map[string]func(*walk, *block) []string

func init() { // kinds and walk know each other
	kinds = map[string]func(*walk, *block) []string{
		"sh":      (*walk).run,
		"bash":    (*walk).run,
		"zsh":     (*walk).run,
		"fish":    (*walk).run,
		"console": (*walk).play,
		"yaml":    (*walk).yaml,
		"json":    (*walk).json,
	}
}

// newWalk is for a machine that has the program, an account and the keys to it.
func newWalk(t *testing.T) *walk {
	t.Helper()
	if master, tty, err := openTerminal(); err != nil {
		t.Skip("nobody could answer a question:", err)
	} else if err = errors.Join(tty.Close(), master.Close()); err != nil {
		t.Fatal(err)
	}
	w := &walk{dir: filepath.Join(t.TempDir(), "page"), has: onPath, skip: t.Logf}
	home := t.TempDir()
	bin, err := filepath.Abs("testdata/bin")
	repository, failed := filepath.Abs(root)
	for _, e := range []error{
		err, failed,
		os.CopyFS(filepath.Join(w.dir, "examples"), os.DirFS(filepath.Join(root, "examples"))),
		os.WriteFile(filepath.Join(home, "config"), []byte(awsConfig), 0o600),
		os.WriteFile(filepath.Join(home, "credentials"), []byte(awsCredentials), 0o600),
		os.WriteFile(filepath.Join(home, "gitconfig"), []byte(gitConfig), 0o600),
	} {
		if e != nil {
			t.Fatal(e)
		}
	}
	w.env = []string{
		"PATH=" + strings.Join([]string{filepath.Dir(programtest.Program(t)), bin, os.Getenv("PATH")}, string(os.PathListSeparator)),
		"REPOSITORY=" + repository, "HOME=" + home, "TMPDIR=" + home, "LC_ALL=C.UTF-8",
		"TERM=dumb", "NO_COLOR=1", "AWS_PAGER=", "GIT_PAGER=cat", "MANPAGER=cat",
		"AWS_ENDPOINT_URL=" + serve(t), "NO_PROXY=127.0.0.1", "AWS_EC2_METADATA_DISABLED=true",
		"AWS_CONFIG_FILE=" + home + "/config", "AWS_SHARED_CREDENTIALS_FILE=" + home + "/credentials",
		"GIT_CONFIG_GLOBAL=" + home + "/gitconfig", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_TERMINAL_PROMPT=0",
	}
	return w
}

// What a reader has on the machine.
const (
	awsConfig      = "[default]\nregion = us-east-1\n[profile acme]\nregion = us-east-1\n"
	awsCredentials = "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = test\n" +
		"[acme]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = test\n"
	gitConfig = "[user]\nname = alice\nemail = alice@example.com\n[init]\ndefaultBranch = main\n[advice]\ndetachedHead = false\n"
)

// follow takes the blocks of a page one after the other.
func (w *walk) follow(p page) (problems []string) {
	problems = p.problems
	for i := range p.blocks {
		problems = append(problems, w.take(&p.blocks[i])...)
	}
	problems = append(problems, w.judgeAll()...)
	for _, end := range w.ending {
		if err := end(); err != nil {
			problems = append(problems, p.name+": "+err.Error())
		}
	}
	return problems
}

func (w *walk) take(b *block) []string {
	lacks := ""
	for _, command := range b.before {
		if missing := w.missing("sh", command); missing != "" {
			lacks = missing // and then the block lacks what the command makes
		} else if shown, code := w.shell("sh", command); code != 0 {
			return []string{b.say(0, "the hidden command %q ends with %d:\n%s", command, code, shown)}
		}
	}
	if lacks == "" && b.excuse == "" {
		lacks = w.missing(b.language, b.text)
	}
	if slices.Contains(w.must, lacks) {
		return []string{b.say(0, "there is no %s on this machine, and .ci/run installs it", lacks)}
	}
	if lacks != "" {
		w.skip("%s", b.say(0, "skipped: there is no %s on this machine", lacks))
		return nil
	}
	if name, text, is := b.file(); is {
		return append(w.judge(name), w.write(b, name, text)...)
	}
	if b.excuse != "" {
		return nil
	}
	does, known := kinds[b.language]
	switch {
	case b.language == "":
		return []string{b.say(0, "the block has no language: write one behind the fence")}
	case !known:
		return []string{b.say(0, "what is %s is neither run nor checked: excuse it, or name a file on its first line", b.language)}
	}
	return does(w, b)
}

// optional are the programs that a machine may not have.
var optional = regexp.MustCompile(`(?m)(?:^|^\$ |[|;&(] *)(aws|bash|curl|fish|jq|man|openssl|sha256sum|zsh)\b`)

// missing returns a program that a script needs, and the machine does not have.
func (w *walk) missing(language, script string) string {
	var needed []string
	if shells[language] != nil {
		needed = append(needed, language)
	}
	if language == "sh" || language == "console" {
		for _, found := range optional.FindAllStringSubmatch(script, -1) {
			needed = append(needed, found[1])
		}
	}
	for _, name := range needed {
		if !w.has(name) {
			return name
		}
	}
	return ""
}

// onPath reports whether a program is on this machine.
func onPath(name string) bool {
	_, err := exec.LookPath(name)
	return err == nil
}

// serve serves an empty account over HTTP.
func serve(t *testing.T) (url string) {
	t.Helper()
	listener, err := fakeiam.New().Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := listener.Close(); err != nil {
			t.Error(err)
		}
	})
	return listener.URL
}

// patience is how long a block may take.
const patience = time.Minute
