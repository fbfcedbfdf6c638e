package sqs

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cumulet/cumulet/api/aws/sqs"
)

func text(s string) sqs.MessageAttributeValue {
	return sqs.MessageAttributeValue{DataType: new("String"), StringValue: &s}
}

// The sums are those that AWS's clients compute: the SDK for Go checks them in
// sdk_test.go.
func TestMessage(t *testing.T) {
	s := play(t)
	q := s.create("q", nil)
	attributes := map[string]sqs.MessageAttributeValue{
		"x": text("v"), "b": {DataType: new("Binary.png"), BinaryValue: []byte{0, 1}}, "n.1": {DataType: new("Number"), StringValue: new("-1.5e3")},
	}
	sent := do(s, s.SendMessage, sqs.SendMessageInput{QueueUrl: q, MessageBody: new("hi\t\u00e9"), MessageAttributes: attributes,
		MessageSystemAttributes: map[string]sqs.MessageSystemAttributeValue{"AWSTraceHeader": {DataType: new("String"), StringValue: new("Root=1")}}})
	if sent.SequenceNumber != nil || sent.MD5OfMessageSystemAttributes == nil {
		t.Errorf("got %+v", sent)
	}
	s.clk.Advance(time.Second)
	m := do(s, s.ReceiveMessage, sqs.ReceiveMessageInput{QueueUrl: q, AttributeNames: []string{"SentTimestamp"}, MessageSystemAttributeNames: []string{"All"},
		MessageAttributeNames: []string{"All"}}).Messages[0]
	if *m.Body != "hi\té" || *m.MD5OfBody != *sent.MD5OfMessageBody || *m.MD5OfMessageAttributes != *sent.MD5OfMessageAttributes || *m.MessageId != *sent.MessageId {
		t.Errorf("got %+v", m)
	}
	want := map[string]string{
		"SenderId": account, "SentTimestamp": "1795341600000", "ApproximateReceiveCount": "1",
		"ApproximateFirstReceiveTimestamp": "1795341601000", "AWSTraceHeader": "Root=1",
	}
	if fmt.Sprint(m.Attributes) != fmt.Sprint(want) {
		t.Errorf("got %v", m.Attributes)
	}
	for pattern, n := range map[string]int{"x": 1, "n.*": 1, ".*": 3, "y": 0, "All": 3} {
		do(s, s.ChangeMessageVisibility, sqs.ChangeMessageVisibilityInput{QueueUrl: q, ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: new(int32(0))})
		m = do(s, s.ReceiveMessage, sqs.ReceiveMessageInput{QueueUrl: q, MessageAttributeNames: []string{pattern}}).Messages[0]
		if len(m.MessageAttributes) != n || (m.MD5OfMessageAttributes != nil) != (n > 0) || m.Attributes != nil {
			t.Errorf("%s: got %+v", pattern, m)
		}
	}
}

func TestSendErrors(t *testing.T) {
	s := play(t)
	q, f := s.create("q", map[string]string{"MaximumMessageSize": "1024"}), s.create("f.fifo", fifo)
	one := func(name string, v sqs.MessageAttributeValue) map[string]sqs.MessageAttributeValue {
		return map[string]sqs.MessageAttributeValue{name: v}
	}
	many := map[string]sqs.MessageAttributeValue{}
	for i := range 11 {
		many[fmt.Sprint(i)] = text("x")
	}
	body := new("x")
	for _, c := range []struct {
		in            sqs.SendMessageInput
		code, message string
	}{
		{sqs.SendMessageInput{QueueUrl: q}, "MissingParameter", "MessageBody"},
		{sqs.SendMessageInput{QueueUrl: q, MessageBody: new("a\x00")}, "InvalidMessageContents", ""},
		{sqs.SendMessageInput{QueueUrl: q, MessageBody: new("a\uffff")}, "InvalidMessageContents", ""},
		{sqs.SendMessageInput{QueueUrl: q, MessageBody: new("é\x01")}, "InvalidMessageContents", ""},
		{sqs.SendMessageInput{QueueUrl: q, MessageBody: new(strings.Repeat("x", 1025))}, "InvalidParameterValue", "shorter than 1024"},
		{sqs.SendMessageInput{QueueUrl: q, MessageBody: new(strings.Repeat("x", 1015)), MessageAttributes: one("abc", text("x"))}, "InvalidParameterValue", "shorter"},
		{sqs.SendMessageInput{QueueUrl: q, MessageBody: body, DelaySeconds: new(int32(901))}, "InvalidParameterValue", "DelaySeconds"},
		{sqs.SendMessageInput{QueueUrl: q, MessageBody: body, MessageAttributes: many}, "InvalidParameterValue", "[11]"},
		{sqs.SendMessageInput{QueueUrl: q, MessageBody: body, MessageAttributes: one("AWS.x", text("x"))}, "InvalidParameterValue", "name"},
		{sqs.SendMessageInput{QueueUrl: q, MessageBody: body, MessageAttributes: one("a..b", text("x"))}, "InvalidParameterValue", "name"},
		{sqs.SendMessageInput{QueueUrl: q, MessageBody: body, MessageAttributes: one("a", text(""))}, "InvalidParameterValue", "non-empty"},
		{sqs.SendMessageInput{QueueUrl: q, MessageBody: body, MessageAttributes: one("a", sqs.MessageAttributeValue{DataType: new("Text"), StringValue: body})}, "InvalidParameterValue", "type"},
		{sqs.SendMessageInput{QueueUrl: q, MessageBody: body, MessageAttributes: one("a", sqs.MessageAttributeValue{DataType: new("Number"), StringValue: body})}, "InvalidParameterValue", "number"},
		{sqs.SendMessageInput{QueueUrl: q, MessageBody: body, MessageAttributes: one("a", sqs.MessageAttributeValue{DataType: new("Binary")})}, "InvalidParameterValue", "non-empty"},
		{sqs.SendMessageInput{QueueUrl: q, MessageBody: body, MessageSystemAttributes: map[string]sqs.MessageSystemAttributeValue{"x": {}}}, "InvalidParameterValue", "name"},
		{sqs.SendMessageInput{QueueUrl: q, MessageBody: body, MessageDeduplicationId: body}, "InvalidParameterValue", "not valid for this queue type"},
		{sqs.SendMessageInput{QueueUrl: q, MessageBody: body, MessageGroupId: new("a b")}, "InvalidParameterValue", "MessageGroupId"},
		{sqs.SendMessageInput{QueueUrl: f, MessageBody: body}, "MissingParameter", "MessageGroupId"},
		{sqs.SendMessageInput{QueueUrl: f, MessageBody: body, MessageGroupId: body}, "InvalidParameterValue", "ContentBasedDeduplication"},
		{sqs.SendMessageInput{QueueUrl: f, MessageBody: body, MessageGroupId: body, MessageDeduplicationId: body, DelaySeconds: new(int32(1))}, "InvalidParameterValue", "queue type"},
	} {
		fails(s, s.SendMessage, c.in, c.code, c.message)
	}
}

