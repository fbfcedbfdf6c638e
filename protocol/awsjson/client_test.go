package awsjson_test

import (
	"crypto/md5"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/cumulet/cumulet/internal/gen/model"
	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/awsjson"
	"github.com/cumulet/cumulet/protocol/schema"
)

// queues is as much of SQS as the test below needs.
func queues(t *testing.T) *schema.Service {
	str := model.Member{Shape: "String"}
	m := &model.Service{
		Name: "sqs", TargetPrefix: "AmazonSQS", Protocols: []schema.Protocol{schema.AWSJSON10}, QueryCompatible: true,
		Operations: map[string]*model.Operation{
			"SendMessage": {Input: "Message", Output: "Sent", Errors: []string{"QueueDoesNotExist"}},
		},
		Shapes: map[string]*model.Shape{
			"String": {Type: "string"}, "Blob": {Type: "blob"}, "Integer": {Type: "integer"},
			"Message": {Type: "structure", Members: model.Members{
				{Name: "QueueUrl", Shape: "String"}, {Name: "MessageBody", Shape: "String"},
				{Name: "DelaySeconds", Shape: "Integer"}, {Name: "MessageAttributes", Shape: "Attributes"},
			}},
			"Attributes": {Type: "map", Key: &str, Elem: &model.Member{Shape: "Attribute"}},
			"Attribute": {Type: "structure", Members: model.Members{
				{Name: "DataType", Shape: "String"}, {Name: "StringValue", Shape: "String"}, {Name: "BinaryValue", Shape: "Blob"},
			}},
			"Sent": {Type: "structure", Members: model.Members{
				{Name: "MessageId", Shape: "String"}, {Name: "MD5OfMessageBody", Shape: "String"},
			}},
			"QueueDoesNotExist": {Type: "structure", Error: &model.Error{Code: "AWS.SimpleQueueService.NonExistentQueue", Status: 400}, Members: model.Members{
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

// TestClient has the AWS SDK for Go as the judge of requests, answers and errors.
func TestClient(t *testing.T) {
	s := queues(t)
	op, codec := s.Operations[0], awsjson.New(schema.AWSJSON10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		if target := hr.Header.Get("X-Amz-Target"); target != "AmazonSQS.SendMessage" {
			t.Errorf("target %q", target)
		}
		r := &protocol.Request{HTTP: hr, Body: hr.Body, Length: hr.ContentLength}
		in := reflect.New(op.Input.Type)
		if err := codec.Decode(r, s, op, in.Interface()); err != nil {
			codec.EncodeError(w, r, s, op, protocol.AsError(err), "id")
			return
		}
		field := func(name string) any { return in.Elem().FieldByName(name).Interface() }
		if url := *field("QueueUrl").(*string); !strings.HasSuffix(url, "/orders") {
			codec.EncodeError(w, r, s, op, &protocol.Error{
				Code: "AWS.SimpleQueueService.NonExistentQueue", Status: 400, Message: "no such queue", Shape: op.Errors[0],
			}, "id")
			return
		}
		size := in.Elem().FieldByName("MessageAttributes").MapIndex(reflect.ValueOf("size"))
		if !size.IsValid() || string(size.FieldByName("BinaryValue").Bytes()) != "big" || *field("DelaySeconds").(*int32) != 5 {
			t.Errorf("decoded %+v", in.Elem())
		}
		sum := md5.Sum([]byte(*field("MessageBody").(*string)))
		digest, id := hex.EncodeToString(sum[:]), "m-1"
		out := reflect.New(op.Output.Type)
		out.Elem().FieldByName("MessageId").Set(reflect.ValueOf(&id))
		out.Elem().FieldByName("MD5OfMessageBody").Set(reflect.ValueOf(&digest))
		if err := codec.Encode(w, r, s, op, out.Interface(), "id"); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	client := sqs.New(sqs.Options{
		BaseEndpoint: &server.URL, Region: "eu-west-3",
		Credentials: credentials.NewStaticCredentialsProvider("AKIAIOSFODNN7EXAMPLE", "secret", ""),
	})
	message := &sqs.SendMessageInput{
		QueueUrl: aws.String(server.URL + "/123456789012/orders"), MessageBody: aws.String("héllo \x01 \U0001F600"), DelaySeconds: 5,
		MessageAttributes: map[string]types.MessageAttributeValue{"size": {DataType: aws.String("Binary"), BinaryValue: []byte("big")}},
	}
	out, err := client.SendMessage(t.Context(), message)
	if err != nil {
		t.Fatal(err)
	}
	if *out.MessageId != "m-1" {
		t.Errorf("message id %q", *out.MessageId)
	}
	message.QueueUrl = aws.String(server.URL + "/123456789012/gone")
	_, err = client.SendMessage(t.Context(), message)
	gone, ok := errors.AsType[*types.QueueDoesNotExist](err)
	if !ok || gone.ErrorMessage() != "no such queue" || gone.ErrorCode() != "AWS.SimpleQueueService.NonExistentQueue" {
		t.Errorf("error %v (%T)", err, err)
	}
}
