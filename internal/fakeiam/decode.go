package fakeiam

import (
	"cmp"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// node is a form as a tree: Tags.member.1.Key=x is a path of four names.
type node struct {
	value string
	set   bool
	below map[string]*node
}

// maxDepth is more than any parameter of IAM has.
const maxDepth = 8

// tree makes a tree of a form. A parameter given twice keeps its first value.
func tree(form url.Values) *node {
	root := &node{}
	for _, key := range slices.Sorted(maps.Keys(form)) {
		n := root
		for _, name := range strings.SplitN(key, ".", maxDepth) {
			if n.below == nil {
				n.below = map[string]*node{}
			}
			next := n.below[name]
			if next == nil {
				next = &node{}
				n.below[name] = next
			}
			n = next
		}
		if values := form[key]; len(values) > 0 && !n.set {
			n.value, n.set = values[0], true
		}
	}
	return root
}

// members are the elements of a list in the order of their numbers. A list
// that is present but empty is sent as Name= and has none.
func (n *node) members() []*node {
	list := n.below["member"]
	if list == nil {
		return nil
	}
	type numbered struct {
		at int
		n  *node
	}
	var all []numbered
	for name, m := range list.below {
		if at, err := strconv.Atoi(name); err == nil && at > 0 {
			all = append(all, numbered{at, m})
		}
	}
	slices.SortFunc(all, func(a, b numbered) int { return cmp.Compare(a.at, b.at) })
	out := make([]*node, len(all))
	for i, m := range all {
		out[i] = m.n
	}
	return out
}

// decode fills the struct that in points to from a form, by the names of its
// fields, and validates each against the shape that its tag names:
// `in:"userName,required"`. IAM reports all violations at once; so does this.
// Parameters that the struct does not have are ignored, as IAM does.
func decode(form url.Values, in any) *Error {
	d := &decoder{}
	d.structure(tree(form), reflect.ValueOf(in).Elem(), "")
	return d.problems.err()
}

type decoder struct{ problems problems }

func (d *decoder) structure(n *node, v reflect.Value, prefix string) {
	for i := range v.NumField() {
		sf := v.Type().Field(i)
		if v.Field(i).Kind() == reflect.Struct { // embedded or not, it stands for its fields
			d.structure(n, v.Field(i), prefix)
			continue
		}
		name, required, _ := strings.Cut(sf.Tag.Get("in"), ",")
		s, ok := shapes[name]
		if !ok && name != "" {
			panic("fakeiam: no shape " + name)
		}
		at := prefix + lowerFirst(sf.Name)
		if b := n.below[sf.Name]; b != nil {
			d.value(b, v.Field(i), s, at)
		} else if required != "" {
			d.problems.violate(at, "Member must not be null")
		}
	}
}

func (d *decoder) value(n *node, v reflect.Value, s shape, at string) {
	switch v.Kind() {
	case reflect.String:
		if !utf8.ValidString(n.value) {
			d.problems.malformed = "Invalid UTF-8 in " + at
		}
		v.SetString(n.value)
		d.problems.check(s, at, n.value)
	case reflect.Bool:
		b, err := strconv.ParseBool(n.value)
		if err != nil {
			d.problems.malformed = "Invalid boolean: " + n.value
		}
		v.SetBool(b)
	case reflect.Int:
		i, err := strconv.Atoi(n.value)
		if err != nil {
			d.problems.malformed = "Invalid integer: " + n.value
			return
		}
		v.SetInt(int64(i))
		d.problems.checkRange(s, at, i)
	case reflect.Slice:
		d.list(n, v, s, at)
	case reflect.Pointer: // tells what is absent from what is empty
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), s, at)
	default:
		panic("fakeiam: no form for " + v.Type().String())
	}
}

// list decodes a list. What is wrong with an element of a list of scalars is
// said of the list as a whole.
func (d *decoder) list(n *node, v reflect.Value, s shape, at string) {
	members := n.members()
	v.Set(reflect.MakeSlice(v.Type(), len(members), len(members)))
	if s.max > 0 && len(members) > s.max {
		d.problems.violate(at, "Member must have length less than or equal to "+strconv.Itoa(s.max))
		return
	}
	for i, m := range members {
		if v.Index(i).Kind() == reflect.Struct {
			d.structure(m, v.Index(i), at+"."+strconv.Itoa(i+1)+".member.")
			continue
		}
		v.Index(i).SetString(m.value)
		if of := shapes[s.of]; !of.admits(m.value) {
			d.problems.violate(at, "Member must satisfy constraint: "+of.describe())
		}
	}
}

func lowerFirst(s string) string {
	r := []rune(s)
	r[0] = unicode.ToLower(r[0])
	return string(r)
}
