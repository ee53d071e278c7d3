package plan

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// CommandsOptions say how a plan is written as a script.
type CommandsOptions struct {
	EndpointURL string // passed on to every command; "" is AWS itself
	Profile     string
	Region      string // to sign for; "" leaves it to the aws command
}

// Commands writes the plan as a shell script of aws iam commands that does what
// apply would do, one command a step, in the order of the plan.
func Commands(w io.Writer, p Plan, o CommandsOptions) error {
	var b strings.Builder
	aws := "aws"
	if o.Profile != "" {
		aws += " --profile " + Quote(o.Profile)
	}
	if o.Region != "" {
		aws += " --region " + Quote(o.Region)
	}
	if o.EndpointURL != "" {
		aws += " --endpoint-url " + Quote(o.EndpointURL)
	}
	fmt.Fprintf(&b, commandsHead, p.Account.ID, Clean(p.Caller), aws, p.Account.ID, p.Account.ID)
	for _, f := range p.Refused {
		fmt.Fprintf(&b, "# refused: [%s] %s\n", f.Code, Clean(f.Message))
	}
	if len(p.Refused) > 0 {
		b.WriteString("echo 'this plan was refused; its script does nothing' >&2\nexit 1\n")
	}
	for _, s := range p.Steps {
		fmt.Fprintf(&b, "%s iam %s%s >/dev/null\n", aws, kebab(string(s.Action)), arguments(s.Params))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

const commandsHead = `#!/bin/sh
# What iamsync apply would do to account %s,
# planned as %s.
set -eu
export AWS_PAGER="" AWS_DEFAULT_REGION="${AWS_DEFAULT_REGION:-us-east-1}"
account=$(%s sts get-caller-identity --query Account --output text)
if [ "$account" != %s ]; then
  echo "this script is for account %s, and the credentials are for $account" >&2
  exit 1
fi
`

// arguments writes parameters as options of the aws command, or all of them as
// JSON where one could be misread: the command takes a value that begins with a
// dash for an option, and one that begins with file:// or http:// for the place
// to read it from.
func arguments(p Params) string {
	names := slices.Sorted(maps.Keys(p))
	if slices.ContainsFunc(names, func(name string) bool { return misread(p[name]) }) {
		return " --cli-input-json " + Quote(compact(p))
	}
	var b strings.Builder
	for _, name := range names {
		if off, is := p[name].(bool); is && !off {
			b.WriteString(" --no-" + kebab(name))
			continue
		}
		b.WriteString(" --" + kebab(name))
		switch v := p[name].(type) {
		case bool:
		case string:
			b.WriteString(" " + Quote(v))
		default:
			b.WriteString(" " + Quote(compact(v)))
		}
	}
	return b.String()
}

var looksLikePlace = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://`)

func misread(v any) bool {
	s, is := v.(string)
	return is && (s == "" || strings.HasPrefix(s, "-") || looksLikePlace.MatchString(s) || commands.MatchString(s) ||
		strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII || r < ' ' || r == 0x7f }))
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_/:.,@%+=-]+$`)

// Quote writes a word as a shell reads it.
func Quote(word string) string {
	if plainWord.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// compact writes JSON in ASCII, so that no locale can change it on its way, and without
// what a CI system acts on in a log.
func compact(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic("encoding parameters: " + err.Error()) // they are strings and lists of them
	}
	var b strings.Builder
	for _, r := range string(data) {
		switch {
		case r > 0xffff:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		case r > unicode.MaxASCII:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return withoutCommands(b.String())
}

var (
	capitalised = regexp.MustCompile(`(.)([A-Z][a-z]+)`)
	wordStart   = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)

// kebab writes a name of the API as the aws command does: CreateUser as create-user,
// ClientIDList as client-id-list.
func kebab(name string) string {
	return strings.ToLower(wordStart.ReplaceAllString(capitalised.ReplaceAllString(name, "$1-$2"), "$1-$2"))
}
