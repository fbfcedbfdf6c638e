package rpcv2cbor_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"github.com/cumulet/cumulet/internal/gen/model"
	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/rpcv2cbor"
	"github.com/cumulet/cumulet/protocol/schema"
)

// metrics is as much of CloudWatch as the test below needs.
func metrics(t *testing.T) *schema.Service {
	list := func(elem string) *model.Shape {
		return &model.Shape{Type: "list", Elem: &model.Member{Shape: elem}}
	}
	m := &model.Service{
		Name: "monitoring", TargetPrefix: "GraniteServiceVersion20100801",
		Protocols: []schema.Protocol{schema.RPCv2CBOR}, QueryCompatible: true,
		Operations: map[string]*model.Operation{
			"PutMetricData": {Input: "Put", Errors: []string{"InvalidParameterValueException"}},
			"GetMetricData": {Input: "Get", Output: "Got"},
		},
		Shapes: map[string]*model.Shape{
			"String": {Type: "string"}, "Double": {Type: "double"}, "Time": {Type: "timestamp"},
			"Doubles": list("Double"), "Times": list("Time"), "Data": list("Datum"), "Results": list("Result"),
			"Put": {Type: "structure", Members: model.Members{{Name: "Namespace", Shape: "String"}, {Name: "MetricData", Shape: "Data"}}},
			"Datum": {Type: "structure", Members: model.Members{
				{Name: "MetricName", Shape: "String"}, {Name: "Timestamp", Shape: "Time"}, {Name: "Values", Shape: "Doubles"},
			}},
			"Get":    {Type: "structure", Members: model.Members{{Name: "EndTime", Shape: "Time"}}},
			"Got":    {Type: "structure", Members: model.Members{{Name: "MetricDataResults", Shape: "Results"}}},
			"Result": {Type: "structure", Members: model.Members{{Name: "Timestamps", Shape: "Times"}, {Name: "Values", Shape: "Doubles"}}},
			"InvalidParameterValueException": {Type: "structure", Error: &model.Error{Code: "InvalidParameterValue", Status: 400}, Members: model.Members{
				{Name: "message", Shape: "String"},
			}},
		},
	}
	s, err := m.Schema()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestClient has the AWS SDK for Go as the judge of requests, compressed ones
// too, of answers and of errors: what PutMetricData puts GetMetricData gives.
func TestClient(t *testing.T) {
	s, codec := metrics(t), rpcv2cbor.New()
	var data reflect.Value
	encodings := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		encodings[hr.Header.Get("Content-Encoding")]++
		op := s.Operation(hr.URL.Path[strings.LastIndexByte(hr.URL.Path, '/')+1:])
		r := &protocol.Request{HTTP: hr, Body: hr.Body, Length: hr.ContentLength}
		in, out := reflect.New(op.Input.Type), reflect.New(op.Output.Type)
		if err := codec.Decode(r, s, op, in.Interface()); err != nil {
			codec.EncodeError(w, r, s, op, protocol.AsError(err), "id")
			return
		}
		if op.Name == "GetMetricData" {
			results := out.Elem().FieldByName("MetricDataResults")
			results.Set(reflect.MakeSlice(results.Type(), 1, 1))
			when := data.FieldByName("Timestamp").Interface().(*time.Time)
			results.Index(0).FieldByName("Timestamps").Set(reflect.ValueOf([]time.Time{*when}))
			results.Index(0).FieldByName("Values").Set(data.FieldByName("Values"))
		} else if data = in.Elem().FieldByName("MetricData").Index(0); *data.FieldByName("MetricName").Interface().(*string) == "" {
			codec.EncodeError(w, r, s, op, &protocol.Error{
				Code: "InvalidParameterValue", Status: 400, Message: "no name", Shape: op.Errors[0],
			}, "id")
			return
		}
		if err := codec.Encode(w, r, s, op, out.Interface(), "id"); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	client := cloudwatch.New(cloudwatch.Options{
		BaseEndpoint: &server.URL, Region: "eu-west-3", RequestMinCompressSizeBytes: 10 << 10,
		Credentials: credentials.NewStaticCredentialsProvider("AKIAIOSFODNN7EXAMPLE", "secret", ""),
	})
	when := time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.UTC)
	for _, n := range []int{1, 5000} {
		values := make([]float64, n)
		for i := range values {
			values[i] = float64(i) / 3
		}
		put := &cloudwatch.PutMetricDataInput{Namespace: aws.String("n"), MetricData: []types.MetricDatum{
			{MetricName: aws.String("m"), Timestamp: &when, Values: values},
		}}
		if _, err := client.PutMetricData(t.Context(), put); err != nil {
			t.Fatal(err)
		}
		got, err := client.GetMetricData(t.Context(), &cloudwatch.GetMetricDataInput{
			StartTime: &when, EndTime: &when, MetricDataQueries: []types.MetricDataQuery{},
		})
		if err != nil {
			t.Fatal(err)
		}
		if r := got.MetricDataResults; len(r) != 1 || !r[0].Timestamps[0].Equal(when) || !reflect.DeepEqual(r[0].Values, values) {
			t.Errorf("%d values: got %d results: %.200v", n, len(r), r)
		}
	}
	if encodings["gzip"] != 1 {
		t.Errorf("content encodings %v: the larger request was not compressed", encodings)
	}
	_, err := client.PutMetricData(t.Context(), &cloudwatch.PutMetricDataInput{
		Namespace: aws.String("n"), MetricData: []types.MetricDatum{{MetricName: aws.String("")}},
	})
	if e, ok := errors.AsType[*types.InvalidParameterValueException](err); !ok || e.ErrorMessage() != "no name" {
		t.Errorf("error %v (%T)", err, err)
	}
}
