package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what the commands print into the scripts that compare it")

// TestMain lets the scripts run this very program: the test binary under the
// name of the command is the command. See auditedMain for what it does beside.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) != "iamsync" { // the tests, which may run in a system that would have annotations
		for _, system := range []string{"GITHUB_ACTIONS", "GITLAB_CI"} {
			if err := os.Unsetenv(system); err != nil {
				panic(err)
			}
		}
	}
	testscript.Main(m, map[string]func(){"iamsync": auditedMain})
}

// TestScripts runs the scripts of testdata/script. Each begins with a line that
// says what it shows. After a change of what is printed:
//
//	go test ./cmd/iamsync -run TestScripts -update
func TestScripts(t *testing.T) {
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                scriptCommands,
		Condition:           scriptCondition,
		Setup: func(env *testscript.Env) error {
			env.Setenv("EXAMPLES", examples)
			env.Vars = append(env.Vars, strangerEnv(env.WorkDir)...)
			return os.MkdirAll(env.Getenv("TMPDIR"), 0o755)
		},
	})
}

// strangerEnv is the environment of somebody who has nothing on the machine but
// a pair of keys: nothing of whoever runs the tests may reach the command.
func strangerEnv(home string) []string {
	return []string{
		"HOME=" + home,
		"AWS_CONFIG_FILE=" + filepath.Join(home, ".aws", "config"),
		"AWS_SHARED_CREDENTIALS_FILE=" + filepath.Join(home, ".aws", "credentials"),
		"AWS_EC2_METADATA_DISABLED=true",
		"AWS_ACCESS_KEY_ID=test",
		"AWS_SECRET_ACCESS_KEY=test",
		"NO_PROXY=127.0.0.1",
		"GORACE=atexit_sleep_ms=10", // the race detector waits a second at the end of each process
	}
}
