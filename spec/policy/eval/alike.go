package eval

// Alike returns what tells resources apart: two of which it returns the same are matched
// by the same Resource elements of the policies, so that an answer about one of them is
// the answer about the other, as far as no condition asks for the resource.
func Alike(who Principal, policies ...*Policy) func(resource string) string {
	var elements []*resources
	seen := map[*statement]bool{}
	for _, p := range policies {
		if p == nil {
			continue
		}
		for _, s := range p.entries {
			if !seen[s] {
				seen[s] = true
				elements = append(elements, &s.resource)
			}
		}
	}
	return func(resource string) string {
		f := facts{resource: resource, context: Open(nil), who: who}
		key := make([]byte, len(elements))
		for i, e := range elements {
			key[i] = byte(e.match(&f))
		}
		return string(key)
	}
}
