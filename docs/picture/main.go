// Picture draws docs/plan.svg: what iamsync plan prints, in colour, after the
// quickstart example was applied and edited.
//
// It runs the real program, so the picture shows nothing that the program does
// not print. A test fails when the picture is out of date.
//
//	make picture
package main

import (
	"context"
	"log"
	"os"
)

// Where things are, seen from the top of the repository.
const (
	example = "examples/quickstart"
	target  = "docs/plan.svg"
)

func main() {
	log.SetFlags(0)
	svg, err := draw(context.Background(), ".")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(target, svg, 0o644); err != nil {
		log.Fatal(err)
	}
}

// draw makes the picture from the repository at root.
func draw(ctx context.Context, root string) ([]byte, error) {
	screen, err := play(ctx, root)
	if err != nil {
		return nil, err
	}
	return render(screen), nil
}
