package spec

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkLoad loads and resolves a company of 5,000 users, each with two tags,
// two groups and an inline policy; half a second is what it may take.
func BenchmarkLoad(b *testing.B) {
	names := Names{Account: Account{ID: "111122223333", Partition: "aws"}}
	for _, files := range []int{1, 50, 5000} {
		b.Run(fmt.Sprintf("files=%d", files), func(b *testing.B) {
			dir := b.TempDir()
			writeCompany(b, dir, 5000, files)
			b.ReportAllocs()
			for b.Loop() {
				s, err := Load(dir)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := s.Resolve(names); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func writeCompany(tb testing.TB, dir string, users, files int) {
	tb.Helper()
	var root strings.Builder
	root.WriteString("version: 1\naccount: \"111122223333\"\nscope: {prune: true, paths: [/eng/]}\ngroups:\n")
	for i := range 100 {
		fmt.Fprintf(&root, "  group-%d: {path: /eng/}\n", i)
	}
	write(tb, filepath.Join(dir, "iamsync.yaml"), root.String())
	for f := range files {
		var text strings.Builder
		text.WriteString("users:\n")
		for i := f * users / files; i < (f+1)*users/files; i++ {
			writeUser(&text, i)
		}
		write(tb, filepath.Join(dir, fmt.Sprintf("users-%d.yaml", f)), text.String())
	}
}

func writeUser(text *strings.Builder, i int) {
	fmt.Fprintf(text, `  user-%d:
    path: /eng/
    tags: {team: team-%d, "cost-center": "%04d"}
    groups: [group-%d, group-%d]
    inline:
      self-service:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [s3:GetObject, s3:PutObject]
            Resource: arn:aws:s3:::home/${aws:username}/%d/*
`, i, i%20, i, i%100, (i+1)%100, i)
}

func write(tb testing.TB, name, text string) {
	tb.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
}
