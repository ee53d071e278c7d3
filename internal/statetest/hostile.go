package statetest

import (
	"strings"

	"pgregory.net/rapid"
)

// hostile are texts by which something may get out of where it stands: of Markdown, HTML,
// Mermaid, a terminal, or the log of a CI system.
var hostile = []string{
	"`", "``", "```", "~~~", "\n", "\r\n", "\n\n", " ", "  ", "\t", "a", "Z", "9", "word", "\\", "|", "*", "**", "_", "-", "--", "---", "=", "+", ".", ",", ";", ":", "!", "?",
	"<", ">", "&", "&lt;", "&#64;", "\"", "'", "(", ")", "[", "]", "{", "}", "$", "%", "^", "@", "#", "~",
	"@octocat", "@org/team", "#1", "GH-1", "org/repo#1", "!1", "deadbeef", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
	"http://a.b", "https://a.b/c", "www.a.bc", "ftp://a.b", "me@a.bc", "mailto:me@a.bc", "[a](http://a.b)", "![a](http://a.b/c.png)", "[a]: http://a.b", "[^1]", "- [ ] a",
	"<!--", "-->", "<br>", "<b>", "</b>", "<script>alert(1)</script>", "</details>", "</summary>", "</code>", "</pre>", "<details>", "<img src=x onerror=a>", "<?", "<![CDATA[", "]]>",
	":smile:", ":+1:", "> [!NOTE]", "# a", "1. a", "a\n===", "| a |\n|---|", "    a", "/close", "%%{init: {}}%%", "end", "click n1 href", "style n1 fill:#f00;", "-->|a|", "]:::go",
	"::error::a", "::add-mask::a", "::stop-commands::a", "##[error]a", "##[add-mask]a", "##vso[task.complete]", "%0A", "%25",
	"\x1b[31m", "\x1b]8;;http://a.b\x07", "\x00", "\x07", "\x7f", "\u009b31m", "\u202e", "\u2066", "\u200b", "\u00a0", "\u2028", "\ufeff", "\xff", "\xc3", "ü", "日本", "😀",
}

// Hostile draws a text of such.
func Hostile() *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom(hostile), 0, 6), func(parts []string) string { return strings.Join(parts, "") })
}
