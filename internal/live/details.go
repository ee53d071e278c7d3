package live

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/spec"
)

// NotInDetails are the kinds of which the output of
// aws iam get-account-authorization-details has none, or only those that a role is in.
var NotInDetails = []spec.Kind{spec.KindProfile, spec.KindOIDC, spec.KindSAML, spec.KindServerCert, spec.KindAlias, spec.KindPasswordPolicy}

// PartlyInDetails are the kinds of which it has all objects and not all of their fields:
// see session.
var PartlyInDetails = []spec.Kind{spec.KindRole}

// detailKeys are the lists of which the output consists.
var detailKeys = []string{"UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"}

// IsDetails tells by its keys whether a file is the output of
// aws iam get-account-authorization-details.
func IsDetails(data []byte) bool {
	var keys map[string]json.RawMessage
	return json.Unmarshal(data, &keys) == nil && slices.ContainsFunc(detailKeys, func(key string) bool { return keys[key] != nil })
}

// ReadDetails reads the output of aws iam get-account-authorization-details, as aws prints
// it: documents are JSON, and no text that holds some. What is not the whole account is
// refused. Of which account it is, its ARNs say.
func ReadDetails(data []byte) (Account, error) {
	out, err := decodeDetails(data)
	if err != nil {
		return Account{}, err
	}
	account, err := accountOf(out)
	if err != nil {
		return Account{}, err
	}
	w := newWhole()
	for _, take := range []func(*whole, *iam.GetAccountAuthorizationDetailsOutput) error{takeGroups, takePolicies, takeUsers, takeRoles, takeProfiles} {
		if err := take(w, out); err != nil {
			return Account{}, err
		}
	}
	for _, d := range out.RoleDetailList {
		w.sessions[aws.ToString(d.RoleName)] = session{}
	}
	a := Account{Locked: w.locked.Load()}
	if a.State, err = w.fitted(); err != nil {
		return Account{}, fmt.Errorf("it is not the whole account, or was not read at one moment: %w", err)
	}
	a.State.Account = account
	settleTrust(a.State)
	return a, nil
}

func decodeDetails(data []byte) (*iam.GetAccountAuthorizationDetailsOutput, error) {
	var keys struct {
		NextToken string
		Marker    string
	}
	var lists map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(data, &keys), json.Unmarshal(data, &lists)); err != nil {
		return nil, err
	}
	for _, key := range detailKeys {
		if lists[key] == nil {
			return nil, fmt.Errorf("it is not the whole account: there is no %s in it", key)
		}
	}
	text, err := quoteDocuments(data)
	if err != nil {
		return nil, err
	}
	var out iam.GetAccountAuthorizationDetailsOutput
	if err := json.Unmarshal(text, &out); err != nil {
		return nil, fmt.Errorf("reading the details: %w", err)
	}
	if out.IsTruncated || keys.Marker != "" || keys.NextToken != "" {
		return nil, errors.New("it is not the whole account: there were more pages")
	}
	return &out, nil
}

// documentKeys are the fields that the API has as texts, and aws prints as what they hold.
var documentKeys = []string{"AssumeRolePolicyDocument", "PolicyDocument", "Document"}

// quoteDocuments makes texts of documents again.
func quoteDocuments(data json.RawMessage) (json.RawMessage, error) {
	data = bytes.TrimSpace(data)
	switch {
	case bytes.HasPrefix(data, []byte("[")):
		var list []json.RawMessage
		err := json.Unmarshal(data, &list)
		for i := range list {
			if err == nil {
				list[i], err = quoteDocuments(list[i])
			}
		}
		if err != nil {
			return nil, err
		}
		return json.Marshal(list)
	case bytes.HasPrefix(data, []byte("{")):
		var fields map[string]json.RawMessage
		err := json.Unmarshal(data, &fields)
		for key, value := range fields {
			switch {
			case err != nil:
			case !slices.Contains(documentKeys, key):
				fields[key], err = quoteDocuments(value)
			case bytes.HasPrefix(bytes.TrimSpace(value), []byte("{")):
				fields[key], err = json.Marshal(string(value))
			}
		}
		if err != nil {
			return nil, err
		}
		return json.Marshal(fields)
	default:
		return data, nil
	}
}

// accountOf returns the account that the ARNs are of, which must be one.
func accountOf(out *iam.GetAccountAuthorizationDetailsOutput) (spec.Account, error) {
	var arns []*string
	for _, d := range out.UserDetailList {
		arns = append(arns, d.Arn)
	}
	for _, d := range out.GroupDetailList {
		arns = append(arns, d.Arn)
	}
	for _, d := range out.RoleDetailList {
		arns = append(arns, d.Arn)
	}
	for _, d := range out.Policies {
		arns = append(arns, d.Arn)
	}
	var account spec.Account
	for _, arn := range arns {
		parts := strings.Split(aws.ToString(arn), ":") // arn:aws:iam::111122223333:user/alice
		if len(parts) < 6 || parts[4] == "aws" {
			continue
		}
		one := spec.Account{ID: parts[4], Partition: parts[1]}
		if account.ID != "" && account != one {
			return spec.Account{}, fmt.Errorf("it is of two accounts, %s and %s", account.ID, one.ID)
		}
		account = one
	}
	if account.ID == "" {
		return spec.Account{}, errors.New("it does not say which account it is of: there is no ARN in it")
	}
	return account, nil
}

// takeProfiles takes the instance profiles that roles are in, each of them once.
func takeProfiles(w *whole, out *iam.GetAccountAuthorizationDetailsOutput) error {
	for _, d := range out.RoleDetailList {
		for _, p := range d.InstanceProfileList {
			if len(p.Roles) == 0 { // it is listed with its role
				p.Roles = []types.Role{{RoleName: d.RoleName}}
			}
			if err := w.entity(profileOf(p), spec.Facts{UniqueID: aws.ToString(p.InstanceProfileId)}); err != nil {
				return err
			}
		}
	}
	return nil
}
