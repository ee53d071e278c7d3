package main

import (
	"io"
	"net/http"
	"os"

	"golang.org/x/term"

	"iamsync/internal/fakeiam"
)

// terminal is where a command reads and writes. Results go to out, everything
// else to err.
type terminal struct {
	in       io.Reader
	out, err io.Writer

	asks     bool // somebody can answer a question
	live     bool // err is a terminal, so that a line can be rewritten
	width    int  // of err where it is a terminal, or 0
	outWidth int  // of out, the same
	color    bool // out takes colours
	errStyle style
	exit     func(code int) // for a second interrupt

	network  http.RoundTripper // nil is the real one
	emulator []fakeiam.Option  // what else the embedded IAM is told
}

// system returns the terminal of the process.
func system() *terminal {
	isTerminal := func(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
	return &terminal{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		asks:     isTerminal(os.Stdin) && isTerminal(os.Stderr),
		width:    columns(os.Stderr),
		outWidth: columns(os.Stdout),
		live:     isTerminal(os.Stderr) && os.Getenv("TERM") != "dumb" && os.Getenv("CI") == "",
		color:    colors(isTerminal(os.Stdout), os.Getenv),
		errStyle: style(colors(isTerminal(os.Stderr), os.Getenv)),
		exit:     os.Exit,
	}
}

// columns returns the width of a terminal, or 0 where it is none.
func columns(f *os.File) int {
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}

// colors decides by the conventions of no-color.org and bixense.com/clicolors.
func colors(isTerminal bool, getenv func(string) string) bool {
	switch {
	case getenv("NO_COLOR") != "":
		return false
	case getenv("CLICOLOR_FORCE") != "" && getenv("CLICOLOR_FORCE") != "0":
		return true
	default:
		return isTerminal && getenv("TERM") != "dumb"
	}
}

// style colours messages, or leaves them as they are.
type style bool

func (s style) red(text string) string    { return s.paint("31", text) }
func (s style) yellow(text string) string { return s.paint("33", text) }

func (s style) paint(code, text string) string {
	if !s {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
