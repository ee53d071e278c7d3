// Command iamsync makes the IAM of an AWS account what a directory of YAML says.
package main

import "os"

func main() {
	surviveClosedOutput()
	collectLess()
	os.Exit(run(os.Args, system()))
}
