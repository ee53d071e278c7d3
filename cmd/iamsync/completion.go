package main

import (
	"embed"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

// scripts are what teaches a shell to complete; they ask with completeWord.
//
//go:embed completion/iamsync.*
var scripts embed.FS

// shells returns the shells that can be taught.
func shells() []string { return []string{"bash", "zsh", "fish"} }

func completionCommand(t *terminal) *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "print a script that teaches bash, zsh or fish to complete",
		ArgsUsage: "SHELL",
		Description: "For the shell that you are in:\n\n" +
			"   bash   source <(iamsync completion bash)\n" +
			"   zsh    source <(iamsync completion zsh)      # after compinit\n" +
			"   fish   iamsync completion fish | source\n\n" +
			"To keep it, put that line into ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish.",
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action:          func(c *cli.Context) error { return t.completion(c.Args().Slice()) },
	}
}

func (t *terminal) completion(args []string) error {
	known := "the shells are " + strings.Join(shells(), ", ")
	if len(args) != 1 {
		return usageError("completion takes the name of one shell", known)
	}
	script, err := scripts.ReadFile("completion/iamsync." + args[0])
	if err != nil {
		return usageError(fmt.Sprintf("%s is no shell that can be taught", args[0]), known)
	}
	_, err = t.out.Write(script)
	return err
}
