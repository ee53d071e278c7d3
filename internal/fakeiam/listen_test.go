package fakeiam

import (
	"net"
	"testing"
	"time"
)

// A client may open a connection in advance and never use it; closing must not
// wait for a request on it.
func TestCloseDoesNotWaitForUnusedConnections(t *testing.T) {
	l, err := New().Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", l.URL[len("http://"):])
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	time.Sleep(20 * time.Millisecond) // for the server to accept it
	if err := l.Close(); err != nil {
		t.Error(err) // it gave up waiting
	}
}
