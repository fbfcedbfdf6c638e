package ec2query_test

import (
	"errors"
	"net/http/httptest"
	"net/url"
	"reflect"
	"testing"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/ec2query"
	"github.com/cumulet/cumulet/protocol/schema"
)

type filter struct {
	Name   *string
	Values []string
}

type io struct {
	Regions []string
	Filters []filter
	DryRun  *bool
}

var (
	str    = &schema.Shape{Kind: schema.String}
	values = &schema.Shape{Kind: schema.List, Elem: &schema.Member{Name: "member", Wire: "item", Shape: str}}
	shape  = &schema.Shape{Name: "IO", Kind: schema.Structure, Type: reflect.TypeFor[io](), Members: []schema.Member{
		{Name: "Regions", Wire: "regionSet", Query: "RegionName", Shape: values},
		{Name: "Filters", Wire: "filter", Shape: &schema.Shape{Kind: schema.List, Elem: &schema.Member{Wire: "item", Shape: &schema.Shape{
			Kind: schema.Structure, Type: reflect.TypeFor[filter](), Members: []schema.Member{{Name: "Name", Wire: "name", Shape: str}, {Name: "Values", Wire: "Value", Shape: values}},
		}}}},
		{Name: "DryRun", Wire: "dryRun", Shape: &schema.Shape{Kind: schema.Boolean}},
	}}
	svc = &schema.Service{ID: "EC2", XMLNamespace: "http://ec2/"}
	op  = &schema.Operation{Name: "DescribeX", Input: shape, Output: shape}
)

func TestDecode(t *testing.T) {
	form, err := url.ParseQuery("Action=DescribeX&RegionName.1=a&RegionName.2=b&Filter.1.Name=n&Filter.1.Value.1=v&DryRun=true")
	if err != nil {
		t.Fatal(err)
	}
	name, yes := "n", true
	got, want := &io{}, &io{Regions: []string{"a", "b"}, Filters: []filter{{&name, []string{"v"}}}, DryRun: &yes}
	if err := ec2query.New().Decode(&protocol.Request{Query: form}, svc, op, got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	err = ec2query.New().Decode(&protocol.Request{Query: url.Values{"Action": {"DescribeX"}, "DryRun": {"x"}}}, svc, op, &io{})
	e, ok := errors.AsType[*protocol.Error](err)
	if !ok || e.Code != "InvalidParameterValue" || e.Message != "Value (x) for parameter DryRun is invalid: true or false expected." {
		t.Errorf("got %v", err)
	}
}

func TestEncode(t *testing.T) {
	const declaration = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	w := httptest.NewRecorder()
	if err := ec2query.New().Encode(w, nil, svc, op, &io{Regions: []string{"a"}}, "id"); err != nil {
		t.Fatal(err)
	}
	want := declaration + `<DescribeXResponse xmlns="http://ec2/"><requestId>id</requestId><regionSet><item>a</item></regionSet></DescribeXResponse>`
	if got := w.Body.String(); got != want {
		t.Errorf("got %s", got)
	}
	w = httptest.NewRecorder()
	ec2query.New().EncodeError(w, nil, svc, op, &protocol.Error{Code: "MissingParameter", Status: 400, Message: "m"}, "id")
	want = declaration + `<Response><Errors><Error><Code>MissingParameter</Code><Message>m</Message></Error></Errors><RequestID>id</RequestID></Response>`
	if got := w.Body.String(); got != want || w.Code != 400 {
		t.Errorf("got %d %s", w.Code, got)
	}
}
