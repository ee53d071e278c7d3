package fakeiam

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"
)

// encode writes v as the element name. Structs become an element a field,
// slices <member> elements, bytes base 64, maps <entry> elements with key and value. A field
// tagged `out:"omitempty"` is left out when it is zero; all others are written,
// since clients such as boto3 take a list that is missing for one that the
// service does not know.
func encode(w *bytes.Buffer, name string, v any) {
	encodeValue(w, name, reflect.ValueOf(v))
}

func encodeValue(w *bytes.Buffer, name string, v reflect.Value) {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if t, ok := v.Interface().(time.Time); ok {
		element(w, name, t.UTC().Format("2006-01-02T15:04:05Z"))
		return
	}
	if b, ok := v.Interface().([]byte); ok {
		element(w, name, base64.StdEncoding.EncodeToString(b))
		return
	}
	switch v.Kind() {
	case reflect.String:
		element(w, name, v.String())
	case reflect.Bool:
		element(w, name, strconv.FormatBool(v.Bool()))
	case reflect.Int:
		element(w, name, strconv.FormatInt(v.Int(), 10))
	default:
		w.WriteString("<" + name + ">")
		encodeContent(w, v)
		w.WriteString("</" + name + ">")
	}
}

func encodeContent(w *bytes.Buffer, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		encodeFields(w, v)
	case reflect.Slice:
		for i := range v.Len() {
			encodeValue(w, "member", v.Index(i))
		}
	case reflect.Map:
		m := v.Interface().(map[string]int)
		for _, k := range slices.Sorted(maps.Keys(m)) {
			w.WriteString("<entry>")
			element(w, "key", k)
			element(w, "value", strconv.Itoa(m[k]))
			w.WriteString("</entry>")
		}
	default:
		panic("fakeiam: no XML for " + v.Type().String())
	}
}

// encodeFields writes the fields of a struct, and those of an embedded one as
// its own.
func encodeFields(w *bytes.Buffer, v reflect.Value) {
	for i := range v.NumField() {
		f, sf := v.Field(i), v.Type().Field(i)
		switch {
		case sf.Anonymous:
			encodeFields(w, f)
		case sf.Tag.Get("out") == "omitempty" && f.IsZero():
		default:
			encodeValue(w, sf.Name, f)
		}
	}
}

func element(w *bytes.Buffer, name, text string) {
	w.WriteString("<" + name + ">")
	_ = xml.EscapeText(w, []byte(text)) // a bytes.Buffer does not fail
	w.WriteString("</" + name + ">")
}
