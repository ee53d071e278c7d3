// Package actiontest runs what CI systems run: the script behind action.yml, the scripts of
// examples/gitlab, and the workflows that are shipped. It has no code of its own, only
// tests. They run the real scripts in bash and the real program against the embedded IAM,
// and stand in for GitHub and GitLab on loopback; nothing leaves the machine.
//
// How a step is run, and with which environment, is read from action.yml, so that the two
// cannot differ. What the scripts need (bash, curl, jq, git) may not be on a machine: their
// tests then skip themselves.
package actiontest
