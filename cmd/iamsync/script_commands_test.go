package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/rogpeppe/go-internal/testscript"

	"iamsync/internal/credentialtest"
	"iamsync/internal/race"
)

// scriptCommands are what the scripts have beside testscript's own commands.
var scriptCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"exits":       cmdExits,
	"within":      cmdWithin,
	"sandbox":     cmdSandbox,
	"fake":        cmdFake,
	"moto":        cmdMoto,
	"hasjson":     cmdHasJSON,
	"certificate": cmdCertificate,
	"digest":      cmdDigest,
	"caller":      cmdCaller,
	"mode":        cmdMode,
}

// scriptCondition knows [boto3], whether Python can use it, and [race], whether the race
// detector is at work: scripts that mostly run other programs are left out then.
func scriptCondition(name string) (bool, error) {
	switch name {
	case "boto3":
		return exec.Command("python3", "-c", "import boto3").Run() == nil, nil
	case "race":
		return race.Enabled, nil
	}
	return false, fmt.Errorf("there is no condition %q", name)
}

// exits CODE PROGRAM ARGS… runs a program and demands its exit code, which
// testscript itself cannot.
func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARGS...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("running %s: %v", args[1], err)
	}
	if got != want {
		ts.Fatalf("the exit code is %d, not %d", got, want)
	}
}

// within DURATION CODE PROGRAM ARGS… is exits for what must not take long.
func cmdWithin(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: within DURATION CODE PROGRAM [ARGS...]")
	}
	limit, err := time.ParseDuration(args[0])
	ts.Check(err)
	began := time.Now()
	cmdExits(ts, false, args[1:])
	if took := time.Since(began); took > limit {
		ts.Fatalf("it took %s, more than %s", took, limit)
	}
}

// sandbox ARGS… starts the command iamsync sandbox on a free port and sets
// $ENDPOINT; sandbox stop ends it before the script does, sandbox kill at once.
func cmdSandbox(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("unsupported: ! sandbox")
	}
	if len(args) == 1 && args[0] == "stop" {
		ts.Check(stopSandbox(ts.Getenv("ENDPOINT")))
		return
	}
	if len(args) == 1 && args[0] == "kill" {
		ts.Check(killSandbox(ts.Getenv("ENDPOINT")))
		return
	}
	endpoint, err := startSandbox(ts.MkAbs("."), args)
	ts.Check(err)
	ts.Setenv("ENDPOINT", endpoint)
	ts.Defer(func() { ts.Check(stopSandbox(endpoint)) })
}

// fake [account=ID] [role=PATH]… [ACTION=FAULT]… starts an IAM of which the named actions do
// something else, see faulty; it sets $ENDPOINT.
func cmdFake(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("unsupported: ! fake")
	}
	handler, err := newFaulty(args)
	ts.Check(err)
	server := httptest.NewServer(handler)
	ts.Setenv("ENDPOINT", server.URL)
	ts.Defer(server.Close)
}

// moto starts moto_server on a free port and sets $ENDPOINT.
func cmdMoto(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: moto")
	}
	endpoint, stop, err := startMoto(ts.MkAbs("."))
	ts.Check(err)
	ts.Setenv("ENDPOINT", endpoint)
	ts.Defer(stop)
}

// hasjson FILE PATH VALUE… demands that the JSON of a file has values at dotted
// paths. A value is JSON, or present for any.
func cmdHasJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 || len(args)%2 == 0 {
		ts.Fatalf("usage: hasjson FILE PATH VALUE [PATH VALUE...]")
	}
	var top any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &top))
	for i := 1; i < len(args); i += 2 {
		v, found := lookUp(top, strings.Split(args[i], "."))
		got, err := json.Marshal(v)
		ts.Check(err)
		if !found || args[i+1] != "present" && string(got) != args[i+1] {
			ts.Fatalf("%s: got %s (there: %v), want %s", args[i], got, found, args[i+1])
		}
	}
}

// certificate writes certificate.pem and key.pem, such as IAM takes.
func cmdCertificate(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: certificate")
	}
	body, key := credentialtest.Certificate()
	ts.Check(os.WriteFile(ts.MkAbs("certificate.pem"), []byte(body), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("key.pem"), []byte(key), 0o600))
}

// digest FILE sets $DIGEST to the last digest in a file, or in what was printed last.
func cmdDigest(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: digest FILE")
	}
	all := regexp.MustCompile("sha256:[0-9a-f]{64}").FindAllString(ts.ReadFile(args[0]), -1)
	if len(all) == 0 {
		ts.Fatalf("there is no digest in %s", args[0])
	}
	ts.Setenv("DIGEST", all[len(all)-1])
}

// caller USER [POLICY] makes a user of $ENDPOINT who may do what the file says, or nothing,
// and signs as the user from then on.
func cmdCaller(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: caller USER [POLICY]")
	}
	ctx := context.Background()
	root := rootOf(http.DefaultTransport, func(o *iam.Options) { o.BaseEndpoint = aws.String(ts.Getenv("ENDPOINT")) })
	_, err := root.CreateUser(ctx, &iam.CreateUserInput{UserName: &args[0]})
	ts.Check(err)
	if len(args) == 2 {
		p, err := root.CreatePolicy(ctx, &iam.CreatePolicyInput{PolicyName: &args[0], PolicyDocument: aws.String(ts.ReadFile(args[1]))})
		ts.Check(err)
		_, err = root.AttachUserPolicy(ctx, &iam.AttachUserPolicyInput{UserName: &args[0], PolicyArn: p.Policy.Arn})
		ts.Check(err)
	}
	key, err := root.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: &args[0]})
	ts.Check(err)
	ts.Setenv("AWS_ACCESS_KEY_ID", *key.AccessKey.AccessKeyId)
	ts.Setenv("AWS_SECRET_ACCESS_KEY", *key.AccessKey.SecretAccessKey)
}

// mode OCTAL FILE demands who may read and write a file.
func cmdMode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode OCTAL FILE")
	}
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := strconv.FormatUint(uint64(info.Mode().Perm()), 8); got != args[0] {
		ts.Fatalf("the mode of %s is %s, not %s", args[1], got, args[0])
	}
}

// lookUp follows keys and indices.
func lookUp(v any, path []string) (any, bool) {
	for _, key := range path {
		switch node := v.(type) {
		case map[string]any:
			child, found := node[key]
			if !found {
				return nil, false
			}
			v = child
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(node) {
				return nil, false
			}
			v = node[i]
		default:
			return nil, false
		}
	}
	return v, true
}
