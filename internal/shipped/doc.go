// Package shipped holds every YAML file of the repository against a schema: the examples
// against that of iamsync, and what is made for other programs against theirs. It finds the
// files by itself, and a file for which no schema is known is a failure. The reports that
// iamsync writes for code scanning are held against theirs. It has no code of its own, only
// tests.
package shipped
