package sqs

import (
	"maps"
	"strconv"
	"testing"
	"time"

	"github.com/cumulet/cumulet/api/aws/sqs"
)

func TestCreateQueue(t *testing.T) {
	s := play(t)
	if url := s.create("q", map[string]string{"VisibilityTimeout": "5"}); *url != "http://localhost:4566/123456789012/q" {
		t.Error(*url)
	}
	s.create("q", map[string]string{"VisibilityTimeout": "5"})
	s.create("q", nil)
	for _, c := range []struct {
		name          string
		attributes    map[string]string
		code, message string
	}{
		{"q", map[string]string{"VisibilityTimeout": "6"}, "QueueAlreadyExists", "different value for attribute VisibilityTimeout"},
		{"", nil, "InvalidParameterValue", "alphanumeric"},
		{"a b", nil, "InvalidParameterValue", "alphanumeric"},
		{"f.fifo", nil, "InvalidParameterValue", "alphanumeric"},
		{"f", fifo, "InvalidParameterValue", ".fifo suffix"},
		{"f.fifo", map[string]string{"FifoQueue": "false"}, "InvalidAttributeValue", "FifoQueue"},
		{"n", map[string]string{"VisibilityTimeout": "43201"}, "InvalidAttributeValue", "VisibilityTimeout"},
		{"n", map[string]string{"DelaySeconds": "-1"}, "InvalidAttributeValue", "DelaySeconds"},
		{"n", map[string]string{"DelaySeconds": "901"}, "InvalidAttributeValue", "DelaySeconds"},
		{"n", map[string]string{"MessageRetentionPeriod": "59"}, "InvalidAttributeValue", "MessageRetentionPeriod"},
		{"n", map[string]string{"MaximumMessageSize": "1048577"}, "InvalidAttributeValue", "MaximumMessageSize"},
		{"n", map[string]string{"ReceiveMessageWaitTimeSeconds": "x"}, "InvalidAttributeValue", "ReceiveMessageWaitTimeSeconds"},
		{"n", map[string]string{"ContentBasedDeduplication": "true"}, "InvalidAttributeName", "ContentBasedDeduplication"},
		{"n", map[string]string{"Colour": "red"}, "InvalidAttributeName", "Colour"},
		{"n", map[string]string{"Policy": "{"}, "InvalidAttributeValue", "Policy"},
		{"n", map[string]string{"KmsMasterKeyId": "alias/x"}, "NotImplemented", "KMS"},
		{"n", map[string]string{"SqsManagedSseEnabled": "true"}, "NotImplemented", "rest"},
		{"n", map[string]string{"RedrivePolicy": "x"}, "InvalidParameterValue", "not a valid JSON"},
		{"n", map[string]string{"RedrivePolicy": `{"maxReceiveCount":1}`}, "InvalidParameterValue", "deadLetterTargetArn"},
		{"n", map[string]string{"RedrivePolicy": `{"deadLetterTargetArn":"arn:aws:sqs:eu-west-3:123456789012:q"}`}, "InvalidParameterValue", "maxReceiveCount"},
		{"n", map[string]string{"RedrivePolicy": `{"deadLetterTargetArn":"arn:aws:sqs:eu-west-3:123456789012:q","maxReceiveCount":1001}`}, "InvalidParameterValue", "1 to 1000"},
		{"n", map[string]string{"RedrivePolicy": `{"deadLetterTargetArn":"arn:aws:sqs:eu-west-3:123456789012:none","maxReceiveCount":1}`}, "InvalidParameterValue", "does not exist"},
		{"n", map[string]string{"RedriveAllowPolicy": `{"redrivePermission":"byQueue"}`}, "InvalidParameterValue", "byQueue"},
		{"f.fifo", map[string]string{"FifoQueue": "true", "FifoThroughputLimit": "perMessageGroupId"}, "InvalidAttributeValue", "messageGroup"},
		{"f.fifo", map[string]string{"FifoQueue": "true", "RedrivePolicy": `{"deadLetterTargetArn":"arn:aws:sqs:eu-west-3:123456789012:q","maxReceiveCount":"3"}`}, "InvalidParameterValue", "same type"},
	} {
		fails(s, s.CreateQueue, sqs.CreateQueueInput{QueueName: &c.name, Attributes: c.attributes}, c.code, c.message)
	}
	fails(s, s.CreateQueue, sqs.CreateQueueInput{QueueName: new("n"), Tags: map[string]string{"aws:x": "y"}}, "InvalidParameterValue", "aws:")
}

