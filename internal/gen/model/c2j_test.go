package model

import (
	"reflect"
	"testing"

	"github.com/cumulet/cumulet/protocol/schema"
)

const c2jSample = `{
"metadata":{"apiVersion":"2020-01-01","endpointPrefix":"zoo","serviceId":"Zoo","jsonVersion":"1.0","targetPrefix":"ZooAPI",
 "protocol":"json","protocols":["smithy-rpc-v2-cbor","json"],"xmlNamespace":"urn:zoo","awsQueryCompatible":{}},
"operations":{
"GetApe":{"name":"GetApe","http":{"method":"GET","requestUri":"/apes/{Name}","responseCode":206},"input":{"shape":"In","locationName":"ApeRequest","xmlNamespace":{"uri":"urn:ape"}},
 "output":{"shape":"Out","resultWrapper":"GetApeResult"},"errors":[{"shape":"Lost"},{"shape":"Down"}],"authtype":"none",
 "endpoint":{"hostPrefix":"{Name}."},"documentation":"<p>Not a fact.</p>"},
"PutApe":{"name":"PutApe","http":{"method":"POST","requestUri":"/","responseCode":200},"httpChecksumRequired":true,"unsignedPayload":true}},
"shapes":{
"In":{"type":"structure","required":["Name"],"payload":"Body","members":{
 "Zeta":{"shape":"Tags"},"Name":{"shape":"Name","location":"uri","hostLabel":true},"Alpha":{"shape":"When","location":"header","locationName":"x-alpha"},
 "Body":{"shape":"Blob","streaming":true},"Token":{"shape":"Name","idempotencyToken":true,"documentation":"no"}}},
"Out":{"type":"structure","members":{"Apes":{"shape":"Map","locationName":"apeMap"},"Char":{"shape":"Char","jsonvalue":true,"location":"header"}}},
"Name":{"type":"string","min":1,"max":9,"pattern":"[\\u0009\\u0020-\\uD7FF\\uD800\\uDC00-\\uDBFF\\uDFFF]+","enum":["kong"],"locationName":"name"},
"Bad":{"type":"string","pattern":"(?!x)y"},
"Char":{"type":"character"},
"When":{"type":"timestamp","timestampFormat":"rfc822"},
"Blob":{"type":"blob"},
"Tags":{"type":"list","member":{"shape":"Name","locationName":"Tag"},"flattened":true},
"Map":{"type":"map","key":{"shape":"Name","locationName":"ape"},"value":{"shape":"Any","locationName":"value"}},
"Any":{"type":"structure","members":{},"document":true},
"Lost":{"type":"structure","members":{},"error":{"code":"ApeLost","httpStatusCode":404,"senderFault":true},"exception":true},
"Down":{"type":"structure","members":{"message":{"shape":"Name"}},"exception":true,"fault":true}}}`

func TestFromC2J(t *testing.T) {
	s, dropped, err := FromC2J([]byte(c2jSample))
	if err != nil {
		t.Fatal(err)
	}
	if len(dropped) != 1 || dropped["Bad"] == "" {
		t.Errorf("dropped %v", dropped)
	}
	num := func(f float64) *float64 { return &f }
	want := &Service{
		ID: "Zoo", Name: "zoo", SigningName: "zoo", Version: "2020-01-01", TargetPrefix: "ZooAPI",
		XMLNamespace: "urn:zoo", QueryCompatible: true,
		Protocols: []schema.Protocol{schema.RPCv2CBOR, schema.AWSJSON10},
		Operations: map[string]*Operation{
			"GetApe": {
				Method: "GET", URI: "/apes/{Name}", Status: 206, Input: "In", Output: "Out",
				Errors: []string{"Lost", "Down"}, ResultWrapper: "GetApeResult", NoAuth: true, ReadOnly: true,
				HostPrefix: "{Name}.", InputXML: "ApeRequest", InputXMLNamespace: Namespace{URI: "urn:ape"},
			},
			"PutApe": {UnsignedPayload: true, Checksum: &Checksum{Required: true}},
		},
		Shapes: map[string]*Shape{
			"In": {Type: "structure", Members: Members{
				{Name: "Zeta", Shape: "Tags", Wire: "Tag", Flattened: true},
				{Name: "Name", Shape: "Name", Wire: "name", In: "uri", Required: true, HostLabel: true},
				{Name: "Alpha", Shape: "When", Wire: "x-alpha", In: "header", Format: "httpDate"},
				{Name: "Body", Shape: "Blob", In: "payload", Streaming: true},
				{Name: "Token", Shape: "Name", Wire: "name", Idempotency: true},
			}},
			"Out": {Type: "structure", Members: Members{
				{Name: "Apes", Shape: "Map", Wire: "apeMap"},
				{Name: "Char", Shape: "Char", In: "header", MediaType: "application/json"},
			}},
			"Name": {
				Type: "string", Min: num(1), Max: num(9), Enum: []string{"kong"}, XMLName: "name",
				Pattern: `[\x{0009}\x{0020}-\x{D7FF}\x{10000}-\x{10FFFF}]+`,
			},
			"Bad": {Type: "string"}, "Char": {Type: "string"}, "When": {Type: "timestamp"}, "Blob": {Type: "blob"},
			"Tags": {Type: "list", Elem: &Member{Shape: "Name", Wire: "Tag"}},
			"Map":  {Type: "map", Key: &Member{Shape: "Name", Wire: "ape"}, Elem: &Member{Shape: "Any"}},
			"Any":  {Type: "document"},
			"Lost": {
				Type: "structure", Members: Members{{Name: "Message", Shape: "ErrorMessageText"}},
				Error: &Error{Code: "ApeLost", Status: 404},
			},
			"Down": {
				Type: "structure", Members: Members{{Name: "message", Shape: "Name", Wire: "name"}},
				Error: &Error{Status: 500, Server: true},
			},
			"ErrorMessageText": {Type: "string"},
		},
	}
	for name, w := range want.Shapes {
		if !reflect.DeepEqual(s.Shapes[name], w) {
			t.Errorf("shape %s: got %+v\nwant %+v", name, s.Shapes[name], w)
		}
	}
	for name, w := range want.Operations {
		if !reflect.DeepEqual(s.Operations[name], w) {
			t.Errorf("operation %s: got %+v\nwant %+v", name, s.Operations[name], w)
		}
	}
	s.Shapes, s.Operations, want.Shapes, want.Operations = nil, nil, nil, nil
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got %+v\nwant %+v", s, want)
	}
}

func TestEC2Names(t *testing.T) {
	s, _, err := FromC2J([]byte(`{"metadata":{"protocol":"ec2"},"operations":{},"shapes":{"S":{"type":"string"},"X":{"type":"structure","members":{
		"A":{"shape":"S","locationName":"aName"},"B":{"shape":"S","locationName":"bName","queryName":"BName"},"C":{"shape":"S","locationName":"cName","queryName":"Other"}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"", "", "Other"} {
		if got := s.Shapes["X"].Members[i].Query; got != want {
			t.Errorf("member %d: query name %q, want %q", i, got, want)
		}
	}
}

func TestTrim(t *testing.T) {
	s := parse(t, small)
	s.Trim([]string{"Put"})
	if len(s.Shapes) != 8 || s.Operations["Get"].URI == "" {
		t.Errorf("%d shapes left, Get is %+v", len(s.Shapes), s.Operations["Get"])
	}
	s.Trim([]string{"Get"})
	if len(s.Shapes) != 0 || s.Operations["Put"].Input != "" {
		t.Errorf("shapes left: %v", s.Shapes)
	}
}
