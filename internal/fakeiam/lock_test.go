package fakeiam

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Two servers with one file: the one that writes last must not make the other's
// changes disappear without a word.
func TestSavingRefusesWhatChangedMeanwhile(t *testing.T) {
	one, file := opened(t)
	two, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	one.do("CreateUser", "UserName", "one")
	tb{t, two}.do("CreateUser", "UserName", "two")
	if err := one.Save(); err != nil {
		t.Fatal(err)
	}
	kept := read(t, file)
	for range 2 { // it is not forgotten
		if err := two.Save(); !errors.Is(err, ErrChanged) {
			t.Errorf("got %v, want %v", err, ErrChanged)
		}
	}
	same(t, "file", read(t, file), kept)

	// Nothing is lost by writing where there is nothing.
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := two.Save(); err != nil {
		t.Error(err)
	}
	tb{t, two}.do("CreateUser", "UserName", "three")
	if err := two.Save(); err != nil { // it knows what it has written
		t.Error(err)
	}
}

func TestSaveContinuallyTellsOfTroubleOnce(t *testing.T) {
	s, file := opened(t)
	if err := os.WriteFile(file, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	told := make(chan error, 100)
	stop := s.SaveContinually(time.Millisecond, func(err error) { told <- err })
	s.do("CreateUser", "UserName", "a")
	if err := <-told; !errors.Is(err, ErrChanged) {
		t.Errorf("it told of %v", err)
	}
	time.Sleep(20 * time.Millisecond)
	if err := stop(); !errors.Is(err, ErrChanged) || len(told) > 0 {
		t.Errorf("stop returned %v; it told of the same %d times more", err, len(told))
	}
}

func TestLock(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state.json")
	unlock, err := Lock(file)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Lock(file)
	switch {
	case err == nil && !locks:
		t.Log("there are no locks here")
		err = second()
	case errors.Is(err, ErrInUse):
		err = nil
	}
	if err != nil {
		t.Errorf("locking a second time: %v", err)
	}
	if err := unlock(); err != nil {
		t.Error(err)
	}
	if unlock, err = Lock(file); err != nil {
		t.Fatalf("locking again: %v", err)
	}
	if err := unlock(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(filepath.Dir(file)); err != nil || len(left) > 0 {
		t.Errorf("it left %v, %v", left, err)
	}
	if _, err := Lock(filepath.Join(file, "nowhere")); locks && err == nil {
		t.Error("a file that cannot be was locked")
	}
}
