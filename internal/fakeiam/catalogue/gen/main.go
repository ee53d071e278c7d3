// Gen writes policies.txt and documents.json.gz from what an IAM endpoint answers
// to ListPolicies and GetPolicyVersion. The same answers give the same bytes.
//
// It signs nothing: the endpoint must be one that does not check signatures.
package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

type policy struct {
	Path             string
	PolicyName       string
	Arn              string
	DefaultVersionId string
	CreateDate       string
	UpdateDate       string
}

const header = `# The policies that AWS manages: path, name, default version, created, updated.
# Written by gen; not to be edited.
`

func main() {
	log.SetFlags(0)
	endpoint := flag.String("endpoint", "http://127.0.0.1:5000", "where to ask for the policies")
	out := flag.String("out", ".", "where to write the files")
	flag.Parse()
	if err := generate(*endpoint, *out); err != nil {
		log.Fatal(err)
	}
}

func generate(endpoint, dir string) error {
	policies, err := listPolicies(endpoint)
	if err != nil {
		return err
	}
	slices.SortFunc(policies, func(a, b policy) int {
		return cmp.Compare(strings.ToLower(a.PolicyName), strings.ToLower(b.PolicyName))
	})
	list := bytes.NewBufferString(header)
	documents := map[string]json.RawMessage{}
	for _, p := range policies {
		fmt.Fprintln(list, p.Path, p.PolicyName, p.DefaultVersionId, seconds(p.CreateDate), seconds(p.UpdateDate))
		if documents[p.Path+p.PolicyName], err = document(endpoint, p); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "policies.txt"), list.Bytes(), 0o644); err != nil {
		return err
	}
	return writeCompressed(filepath.Join(dir, "documents.json.gz"), documents)
}

// writeCompressed writes sorted JSON, and no date of its own into the gzip header.
func writeCompressed(file string, v any) error {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}

func listPolicies(endpoint string) ([]policy, error) {
	var all []policy
	form := url.Values{"Action": {"ListPolicies"}, "Scope": {"AWS"}, "MaxItems": {"1000"}}
	for {
		var page struct {
			Policies []policy `xml:"ListPoliciesResult>Policies>member"`
			Marker   string   `xml:"ListPoliciesResult>Marker"`
		}
		if err := call(endpoint, form, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Policies...)
		if page.Marker == "" {
			return all, nil
		}
		form.Set("Marker", page.Marker)
	}
}

func document(endpoint string, p policy) (json.RawMessage, error) {
	var answer struct {
		Document string `xml:"GetPolicyVersionResult>PolicyVersion>Document"`
	}
	form := url.Values{"Action": {"GetPolicyVersion"}, "PolicyArn": {p.Arn}, "VersionId": {p.DefaultVersionId}}
	if err := call(endpoint, form, &answer); err != nil {
		return nil, err
	}
	text := answer.Document
	if strings.HasPrefix(text, "%") { // IAM encodes documents, some emulators do not
		var err error
		if text, err = url.PathUnescape(text); err != nil {
			return nil, fmt.Errorf("decoding the document of %s: %w", p.Arn, err)
		}
	}
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(text)); err != nil {
		return nil, fmt.Errorf("reading the document of %s: %w", p.Arn, err)
	}
	return b.Bytes(), nil
}

func call(endpoint string, form url.Values, answer any) error {
	form.Set("Version", "2010-05-08")
	r, err := http.NewRequest("POST", endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=none/20000101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=none")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("calling %s: %w", form.Get("Action"), err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("calling %s: %w", form.Get("Action"), err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("calling %s: %s: %s", form.Get("Action"), resp.Status, body)
	}
	if err := xml.Unmarshal(body, answer); err != nil {
		return fmt.Errorf("reading the answer to %s: %w", form.Get("Action"), err)
	}
	return nil
}

// seconds cuts the fraction off a date.
func seconds(date string) string {
	whole, _, found := strings.Cut(date, ".")
	if !found {
		return date
	}
	return whole + "Z"
}
