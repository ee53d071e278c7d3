package spec

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// never are what no export holds, since no file can say it.
var never = []string{
	"the policies that AWS manages: they are named where they are attached",
	"passwords, access keys, MFA devices and all other credentials: they stay as they are",
	"tags that begin with aws:, and those in which the console describes access keys: they stay, too",
}

// root returns the beginning of the root file: what the tree leaves out, its settings,
// and a scope for whoever wants to own more than is declared.
func (e Export) root(w *writer, left []Left) string {
	var b strings.Builder
	b.WriteString(modeline(rootName))
	remark(&b, fmt.Sprintf("What account %s holds, as iamsync export found it. With everything as it is written here, iamsync plan has nothing to do.", e.Live.Account.ID))
	b.WriteString("#\n")
	remark(&b, "What is not in these files is left alone:")
	for _, l := range left {
		item(&b, l.String())
	}
	for _, what := range never {
		item(&b, what)
	}
	fmt.Fprintf(&b, "\nversion: %s\naccount: %q\n\n", formatVersion, e.Live.Account.ID)
	remark(&b, "Nothing is deleted for want of a declaration. To have everything deleted that lies where these objects do and is in none of the files, put this in place of the next two lines:")
	for line := range strings.Lines(yamlText(scopeOf(w), 0)) {
		b.WriteString("#   " + line)
	}
	b.WriteString("scope:\n  prune: false\n")
	if len(e.Select) == 0 {
		b.WriteString(settings(e.Live))
	}
	return b.String()
}

// settings returns those of the account that are no objects: its alias and its password
// policy, where it has them.
func settings(live State) string {
	top := newDraft()
	if a, is := live.Resources[Alias{}.ID()].(Alias); is {
		top.text("account_alias", a.Alias, "")
	}
	if p, is := live.Resources[PasswordPolicy{}.ID()].(PasswordPolicy); is {
		d := newDraft()
		d.number("minimum_length", p.MinimumLength)
		for _, f := range []struct {
			key string
			on  bool
		}{
			{"require_symbols", p.RequireSymbols}, {"require_numbers", p.RequireNumbers}, {"require_uppercase", p.RequireUppercase},
			{"require_lowercase", p.RequireLowercase}, {"allow_users_to_change", p.AllowUsersToChange},
		} {
			d.flag(f.key, f.on)
		}
		d.number("max_age", p.MaxAge)
		d.number("reuse_prevention", p.ReusePrevention)
		d.flag("hard_expiry", p.HardExpiry)
		top.put("password_policy", d.Node)
	}
	if len(top.Content) == 0 {
		return ""
	}
	return "\n" + yamlText(top.Node, 0)
}

// number adds a field that is a number, unless it is 0.
func (d *draft) number(key string, n int) {
	if n != 0 {
		d.put(key, wordNode(strconv.Itoa(n)))
	}
}

// flag adds a field that is true, if it is.
func (d *draft) flag(key string, on bool) {
	if on {
		d.put(key, wordNode("true"))
	}
}

// String names the objects and says why they are left out. Of those that nobody asked for, there may be
// many, and it is enough to count them.
func (l Left) String() string {
	if l.Why == notSelected {
		return fmt.Sprintf("%d more: %s", len(l.Objects), l.Why)
	}
	var names []string
	for _, id := range l.Objects {
		names = append(names, id.String())
	}
	return strings.Join(names, ", ") + ": " + l.Why
}

// scopeOf returns the scope that owns all that is declared, and prunes.
func scopeOf(w *writer) *yaml.Node {
	var paths, include []string
	for _, id := range w.live.IDs() {
		path := w.path(id)
		switch {
		case !w.declared[id]:
		case othersOwn(id, path) != "":
			include = append(include, id.String())
		case len(path) > 1:
			top := path[:strings.IndexByte(path[1:], '/')+2]
			paths = append(paths, escaped(top))
		default:
			include = append(include, string(id.Kind)+"/*")
		}
	}
	slices.Sort(paths)
	slices.Sort(include)
	scope := newDraft()
	scope.put("prune", wordNode("true"))
	scope.put("paths", listOf(slices.Compact(paths)))
	scope.put("include", listOf(slices.Compact(include)))
	top := newDraft()
	top.put("scope", scope.Node)
	return top.Node
}

// item writes a line of a list in a comment.
func item(b *strings.Builder, text string) {
	var lines strings.Builder
	remark(&lines, text)
	mark := "# - "
	for line := range strings.Lines(lines.String()) {
		b.WriteString(mark + strings.TrimPrefix(line, "# "))
		mark = "#   "
	}
}

// remark writes a comment, in lines that are not too long.
func remark(b *strings.Builder, text string) {
	line := "#"
	for _, word := range strings.Fields(text) {
		if len(line)+1+len(word) > remarkWidth && line != "#" {
			b.WriteString(line + "\n")
			line = "#"
		}
		line += " " + word
	}
	b.WriteString(line + "\n")
}

const remarkWidth = 90
