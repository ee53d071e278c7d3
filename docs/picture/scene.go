package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// edit is a change that somebody makes to a file of the example.
type edit struct{ file, old, new string }

// edits are the story of the picture: bob goes from the platform team to
// payments, erik leaves and frank comes, one group loses a policy, and another
// policy allows one action more.
var edits = []edit{
	{
		"policies.yaml",
		"[s3:GetObject, s3:PutObject, s3:DeleteObject]",
		"[s3:GetObject, s3:GetObjectVersion, s3:PutObject, s3:DeleteObject]",
	},
	{"groups.yaml", "      - SecurityAudit\n", ""},
	{"users.yaml", "tags: {team: platform, ", "tags: {team: payments, "},
	{"users.yaml", "groups: [everybody, engineers, auditors]", "groups: [everybody, engineers]"},
	{
		"users.yaml",
		"  erik: {path: /acme/}\n",
		"  frank: {path: /acme/, boundary: engineer-boundary, groups: [everybody, engineers]}\n",
	},
}

// play applies the example in a place of its own, edits it, and returns the
// command that plans what is left, with what it prints.
func play(ctx context.Context, root string) (string, error) {
	dir, err := os.MkdirTemp("", "picture")
	if err != nil {
		return "", fmt.Errorf("making a place for the scene: %w", err)
	}
	screen, err := playIn(ctx, root, dir)
	return screen, errors.Join(err, os.RemoveAll(dir))
}

func playIn(ctx context.Context, root, dir string) (string, error) {
	program := filepath.Join(dir, "iamsync")
	if _, err := output(ctx, root, "go", "build", "-buildvcs=false", "-o", program, "./cmd/iamsync"); err != nil {
		return "", err
	}
	if err := os.CopyFS(filepath.Join(dir, example), os.DirFS(filepath.Join(root, example))); err != nil {
		return "", fmt.Errorf("copying the example: %w", err)
	}
	if _, err := output(ctx, dir, program, "apply", "--auto-approve", "--sandbox", "account.json", example); err != nil {
		return "", err
	}
	for _, e := range edits {
		if err := e.make(filepath.Join(dir, example)); err != nil {
			return "", err
		}
	}
	args := []string{"plan", "--sandbox", "account.json", example}
	printed, err := output(ctx, dir, program, args...)
	return "$ iamsync " + strings.Join(args, " ") + "\n" + printed, err
}

// make makes the edit, once.
func (e edit) make(dir string) error {
	file := filepath.Join(dir, e.file)
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("editing the example: %w", err)
	}
	if strings.Count(string(text), e.old) != 1 {
		return fmt.Errorf("editing %s: %q does not stand there once: adapt the edits to the example", e.file, e.old)
	}
	return os.WriteFile(file, []byte(strings.Replace(string(text), e.old, e.new, 1)), 0o600)
}

// output runs a program in a directory and returns what it prints in colour.
func output(ctx context.Context, dir, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CLICOLOR_FORCE=1", "NO_COLOR=")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("running %s %s: %w\n%s", filepath.Base(program), strings.Join(args, " "), err, stderr.String())
	}
	return stdout.String(), nil
}
