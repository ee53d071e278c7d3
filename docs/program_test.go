package docs_test

import (
	"testing"

	"iamsync/internal/programtest"
)

func TestMain(m *testing.M) { programtest.Main(m) }
