package main

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/cumulet/cumulet/protocol/schema"
)

// printer writes values of package schema as Go expressions, without fields
// that are zero.
type printer struct{ names map[*schema.Shape]string }

// name is the variable of a shape.
func (p printer) name(s *schema.Shape) string { return "s" + p.names[s] }

// member leaves out a wire name that equals the name; frame.Complete adds it.
func (p printer) member(m schema.Member) string {
	if m.Wire == m.Name {
		m.Wire = ""
	}
	return p.fields(m, "")
}

// fields writes the composite literal of a struct without its type; extra is a
// further field.
func (p printer) fields(v any, extra string) string {
	var out []string
	rv := reflect.ValueOf(v)
	for i := range rv.NumField() {
		if fv := rv.Field(i); !fv.IsZero() {
			out = append(out, rv.Type().Field(i).Name+": "+p.value(fv))
		}
	}
	if extra != "" {
		out = append(out, extra)
	}
	return "{" + strings.Join(out, ", ") + "}"
}

func (p printer) value(v reflect.Value) string {
	if c, ok := constant(v.Interface()); ok {
		return "schema." + c
	}
	if s, ok := v.Interface().(*schema.Shape); ok {
		return p.name(s)
	}
	switch v.Kind() {
	case reflect.Pointer:
		return "&" + v.Type().Elem().String() + p.fields(v.Elem().Interface(), "")
	case reflect.Struct:
		return v.Type().String() + p.fields(v.Interface(), "")
	case reflect.Interface: // a default
		return fmt.Sprintf("%T(%#v)", v.Interface(), v.Interface())
	case reflect.Slice:
		var items []string
		for i := range v.Len() {
			items = append(items, p.value(v.Index(i)))
		}
		return v.Type().String() + "{" + strings.Join(items, ", ") + "}"
	case reflect.String:
		if s := v.String(); strings.Contains(s, `\`) && strconv.CanBackquote(s) {
			return "`" + s + "`"
		}
		return strconv.Quote(v.String())
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	}
	return fmt.Sprint(v.Interface())
}

// constant gives the name of a constant of package schema.
func constant(v any) (string, bool) {
	var names []string
	var i int
	switch v := v.(type) {
	case schema.Protocol:
		name, ok := protocols[v]
		return name, ok
	case schema.Kind:
		i, names = int(v), []string{"Structure", "Union", "List", "Map", "String", "Blob", "Boolean",
			"Byte", "Short", "Integer", "Long", "Float", "Double", "BigInteger", "BigDecimal", "Timestamp", "Document"}
	case schema.Location:
		i, names = int(v), []string{"InBody", "InHeader", "InPrefixHeaders", "InURI", "InQuery", "InQueryParams", "InStatus", "InPayload"}
	case schema.TimestampFormat:
		i, names = int(v), []string{"FormatDefault", "FormatEpoch", "FormatISO8601", "FormatHTTPDate"}
	case schema.Auth:
		i, names = int(v), []string{"AuthSigV4", "AuthNone"}
	default:
		return "", false
	}
	return names[i], true
}

var protocols = map[schema.Protocol]string{
	schema.AWSJSON10: "AWSJSON10", schema.AWSJSON11: "AWSJSON11", schema.AWSQuery: "AWSQuery",
	schema.EC2Query: "EC2Query", schema.RestJSON: "RestJSON", schema.RestXML: "RestXML",
	schema.RPCv2CBOR: "RPCv2CBOR",
}
