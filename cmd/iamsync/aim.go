package main

// aim is what a command makes of the account, in words.
type aim struct {
	is      string // "the account …" when all is done
	nothing string // said of an empty plan; "" is the plan's own word
	wanted  string // what the account is compared with
	look    string // the command that tells what is left
}

var (
	theFiles  = aim{is: "is as the files say", wanted: "the files", look: "iamsync plan"}
	theFormer = aim{
		is: "is as it was before that apply", nothing: "There is nothing to undo: the account is as it was before that apply.",
		wanted: "what it was before that apply", look: "the same command with --dry-run",
	}
)

// aim says what the session is for.
func (s *session) aim() aim {
	if s.undo != nil {
		return theFormer
	}
	return theFiles
}
