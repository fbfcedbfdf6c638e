package validate

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Error makes the error that a service answers to violations, of which there is
// at least one. Its code and words are those of the service's kind:
//
//   - a service whose model has a ValidationException with a fieldList sends it;
//   - S3, EC2, IAM and SQS have words of their own;
//   - the other Query services (STS) send ValidationError, everything else
//     ValidationException.
func Error(s *schema.Service, found []Violation) *protocol.Error {
	first := schema.Protocol("")
	if len(s.Protocols) > 0 {
		first = s.Protocols[0]
	}
	switch {
	case s.ID == "S3":
		return s3Error(&found[0])
	case first == schema.EC2Query:
		return ec2Error(&found[0])
	case s.ID == "IAM":
		return iamError(found)
	case s.ID == "SQS" && found[0].Rule == Required:
		return sqsError(&found[0])
	}
	if shape := fieldListError(s); shape != nil {
		return smithyError(shape, found)
	}
	e := &protocol.Error{
		Code: "ValidationException", QueryCode: "ValidationError", Status: http.StatusBadRequest,
		Message: sentence(found, ": ", (*Violation).Message),
	}
	if first == schema.AWSQuery {
		e.Code = "ValidationError"
	}
	return e
}

// sqsError words what is missing as SQS does ("Common errors" of its API
// reference).
func sqsError(v *Violation) *protocol.Error {
	last := ""
	for _, step := range v.Path {
		if step.Member != "" {
			last = step.Member
		}
	}
	e := protocol.Errorf(http.StatusBadRequest, "MissingRequiredParameterException", "The request must contain the parameter %s.", last)
	e.QueryCode = "MissingParameter"
	return e
}

// sentence joins the messages, each once.
func sentence(found []Violation, colon string, word func(*Violation) string) string {
	var msgs []string
	seen := map[string]bool{}
	for i := range found {
		if m := word(&found[i]); !seen[m] {
			seen[m] = true
			msgs = append(msgs, m)
		}
	}
	plural := "s"
	if len(msgs) == 1 {
		plural = ""
	}
	return fmt.Sprintf("%d validation error%s detected%s%s", len(msgs), plural, colon, strings.Join(msgs, "; "))
}

// s3Error words a violation as S3 does
// (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html).
func s3Error(v *Violation) *protocol.Error {
	last := ""
	for _, step := range v.Path {
		if step.Member != "" {
			last = step.Member
		}
	}
	switch {
	case v.Location == schema.InPayload && v.Rule == Required && len(v.Path) == 1:
		return protocol.Errorf(http.StatusBadRequest, "MissingRequestBodyError", "Request Body is empty")
	case v.Location == schema.InPayload || v.Location == schema.InBody:
		return protocol.Errorf(http.StatusBadRequest, "MalformedXML",
			"The XML you provided was not well-formed or did not validate against our published schema")
	case v.Rule == Required:
		return protocol.Errorf(http.StatusBadRequest, "InvalidRequest", "Missing required parameter for this request: '%s'", last)
	}
	e := protocol.Errorf(http.StatusBadRequest, "InvalidArgument", "Invalid Argument").With("ArgumentName", last)
	if text, ok := v.text(); ok {
		e = e.With("ArgumentValue", text)
	}
	return e
}

// ec2Error words a violation as EC2 does
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html).
func ec2Error(v *Violation) *protocol.Error {
	var parts []string
	for _, s := range v.Path {
		switch {
		case s.Member != "":
			parts = append(parts, ec2Name(s.member))
		case s.Map:
			parts = append(parts, s.Key)
		default:
			parts = append(parts, fmt.Sprint(s.Index+1))
		}
	}
	name := strings.Join(parts, ".")
	if v.Rule == Required {
		return protocol.Errorf(http.StatusBadRequest, "MissingParameter", "The request must contain the parameter %s", name)
	}
	text, _ := v.text()
	return protocol.Errorf(http.StatusBadRequest, "InvalidParameterValue", "Value (%s) for parameter %s is invalid. %s",
		text, name, v.constraint(v.below()))
}

// ec2Name gives the name of a member in EC2's requests.
func ec2Name(m *schema.Member) string {
	if m.Query != "" || m.Wire == "" {
		return m.Query
	}
	return strings.ToUpper(m.Wire[:1]) + m.Wire[1:]
}

// IAM's patterns of names and paths, which it words itself.
const (
	iamName = `[\w+=,.@-]+`
	iamPath = `(\u002F)|(\u002F[\u0021-\u007E]+\u002F)`
)

// iamError words violations as IAM does: it repeats no values, and explains names
// and paths.
func iamError(found []Violation) *protocol.Error {
	for i := range found {
		v := &found[i]
		switch {
		case v.Rule != Pattern:
		case v.limits.pattern == iamName:
			return protocol.Errorf(http.StatusBadRequest, "ValidationError",
				"The specified value for %s is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-", v.memberPath())
		case v.limits.pattern == iamPath:
			return protocol.Errorf(http.StatusBadRequest, "ValidationError",
				"The specified value for %s is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.", v.memberPath())
		}
	}
	return protocol.Errorf(http.StatusBadRequest, "ValidationError", "%s",
		sentence(found, ": ", func(v *Violation) string { return "Value" + v.quiet() }))
}

// fieldListError finds the modelled ValidationException that lists fields.
func fieldListError(s *schema.Service) *schema.Shape {
	for _, op := range s.Operations {
		for _, e := range op.Errors {
			if e.Name == "ValidationException" && e.Type != nil && member(e, "fieldList") >= 0 {
				return e
			}
		}
	}
	return nil
}

// member finds a member by name, whatever its case; -1 where there is none.
func member(s *schema.Shape, name string) int {
	for i := range s.Members {
		if strings.EqualFold(s.Members[i].Name, name) {
			return i
		}
	}
	return -1
}

// smithyError fills the service's ValidationException.
func smithyError(shape *schema.Shape, found []Violation) *protocol.Error {
	message := sentence(found, ". ", (*Violation).SmithyMessage)
	value := reflect.New(shape.Type)
	set(shape, value.Elem(), "message", message)
	if i := member(shape, "reason"); i >= 0 {
		for _, known := range shape.Members[i].Shape.Enum {
			if strings.EqualFold(strings.ReplaceAll(known, "_", ""), "fieldValidationFailed") {
				set(shape, value.Elem(), "reason", known)
			}
		}
	}
	i := member(shape, "fieldList")
	list, item := value.Elem().Field(i), shape.Members[i].Shape.Elem.Shape
	if list.Kind() == reflect.Slice && item.Type != nil && list.Type().Elem() == item.Type {
		for j := range found {
			f := reflect.New(item.Type).Elem()
			set(item, f, "path", found[j].Pointer())
			set(item, f, "name", strings.TrimPrefix(found[j].Pointer(), "/"))
			set(item, f, "message", found[j].SmithyMessage())
			list.Set(reflect.Append(list, f))
		}
	}
	status := http.StatusBadRequest
	if shape.Error != nil && shape.Error.Status != 0 {
		status = shape.Error.Status
	}
	return &protocol.Error{
		Code: "ValidationException", Status: status, Message: message, Shape: shape, Value: value.Interface(),
	}
}

// set puts a string into a member, where the structure has it.
func set(s *schema.Shape, v reflect.Value, name, value string) {
	i := member(s, name)
	if i < 0 {
		return
	}
	f := v.Field(i)
	if f.Kind() != reflect.Pointer || f.Type().Elem().Kind() != reflect.String {
		return
	}
	p := reflect.New(f.Type().Elem())
	p.Elem().SetString(value)
	f.Set(p)
}