func TestAttributes(t *testing.T) {
	s := play(t)
	dead := s.create("dead", map[string]string{"RedriveAllowPolicy": `{"redrivePermission":"byQueue","sourceQueueArns":["arn:aws:sqs:eu-west-3:123456789012:a"]}`})
	redrive := map[string]string{"RedrivePolicy": `{"deadLetterTargetArn":"arn:aws:sqs:eu-west-3:123456789012:dead","maxReceiveCount":"3"}`}
	a := s.create("a", redrive)
	fails(s, s.CreateQueue, sqs.CreateQueueInput{QueueName: new("b"), Attributes: redrive}, "InvalidParameterValue", "does not allow")
	s.clk.Advance(10 * time.Second)
	do(s, s.SetQueueAttributes, sqs.SetQueueAttributesInput{QueueUrl: a, Attributes: map[string]string{"DelaySeconds": "7", "VisibilityTimeout": "0"}})
	s.SendMessage(s.ctx, &sqs.SendMessageInput{QueueUrl: a, MessageBody: new("x")}) //nolint:errcheck // counted below
	got := do(s, s.GetQueueAttributes, sqs.GetQueueAttributesInput{QueueUrl: a, AttributeNames: []string{"All"}}).Attributes
	created, _ := strconv.Atoi(got["CreatedTimestamp"])
	want := map[string]string{
		"ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesNotVisible": "0", "ApproximateNumberOfMessagesDelayed": "1",
		"CreatedTimestamp": got["CreatedTimestamp"], "LastModifiedTimestamp": strconv.Itoa(created + 10),
		"QueueArn": "arn:aws:sqs:eu-west-3:123456789012:a", "DelaySeconds": "7", "VisibilityTimeout": "0",
		"MaximumMessageSize": "1048576", "MessageRetentionPeriod": "345600", "ReceiveMessageWaitTimeSeconds": "0", "SqsManagedSseEnabled": "false",
		"RedrivePolicy": `{"deadLetterTargetArn":"arn:aws:sqs:eu-west-3:123456789012:dead","maxReceiveCount":3}`,
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if urls := do(s, s.ListDeadLetterSourceQueues, sqs.ListDeadLetterSourceQueuesInput{QueueUrl: dead}).QueueUrls; len(urls) != 1 || urls[0] != *a {
		t.Error(urls)
	}
	do(s, s.SetQueueAttributes, sqs.SetQueueAttributesInput{QueueUrl: a, Attributes: map[string]string{"RedrivePolicy": ""}})
	got = do(s, s.GetQueueAttributes, sqs.GetQueueAttributesInput{QueueUrl: a, AttributeNames: []string{"RedrivePolicy", "DelaySeconds"}}).Attributes
	if !maps.Equal(got, map[string]string{"DelaySeconds": "7"}) {
		t.Errorf("got %v", got)
	}
	if out := do(s, s.GetQueueAttributes, sqs.GetQueueAttributesInput{QueueUrl: a}); out.Attributes != nil {
		t.Errorf("got %v", out.Attributes)
	}
	fails(s, s.GetQueueAttributes, sqs.GetQueueAttributesInput{QueueUrl: a, AttributeNames: []string{"Colour"}}, "InvalidAttributeName", "Colour")
	fails(s, s.SetQueueAttributes, sqs.SetQueueAttributesInput{QueueUrl: a, Attributes: map[string]string{"FifoQueue": "true"}}, "InvalidAttributeValue", "FifoQueue")
}

func TestQueueURLs(t *testing.T) {
	s := play(t)
	s.create("q", nil)
	for _, url := range []string{
		"http://localhost:4566/123456789012/q", "https://sqs.eu-west-3.amazonaws.com/123456789012/q",
		"http://elsewhere/123456789012/q/", "/123456789012/q", "123456789012/q",
	} {
		do(s, s.ListQueueTags, sqs.ListQueueTagsInput{QueueUrl: &url})
	}
	for url, code := range map[string]string{
		"": "MissingParameter", "q": "InvalidAddress", "http://localhost/q": "InvalidAddress", "http://localhost/12/q": "InvalidAddress",
		"http://localhost/123456789012/none": "AWS.SimpleQueueService.NonExistentQueue",
		"http://localhost/210987654321/q":    "AWS.SimpleQueueService.NonExistentQueue",
	} {
		fails(s, s.ListQueueTags, sqs.ListQueueTagsInput{QueueUrl: &url}, code, "")
	}
}

func TestListQueues(t *testing.T) {
	s := play(t)
	for _, name := range []string{"b1", "a1", "a2", "a3"} {
		s.create(name, nil)
	}
	out := do(s, s.ListQueues, sqs.ListQueuesInput{QueueNamePrefix: new("a"), MaxResults: new(int32(2))})
	if len(out.QueueUrls) != 2 || out.NextToken == nil {
		t.Fatal(out)
	}
	out = do(s, s.ListQueues, sqs.ListQueuesInput{QueueNamePrefix: new("a"), MaxResults: new(int32(2)), NextToken: out.NextToken})
	if len(out.QueueUrls) != 1 || out.NextToken != nil {
		t.Error(out)
	}
	if out = do(s, s.ListQueues, sqs.ListQueuesInput{}); len(out.QueueUrls) != 4 || out.NextToken != nil {
		t.Error(out)
	}
	fails(s, s.ListQueues, sqs.ListQueuesInput{MaxResults: new(int32(0))}, "InvalidParameterValue", "MaxResults")
	fails(s, s.ListQueues, sqs.ListQueuesInput{MaxResults: new(int32(1)), NextToken: new("x")}, "InvalidParameterValue", "NextToken")
}

func TestPermissions(t *testing.T) {
	s := play(t)
	q := s.create("q", nil)
	send := &sqs.SendMessageInput{QueueUrl: q, MessageBody: new("x")}
	set := &sqs.SetQueueAttributesInput{QueueUrl: q, Attributes: map[string]string{"DelaySeconds": "1"}}
	if !s.allowed("SendMessage", send) || !s.allowed("SetQueueAttributes", set) {
		t.Error("the owner is refused")
	}
	s.as(foreign)
	if s.allowed("SendMessage", send) {
		t.Error("a stranger may send")
	}
	s.as(account)
	add := sqs.AddPermissionInput{QueueUrl: q, Label: new("friends"), AWSAccountIds: []string{foreign}, Actions: []string{"SendMessage", "GetQueueUrl"}}
	do(s, s.AddPermission, add)
	fails(s, s.AddPermission, add, "InvalidParameterValue", "Already exists")
	s.as(foreign)
	if !s.allowed("SendMessage", send) || s.allowed("ReceiveMessage", &sqs.ReceiveMessageInput{QueueUrl: q}) {
		t.Error("not what was permitted")
	}
	if !s.allowed("GetQueueUrl", &sqs.GetQueueUrlInput{QueueName: new("q"), QueueOwnerAWSAccountId: new(account)}) {
		t.Error("GetQueueUrl is refused")
	}
	s.as(account)
	do(s, s.SetQueueAttributes, sqs.SetQueueAttributesInput{QueueUrl: q, Attributes: map[string]string{
		"Policy": `{"Statement":{"Sid":"all","Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"}}`,
	}})
	s.as(foreign)
	// No policy lets strangers change a queue.
	if s.allowed("SetQueueAttributes", set) || !s.allowed("DeleteMessage", &sqs.DeleteMessageInput{QueueUrl: q}) {
		t.Error("not what the policy says")
	}
	s.as(account)
	do(s, s.AddPermission, add)
	do(s, s.RemovePermission, sqs.RemovePermissionInput{QueueUrl: q, Label: new("all")})
	do(s, s.RemovePermission, sqs.RemovePermissionInput{QueueUrl: q, Label: new("friends")})
	fails(s, s.RemovePermission, sqs.RemovePermissionInput{QueueUrl: q, Label: new("friends")}, "InvalidParameterValue", "can't find label")
	if out := do(s, s.GetQueueAttributes, sqs.GetQueueAttributesInput{QueueUrl: q, AttributeNames: []string{"Policy"}}); out.Attributes != nil {
		t.Error(out.Attributes)
	}
	for _, c := range []struct {
		in   sqs.AddPermissionInput
		code string
	}{
		{sqs.AddPermissionInput{QueueUrl: q, Label: new("x"), AWSAccountIds: []string{"1"}, Actions: []string{"*"}}, "InvalidParameterValue"},
		{sqs.AddPermissionInput{QueueUrl: q, Label: new("x"), AWSAccountIds: []string{foreign}, Actions: []string{"Fly"}}, "InvalidParameterValue"},
		{sqs.AddPermissionInput{QueueUrl: q, Label: new("a b"), AWSAccountIds: []string{foreign}, Actions: []string{"*"}}, "InvalidParameterValue"},
		{sqs.AddPermissionInput{QueueUrl: q, Label: new("x"), AWSAccountIds: []string{foreign}, Actions: make([]string, 8)}, "OverLimit"},
	} {
		fails(s, s.AddPermission, c.in, c.code, "")
	}
}

func TestTags(t *testing.T) {
	s := play(t)
	q := s.create("q", nil)
	do(s, s.TagQueue, sqs.TagQueueInput{QueueUrl: q, Tags: map[string]string{"a": "1", "b": "2"}})
	do(s, s.TagQueue, sqs.TagQueueInput{QueueUrl: q, Tags: map[string]string{"b": "3"}})
	do(s, s.UntagQueue, sqs.UntagQueueInput{QueueUrl: q, TagKeys: []string{"a", "x"}})
	if got := do(s, s.ListQueueTags, sqs.ListQueueTagsInput{QueueUrl: q}).Tags; !maps.Equal(got, map[string]string{"b": "3"}) {
		t.Error(got)
	}
	many := map[string]string{}
	for i := range 50 {
		many[strconv.Itoa(i)] = ""
	}
	fails(s, s.TagQueue, sqs.TagQueueInput{QueueUrl: q, Tags: many}, "InvalidParameterValue", "Too many tags")
	checks, err := s.room.Authorise["SendMessage"](s.ctx, &sqs.SendMessageInput{QueueUrl: q})
	if err != nil || checks[0].Context["aws:ResourceTag/b"][0] != "3" {
		t.Error(checks, err)
	}
}

func TestDeleteAndPurge(t *testing.T) {
	s := play(t)
	q := s.create("q", nil)
	do(s, s.PurgeQueue, sqs.PurgeQueueInput{QueueUrl: q})
	fails(s, s.PurgeQueue, sqs.PurgeQueueInput{QueueUrl: q}, "AWS.SimpleQueueService.PurgeQueueInProgress", "60 seconds")
	do(s, s.DeleteQueue, sqs.DeleteQueueInput{QueueUrl: q})
	fails(s, s.DeleteQueue, sqs.DeleteQueueInput{QueueUrl: q}, "AWS.SimpleQueueService.NonExistentQueue", "")
	fails(s, s.CreateQueue, sqs.CreateQueueInput{QueueName: new("q")}, "AWS.SimpleQueueService.QueueDeletedRecently", "60 seconds")
	s.clk.Advance(time.Minute)
	s.create("q", nil)
}
