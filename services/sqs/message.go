package sqs

import (
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cumulet/cumulet/api/aws/sqs"
)

// attrValue is an attribute of a message as it is kept.
type attrValue struct {
	Type   string `json:"t"`
	Text   string `json:"s,omitempty"`
	Binary []byte `json:"b,omitempty"`
}

func (v attrValue) isBinary() bool { return strings.HasPrefix(v.Type, "Binary") }

func (v attrValue) value() []byte {
	if v.isBinary() {
		return v.Binary
	}
	return []byte(v.Text)
}

// attrs are the attributes of a message. Fields are only ever added to the JSON
// form.
type attrs struct {
	Message map[string]attrValue `json:"m,omitempty"`
	System  map[string]attrValue `json:"y,omitempty"`
}

func (a attrs) encode() ([]byte, error) {
	if len(a.Message)+len(a.System) == 0 {
		return nil, nil
	}
	return json.Marshal(a)
}

func decodeAttrs(data []byte) (a attrs, err error) {
	if len(data) > 0 {
		err = json.Unmarshal(data, &a)
	}
	return a, err
}

func sum(data []byte) string {
	h := md5.Sum(data)
	return hex.EncodeToString(h[:])
}

// sumAttributes is the MD5 of attributes; nil without any (Developer Guide,
// "Calculating the MD5 message digest for message attributes").
func sumAttributes(m map[string]attrValue) *string {
	if len(m) == 0 {
		return nil
	}
	var b []byte
	add := func(part []byte) {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(part))), part...)
	}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		v := m[name]
		add([]byte(name))
		add([]byte(v.Type))
		if v.isBinary() {
			b = append(b, 2)
		} else {
			b = append(b, 1)
		}
		add(v.value())
	}
	return new(sum(b))
}

// size is what a message counts against the limit: body, names, types, values.
func size(body string, m map[string]attrValue) int {
	n := len(body)
	for name, v := range m {
		n += len(name) + len(v.Type) + len(v.value())
	}
	return n
}

// checkBody checks the characters of a body (API Reference, SendMessage).
func checkBody(body string) error {
	if body == "" {
		return missingParameter("MessageBody")
	}
	if !allowed(body) {
		return &sqs.InvalidMessageContents{Message: new("Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF")}
	}
	return nil
}

func allowed(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
		if c >= utf8.RuneSelf {
			return utf8.ValidString(s[i:]) && !strings.ContainsFunc(s[i:], func(r rune) bool {
				return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
			})
		}
	}
	return true
}

var attrName = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)

// messageAttributes checks the attributes of a message (Developer Guide, "Amazon
// SQS message metadata").
func messageAttributes(in map[string]sqs.MessageAttributeValue) (map[string]attrValue, error) {
	if len(in) == 0 {
		return nil, nil
	}
	if len(in) > maxAttributes {
		return nil, invalidParameter("Number of message attributes [%d] exceeds the allowed maximum [%d].", len(in), maxAttributes)
	}
	out := make(map[string]attrValue, len(in))
	for name, v := range in {
		low := strings.ToLower(name)
		if !attrName.MatchString(name) || len(name) > maxName || strings.HasPrefix(low, "aws.") || strings.HasPrefix(low, "amazon.") ||
			strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".") || strings.Contains(name, "..") {
			return nil, invalidParameter("The message attribute name '%s' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) and must not begin with AWS. or Amazon.", name)
		}
		if len(v.StringListValues)+len(v.BinaryListValues) > 0 {
			return nil, unsupported("Message attribute list values in SendMessage operation are not supported.")
		}
		checked, err := attributeValue(name, val(v.DataType), v.StringValue, v.BinaryValue)
		if err != nil {
			return nil, err
		}
		out[name] = checked
	}
	return out, nil
}

var numberText = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$`)

func attributeValue(name, dataType string, text *string, data []byte) (attrValue, error) {
	base, _, _ := strings.Cut(dataType, ".")
	v := attrValue{Type: dataType}
	switch {
	case dataType == "":
		return v, invalidParameter("The message attribute '%s' must contain non-empty message attribute type.", name)
	case len(dataType) > maxName || base != "String" && base != "Number" && base != "Binary":
		return v, invalidParameter("The message attribute '%s' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.", name)
	case base == "Binary":
		if len(data) == 0 || text != nil {
			return v, invalidParameter("The message attribute '%s' must contain non-empty message attribute value for message attribute type '%s'.", name, base)
		}
		v.Binary = data
		return v, nil
	case val(text) == "" || data != nil:
		return v, invalidParameter("The message attribute '%s' must contain non-empty message attribute value for message attribute type '%s'.", name, base)
	case !allowed(*text):
		return v, &sqs.InvalidMessageContents{Message: new("Invalid characters found in the message attribute '" + name + "'.")}
	case base == "Number" && !numberText.MatchString(*text):
		return v, invalidParameter("Can't cast the value of message (user) attribute '%s' to a number.", name)
	}
	v.Text = *text
	return v, nil
}

const traceHeader = "AWSTraceHeader"

// systemAttributes checks the system attributes of a message: there is one.
func systemAttributes(in map[string]sqs.MessageSystemAttributeValue) (map[string]attrValue, error) {
	if len(in) == 0 {
		return nil, nil
	}
	out := map[string]attrValue{}
	for name, v := range in {
		if name != traceHeader {
			return nil, invalidParameter("Message system attribute name '%s' is invalid.", name)
		}
		if val(v.DataType) != "String" {
			return nil, invalidParameter("The message system attribute '%s' must be of type String.", name)
		}
		checked, err := attributeValue(name, "String", v.StringValue, v.BinaryValue)
		if err != nil {
			return nil, err
		}
		out[name] = checked
	}
	return out, nil
}
