// Package services is the list of the services of AWS as policies name them: their
// prefixes, their actions and the ARNs of what these act on.
//
// The list is as old as Date says, and AWS adds to it every day. What it does not
// know may well exist: that is worth a warning and never an error. Of the actions
// that AWS's own policies name, it lacks one in two hundred. What it knows may be
// retired; AWS accepts such actions in policies all the same. It does not say which
// of several resources a call needs, nor anything of condition keys. What it says of
// resources is what AWS documents, and that has gaps: see Action.Resources.
//
// Nothing here reads a policy, and nothing asks AWS. The values that the functions
// return are shared and not to be changed.
//
// services.txt.gz is the list, NOTICE.txt its licence; gen writes both.
package services

import (
	"iter"
	"strings"
	"time"
)

// Level is what AWS calls the access level of an action.
type Level string

// The access levels. An action that writes tags or permissions is not a Write.
const (
	List                  Level = "List"
	Read                  Level = "Read"
	Write                 Level = "Write"
	PermissionsManagement Level = "Permissions management"
	Tagging               Level = "Tagging"
)

// Action is one thing that a service can be asked to do.
type Action struct {
	Name  string
	Level Level
	// Resources are the names of the types of resources that the action can be
	// limited to, which ResourceTypes has. Without any, only the resource "*" gives
	// the action. Some are missing here and there; on the other hand, the actions
	// that apigateway, elasticloadbalancing, greengrass, kinesisanalytics, lex, ses
	// and a few others have in two generations have all types of their service.
	Resources []string
}

// ResourceType is a kind of thing that actions of a service act on. It may be the
// thing of another service: sts acts on a role of iam.
type ResourceType struct {
	Name string
	ARNs []ARN // hardly ever more than one
}

// ARN is the form that the ARNs of a type of resource have.
type ARN struct {
	Format  string // as AWS writes it: arn:${Partition}:s3:::${BucketName}
	Pattern string // the same with * where a name belongs: arn:*:s3:::*
}

// Date is the day on which the list was taken.
func Date() time.Time { return load().date }

// Source names what the list was taken from, with its version.
func Source() string { return load().source }

// Prefixes are the prefixes of all services, in order.
func Prefixes() []string { return load().prefixes }

// Known reports whether there is a service with the prefix, in whatever case.
func Known(prefix string) bool {
	_, ok := find(prefix)
	return ok
}

// Name is what AWS calls the service; "" where it is not known.
func Name(prefix string) string {
	s, ok := find(prefix)
	if !ok {
		return ""
	}
	return s.name
}

// Lookup finds the action of exactly that name, in whatever case, and spells it
// as AWS does.
func Lookup(prefix, name string) (Action, bool) {
	s, ok := find(prefix)
	if !ok {
		return Action{}, false
	}
	return s.contents().lookup(strings.ToLower(name))
}

// Match are the actions of a service that a pattern with * and ? stands for, in
// whatever case, by name.
func Match(prefix, pattern string) iter.Seq[Action] {
	return func(yield func(Action) bool) {
		if s, ok := find(prefix); ok {
			s.contents().match(strings.ToLower(pattern), yield)
		}
	}
}

// Matches reports whether a pattern stands for any action at all.
func Matches(prefix, pattern string) bool {
	for range Match(prefix, pattern) {
		return true
	}
	return false
}

// ResourceTypes are the types of resources that the actions of a service act on, by
// name in lower case.
//
// A Pattern is to be compared part by part, as IAM does: a * in the account must
// not reach into the name.
func ResourceTypes(prefix string) []ResourceType {
	s, ok := find(prefix)
	if !ok {
		return nil
	}
	return s.contents().resources
}
