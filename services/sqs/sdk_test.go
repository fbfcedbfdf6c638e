package sqs_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/cumulet/cumulet/internal/testenv"
	"github.com/cumulet/cumulet/test/sdk"
)

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// The SDK checks the MD5 sums of each message that it sends or receives.
func TestSDK(t *testing.T) {
	s := testenv.Start(t)
	c := sqs.NewFromConfig(sdk.Config(s))
	ctx := sdk.Context(t, time.Minute)
	q := must[*sqs.CreateQueueOutput](t)(c.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("f.fifo"), Attributes: map[string]string{
		"FifoQueue": "true", "ContentBasedDeduplication": "true", "DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId",
	}})).QueueUrl

	// Who waits is woken at once.
	woken := make(chan []types.Message, 1)
	go func() {
		out, err := c.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: q, WaitTimeSeconds: 20, MessageAttributeNames: []string{"All"}, MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"}})
		if err != nil {
			t.Error(err)
			out = &sqs.ReceiveMessageOutput{}
		}
		woken <- out.Messages
	}()
	sent := must[*sqs.SendMessageOutput](t)(c.SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl: q, MessageBody: aws.String("a1 <&> é"), MessageGroupId: aws.String("a"),
		MessageAttributes: map[string]types.MessageAttributeValue{
			"s": {DataType: aws.String("String"), StringValue: aws.String("v")}, "b": {DataType: aws.String("Binary"), BinaryValue: []byte{0, 255}},
		},
	}))
	first := <-woken
	if len(first) != 1 || *first[0].Body != "a1 <&> é" || first[0].Attributes["SequenceNumber"] != *sent.SequenceNumber || len(first[0].MessageAttributes) != 2 {
		t.Fatalf("got %+v", first)
	}

	// Batches, repetitions, and the order within groups.
	var entries []types.SendMessageBatchRequestEntry
	for i, m := range []string{"a:a2", "b:b1", "a:a3", "a:a2", "b:a2"} {
		group, body, _ := strings.Cut(m, ":")
		entries = append(entries, types.SendMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), MessageBody: &body, MessageGroupId: &group})
	}
	batch := must[*sqs.SendMessageBatchOutput](t)(c.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: q, Entries: entries}))
	if len(batch.Successful) != 5 || *batch.Successful[3].MessageId != *batch.Successful[0].MessageId || *batch.Successful[4].MessageId == *batch.Successful[0].MessageId {
		t.Errorf("got %+v", batch)
	}
	receive := func() (bodies []string, handles []types.DeleteMessageBatchRequestEntry) {
		out := must[*sqs.ReceiveMessageOutput](t)(c.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: q, MaxNumberOfMessages: 10}))
		for i, m := range out.Messages {
			bodies = append(bodies, *m.Body)
			handles = append(handles, types.DeleteMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), ReceiptHandle: m.ReceiptHandle})
		}
		return bodies, handles
	}
	got, handles := receive()
	if !slices.Equal(got, []string{"b1", "a2"}) {
		t.Errorf("while a is in flight: got %q", got)
	}
	must[*sqs.DeleteMessageBatchOutput](t)(c.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: q, Entries: handles}))
	must[*sqs.DeleteMessageOutput](t)(c.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: q, ReceiptHandle: first[0].ReceiptHandle}))
	if got, _ := receive(); !slices.Equal(got, []string{"a2", "a3"}) {
		t.Errorf("afterwards: got %q", got)
	}

	// Errors have the SDK's types.
	_, err := c.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String("none")})
	if _, ok := errors.AsType[*types.QueueDoesNotExist](err); !ok {
		t.Errorf("got %v", err)
	}
	_, err = c.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: q, ReceiptHandle: aws.String("x")})
	if _, ok := errors.AsType[*types.ReceiptHandleIsInvalid](err); !ok {
		t.Errorf("got %v", err)
	}
	if _, err = sqs.NewFromConfig(sdk.Anonymous(s)).SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: q, MessageBody: aws.String("x")}); err == nil {
		t.Error("a caller without a key may send")
	}
}