func TestBatches(t *testing.T) {
	s := play(t)
	q := s.create("q", nil)
	entry := func(id, body string) sqs.SendMessageBatchRequestEntry {
		return sqs.SendMessageBatchRequestEntry{Id: &id, MessageBody: &body}
	}
	var eleven, large []sqs.SendMessageBatchRequestEntry
	for i := range 11 {
		eleven = append(eleven, entry(fmt.Sprint(i), "x"))
	}
	for i := range 2 {
		large = append(large, entry(fmt.Sprint(i), strings.Repeat("x", 1<<19+1)))
	}
	for code, entries := range map[string][]sqs.SendMessageBatchRequestEntry{
		"EmptyBatchRequest": nil, "TooManyEntriesInBatchRequest": eleven, "BatchEntryIdsNotDistinct": {entry("a", "x"), entry("a", "y")},
		"InvalidBatchEntryId": {entry("a b", "x")}, "BatchRequestTooLong": large,
	} {
		fails(s, s.SendMessageBatch, sqs.SendMessageBatchInput{QueueUrl: q, Entries: entries}, "AWS.SimpleQueueService."+code, "")
	}
	out := do(s, s.SendMessageBatch, sqs.SendMessageBatchInput{QueueUrl: q, Entries: []sqs.SendMessageBatchRequestEntry{entry("1", "a"), entry("2", ""), entry("3", "c")}})
	if len(out.Successful) != 2 || *out.Successful[1].Id != "3" || len(out.Failed) != 1 || *out.Failed[0].Code != "MissingParameter" || !*out.Failed[0].SenderFault {
		t.Errorf("got %+v", out)
	}
	msgs := do(s, s.ReceiveMessage, sqs.ReceiveMessageInput{QueueUrl: q, MaxNumberOfMessages: new(int32(10))}).Messages
	if len(msgs) != 2 {
		t.Fatal(msgs)
	}
	changed := do(s, s.ChangeMessageVisibilityBatch, sqs.ChangeMessageVisibilityBatchInput{QueueUrl: q, Entries: []sqs.ChangeMessageVisibilityBatchRequestEntry{
		{Id: new("1"), ReceiptHandle: msgs[0].ReceiptHandle, VisibilityTimeout: new(int32(43201))},
		{Id: new("2"), ReceiptHandle: new("junk"), VisibilityTimeout: new(int32(1))},
		{Id: new("3"), ReceiptHandle: msgs[1].ReceiptHandle, VisibilityTimeout: new(int32(0))},
		{Id: new("4"), ReceiptHandle: msgs[0].ReceiptHandle},
	}})
	var codes []string
	for _, f := range changed.Failed {
		codes = append(codes, *f.Id+*f.Code)
	}
	if len(changed.Successful) != 1 || *changed.Successful[0].Id != "3" || strings.Join(codes, " ") != "1InvalidParameterValue 2ReceiptHandleIsInvalid 4MissingParameter" {
		t.Errorf("got %v %v", changed.Successful, codes)
	}
	fails(s, s.ChangeMessageVisibility, sqs.ChangeMessageVisibilityInput{QueueUrl: q, ReceiptHandle: msgs[1].ReceiptHandle, VisibilityTimeout: new(int32(9))},
		"AWS.SimpleQueueService.MessageNotInflight", "")
	deleted := do(s, s.DeleteMessageBatch, sqs.DeleteMessageBatchInput{QueueUrl: q, Entries: []sqs.DeleteMessageBatchRequestEntry{
		{Id: new("1"), ReceiptHandle: msgs[0].ReceiptHandle}, {Id: new("2"), ReceiptHandle: new("junk")},
	}})
	if len(deleted.Successful) != 1 || len(deleted.Failed) != 1 {
		t.Errorf("got %+v", deleted)
	}
	fails(s, s.DeleteMessage, sqs.DeleteMessageInput{QueueUrl: q, ReceiptHandle: new("")}, "ReceiptHandleIsInvalid", "")
}

