package spec

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/near"
)

// synonyms are what other tools call the keys of this format: in small letters,
// without hyphens and underscores.
var synonyms = map[string]string{
	"policy": "policies", "managedpolicies": "policies", "attachedpolicies": "policies", "attachedmanagedpolicies": "policies",
	"managedpolicyarns": "policies", "policyarns": "policies", "policyattachments": "policies",
	"permissionsboundary": "boundary", "permissionboundary": "boundary",
	"inlinepolicies": "inline", "inlinepolicy": "inline", "userpolicylist": "inline", "grouppolicylist": "inline",
	"users": "members", "user": "members", "group": "groups", "grouplist": "groups", "grouppolicies": "policies",
	"desc": "description", "labels": "tags", "tag": "tags",
	"oldname": renameKey, "previousname": renameKey, "formername": renameKey, "renamed": renameKey, "movedfrom": renameKey, "moved": renameKey, "was": renameKey,
	"forcereplace": replaceKey, "recreate": replaceKey, "createbeforedestroy": replaceKey, "state": ensureKey, "ignorechanges": "ignore", "lifecycle": "ignore",
	"expiry": "expires", "expiration": "expires", "expiresat": "expires", "until": "expires", "validuntil": "expires", "notafter": "expires",
	"arn": "name", "policyarn": "name",
	"assumerolepolicy": "trust", "assumerolepolicydocument": "trust", "trustpolicy": "trust", "trustrelationship": "trust",
	"maxsession": "max_session_duration", "maxsessionduration": "max_session_duration", "sessionduration": "max_session_duration",
	"instanceprofile": "instance_profile", "instanceprofiles": "instance_profile", "rolepolicylist": "inline",
	"clientidlist": "client_ids", "clientid": "client_ids", "audience": "client_ids", "audiences": "client_ids", "aud": "client_ids",
	"accountalias": "account_alias", "alias": "account_alias", "accountpasswordpolicy": "password_policy", "passwordpolicy": "password_policy",
	"minimumpasswordlength": "minimum_length", "maxpasswordage": "max_age", "passwordreuseprevention": "reuse_prevention",
	"requireuppercasecharacters": "require_uppercase", "requirelowercasecharacters": "require_lowercase", "allowuserstochangepassword": "allow_users_to_change",
	"samlmetadatadocument": "metadata", "metadatadocument": "metadata", "metadataxml": "metadata",
	"thumbprintlist": "thumbprints", "thumbprint": "thumbprints",
	"roles": "role", "policydocument": "document", "statement": "document", "version": "document", "file": "document",
}

// unmanaged says what other tools can write of an object, and this format not.
var unmanaged = map[string]string{
	"arn": "IAM gives it: leave it out", "id": "IAM gives it: leave it out", "uniqueid": "IAM gives it: leave it out",
	"url": nameIsKey, "userid": "IAM gives it: leave it out", "groupid": "IAM gives it: leave it out", "createdate": "IAM gives it: leave it out",
	"name": nameIsKey, "username": nameIsKey, "groupname": nameIsKey, "policyname": nameIsKey, "managedpolicyname": nameIsKey,
	"assumerolepolicy": roleOnly, "assumerolepolicydocument": roleOnly, "trust": roleOnly, "trustpolicy": roleOnly,
	"maxsessionduration": roleOnly, "instanceprofile": roleOnly, "roles": "roles trust users, not the other way round: see trust of a role",
	"roleid": "IAM gives it: leave it out", "rolename": nameIsKey,
	"replace":      "IAM changes all of it in place: leave it out",
	"forcedestroy": "leave it out: what hangs on an object is removed with it",
}

const (
	nameIsKey = "the name is the key: leave this one out"
	roleOnly  = "only roles have one"
)

// credentials are keys that people expect of a user, and that no table has.
var credentials = []string{
	"login", "loginprofile", "password", "consoleaccess", "accesskey", "accesskeys", "mfa", "mfadevices", "sshkeys", "sshpublickeys", "credentials",
}

func bareKey(key string) string {
	return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(key))
}

// meant returns the key that was most likely meant by one that is not known, or "".
func meant(key, of string, known []string) string {
	if bareKey(key) == "policy" && slices.Contains(known, "document") {
		return "document"
	}
	if word := synonyms[bareKey(key)]; slices.Contains(known, word) {
		return word
	}
	if _, _, entity := strings.Cut(of, " \""); entity && unmanaged[bareKey(key)] != "" {
		return ""
	}
	return near.Word(key, known)
}

// insteadOf says what to write instead of a key that is not one of those known.
func insteadOf(p pair, of string, known []string) string {
	kind, _, entity := strings.Cut(of, " \"")
	key, word := p.key.Value, meant(p.key.Value, of, known)
	switch {
	case kind == string(KindGroup) && (key == "tags" || key == "boundary"):
		return fmt.Sprintf("IAM has no %s for groups", key)
	case entity && key == renameKey:
		return fmt.Sprintf("IAM cannot rename %ss: leave it out, and one with the new name is made", kind)
	case kind != string(KindPolicy) && kind != string(KindRole) && entity && key == "description":
		return fmt.Sprintf("IAM has no description for %ss", kind)
	case entity && word == "" && unmanaged[bareKey(key)] != "":
		return unmanaged[bareKey(key)]
	case entity && slices.Contains(credentials, bareKey(key)):
		return "leave it out: credentials are not managed, and stay as they are"
	case kind == string(KindPolicy) && entity && (key == fileKey || key == "Version" || key == "Statement"):
		return "it is a key of the document: indent it below document:"
	case kind == string(KindRole) && entity && (key == fileKey || key == "Version" || key == "Statement"):
		return "it is a key of the trust policy: indent it below trust:"
	case word != "":
		return fmt.Sprintf("did you mean %q?", word)
	case entity && looksLikeObject(p.value, known):
		return fmt.Sprintf("indent it less, if it is a %s of its own", kind)
	}
	return "its keys are " + strings.Join(known, ", ")
}

// looksLikeObject reports whether a value can be that of an object, whose keys
// are known.
func looksLikeObject(n *yaml.Node, known []string) bool {
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 {
		return isNull(n) || n.Kind == yaml.MappingNode
	}
	for i := 0; i < len(n.Content); i += 2 {
		if slices.Contains(known, follow(n.Content[i]).Value) {
			return true
		}
	}
	return false
}