// query posts a form as clients of before 2023 do.
func query(ctx context.Context, t *testing.T, s *testenv.Server, path string, form url.Values) (int, string) {
	t.Helper()
	form.Set("Version", "2012-11-05")
	body := []byte(form.Encode())
	r := must[*http.Request](t)(http.NewRequestWithContext(ctx, http.MethodPost, s.Endpoint+path, bytes.NewReader(body)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	h := sha256.Sum256(body)
	key := aws.Credentials{AccessKeyID: testenv.AccessKey, SecretAccessKey: testenv.SecretKey}
	if err := v4.NewSigner().SignHTTP(ctx, key, r, hex.EncodeToString(h[:]), "sqs", testenv.Region, time.Now()); err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode, string(must[[]byte](t)(io.ReadAll(resp.Body)))
}

func TestQuery(t *testing.T) {
	s := testenv.Start(t)
	ctx := sdk.Context(t, time.Minute)
	queue := s.Endpoint + "/" + testenv.Account + "/q"
	for _, c := range []struct {
		path, form string
		status     int
		want       []string
	}{
		{"/", "Action=CreateQueue&QueueName=q&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=40&Tag.1.Key=k&Tag.1.Value=v", 200,
			[]string{`<CreateQueueResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><CreateQueueResult><QueueUrl>` + queue + `</QueueUrl></CreateQueueResult><ResponseMetadata><RequestId>`}},
		{"/", "Action=SendMessage&MessageBody=a%26b&MessageAttribute.1.Name=n&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=x&QueueUrl=" + url.QueryEscape(queue), 200,
			[]string{"<MD5OfMessageBody>", "<MD5OfMessageAttributes>"}},
		// To the queue's own URL.
		{"/" + testenv.Account + "/q", "Action=SendMessageBatch&SendMessageBatchRequestEntry.1.Id=one&SendMessageBatchRequestEntry.1.MessageBody=b&SendMessageBatchRequestEntry.2.Id=two&SendMessageBatchRequestEntry.2.MessageBody=", 200,
			[]string{"<SendMessageBatchResultEntry><Id>one</Id>", "<BatchResultErrorEntry><Id>two</Id><SenderFault>true</SenderFault><Code>MissingParameter</Code>"}},
		{"/" + testenv.Account + "/q/", "Action=GetQueueAttributes&AttributeName.1=VisibilityTimeout&AttributeName.2=ApproximateNumberOfMessages", 200,
			[]string{"<Attribute><Name>VisibilityTimeout</Name><Value>40</Value></Attribute>", "<Attribute><Name>ApproximateNumberOfMessages</Name><Value>2</Value></Attribute>"}},
		{"/" + testenv.Account + "/q", "Action=ReceiveMessage&MaxNumberOfMessages=10&AttributeName.1=All&MessageAttributeName.1=All", 200,
			[]string{"<Body>a&amp;b</Body>", "<Name>ApproximateReceiveCount</Name><Value>1</Value>", "<MessageAttribute><Name>n</Name><Value><StringValue>x</StringValue><DataType>String</DataType></Value></MessageAttribute>"}},
		{"/", "Action=ListQueues", 200, []string{"<ListQueuesResult><QueueUrl>" + queue + "</QueueUrl></ListQueuesResult>"}},
		{"/" + testenv.Account + "/none", "Action=PurgeQueue", 400, []string{"<ErrorResponse", "<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>"}},
		{"/", "Action=SendMessage&MessageBody=x", 400, []string{"<Code>MissingParameter</Code>"}},
		{"/", "Action=Fly", 400, []string{"<Code>InvalidAction</Code>"}},
	} {
		form := must[url.Values](t)(url.ParseQuery(c.form))
		status, body := query(ctx, t, s, c.path, form)
		if status != c.status {
			t.Errorf("%s: %d %s", c.form, status, body)
		}
		for _, part := range c.want {
			if !strings.Contains(body, part) {
				t.Errorf("%s: no %s in %s", c.form, part, body)
			}
		}
	}
}