func TestReceiveErrors(t *testing.T) {
	s := play(t)
	q := s.create("q", nil)
	for name, in := range map[string]sqs.ReceiveMessageInput{
		"MaxNumberOfMessages": {QueueUrl: q, MaxNumberOfMessages: new(int32(11))}, "WaitTimeSeconds": {QueueUrl: q, WaitTimeSeconds: new(int32(21))},
		"VisibilityTimeout": {QueueUrl: q, VisibilityTimeout: new(int32(-1))}, "ReceiveRequestAttemptId": {QueueUrl: q, ReceiveRequestAttemptId: new("x")},
	} {
		fails(s, s.ReceiveMessage, in, "InvalidParameterValue", name)
	}
	if out := do(s, s.ReceiveMessage, sqs.ReceiveMessageInput{QueueUrl: q}); out.Messages != nil {
		t.Error(out)
	}
}

func TestMoveTasks(t *testing.T) {
	s := play(t)
	dead := s.create("dead", nil)
	arn := new("arn:aws:sqs:eu-west-3:123456789012:dead")
	fails(s, s.StartMessageMoveTask, sqs.StartMessageMoveTaskInput{SourceArn: arn}, "InvalidParameterValue", "Dead Letter Queue")
	s.create("q", map[string]string{"RedrivePolicy": `{"deadLetterTargetArn":"` + *arn + `","maxReceiveCount":1}`})
	s.create("f.fifo", fifo)
	do(s, s.SendMessage, sqs.SendMessageInput{QueueUrl: dead, MessageBody: new("x")})
	for _, c := range []struct {
		in   sqs.StartMessageMoveTaskInput
		code string
	}{
		{sqs.StartMessageMoveTaskInput{}, "MissingParameter"},
		{sqs.StartMessageMoveTaskInput{SourceArn: new("dead")}, "ResourceNotFoundException"},
		{sqs.StartMessageMoveTaskInput{SourceArn: new(*arn + "x")}, "ResourceNotFoundException"},
		{sqs.StartMessageMoveTaskInput{SourceArn: arn, DestinationArn: new(*arn + "x")}, "ResourceNotFoundException"},
		{sqs.StartMessageMoveTaskInput{SourceArn: arn, DestinationArn: arn}, "InvalidParameterValue"},
		{sqs.StartMessageMoveTaskInput{SourceArn: arn, DestinationArn: new("arn:aws:sqs:eu-west-3:123456789012:f.fifo")}, "InvalidParameterValue"},
		{sqs.StartMessageMoveTaskInput{SourceArn: arn, MaxNumberOfMessagesPerSecond: new(int32(501))}, "InvalidParameterValue"},
	} {
		fails(s, s.StartMessageMoveTask, c.in, c.code, "")
	}
	task := do(s, s.StartMessageMoveTask, sqs.StartMessageMoveTaskInput{SourceArn: arn, MaxNumberOfMessagesPerSecond: new(int32(1))}).TaskHandle
	fails(s, s.StartMessageMoveTask, sqs.StartMessageMoveTaskInput{SourceArn: arn}, "AWS.SimpleQueueService.UnsupportedOperation", "already")
	list := do(s, s.ListMessageMoveTasks, sqs.ListMessageMoveTasksInput{SourceArn: arn, MaxResults: new(int32(10))}).Results
	if len(list) != 1 || *list[0].TaskHandle != *task || *list[0].Status != "RUNNING" || *list[0].ApproximateNumberOfMessagesToMove != 1 || *list[0].SourceArn != *arn {
		t.Errorf("got %+v", list)
	}
	if out := do(s, s.CancelMessageMoveTask, sqs.CancelMessageMoveTaskInput{TaskHandle: task}); *out.ApproximateNumberOfMessagesMoved != 0 {
		t.Error(out)
	}
	fails(s, s.CancelMessageMoveTask, sqs.CancelMessageMoveTaskInput{TaskHandle: task}, "AWS.SimpleQueueService.UnsupportedOperation", "active")
	fails(s, s.CancelMessageMoveTask, sqs.CancelMessageMoveTaskInput{TaskHandle: new("x")}, "InvalidParameterValue", "TaskHandle")
	fails(s, s.CancelMessageMoveTask, sqs.CancelMessageMoveTaskInput{TaskHandle: new(handle{"x", *arn}.String())}, "ResourceNotFoundException", "")
}
