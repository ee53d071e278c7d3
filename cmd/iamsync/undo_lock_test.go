package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/internal/fakeiam"
)

// At the quota of policies there is room for one and the lock; when the plan is made again
// under the lock, that is one of those that are there.
func TestUndoHasRoomForTheLock(t *testing.T) {
	offline(t)
	server := fakeiam.New()
	document := `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}`
	for i := range 1499 {
		name := fmt.Sprintf("p%d", i)
		if _, err := clientOf(server).CreatePolicy(t.Context(), &iam.CreatePolicyInput{PolicyName: &name, PolicyDocument: &document}); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	tree, kept := filepath.Join(dir, "iamsync.yaml"), filepath.Join(dir, "kept")
	put(t, tree, "version: 1\naccount: \"111122223333\"\nguards: {lock: true}\npolicies: {p7: {ensure: absent}}\n")
	if code, out := onServer(server, "apply", "--auto-approve", "--undo-dir", kept, tree); code != exitDone {
		t.Fatalf("exit %d\n%s", code, out)
	}
	code, out := onServer(server, "undo", "--auto-approve", theFileIn(t, kept), tree)
	if code != exitDone || !strings.Contains(out, "1 to create") {
		t.Errorf("exit %d\n%s", code, out)
	}
}
