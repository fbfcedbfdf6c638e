package sqs

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/queue"
)

// ReceiveMessage implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html).
func (s *Service) ReceiveMessage(ctx context.Context, in *sqs.ReceiveMessageInput) (*sqs.ReceiveMessageOutput, error) {
	p, err := byURL(ctx, in.QueueUrl)
	if err != nil {
		return nil, err
	}
	q, err := s.queues.Get(ctx, p.ref())
	if err != nil {
		return nil, fail(err)
	}
	how, err := receiveInput(q, in)
	if err != nil {
		return nil, err
	}
	noteRequest(ctx, p, 0)
	msgs, err := s.queues.Receive(ctx, p.ref(), how)
	if err != nil {
		return nil, fail(err)
	}
	out := &sqs.ReceiveMessageOutput{}
	for i := range msgs {
		m, err := messageShape(q, &msgs[i], in)
		if err != nil {
			return nil, err
		}
		out.Messages = append(out.Messages, *m)
	}
	return out, nil
}

func receiveInput(q *queue.Queue, in *sqs.ReceiveMessageInput) (queue.ReceiveInput, error) {
	out := queue.ReceiveInput{Max: 1, Attempt: val(in.ReceiveRequestAttemptId)}
	seconds := func(name string, v *int32, most time.Duration, into *time.Duration) error {
		d := time.Duration(*v) * time.Second
		if d < 0 || d > most {
			return invalidValue(*v, name, fmt.Sprintf("Must be >= 0 and <= %d, if provided.", most/time.Second))
		}
		*into = d
		return nil
	}
	if n := in.MaxNumberOfMessages; n != nil {
		if *n < 1 || *n > maxReceive {
			return out, invalidValue(*n, "MaxNumberOfMessages", "Must be between 1 and 10, if provided.")
		}
		out.Max = int(*n)
	}
	wait, _ := strconv.Atoi(q.Docs[attrWait])
	out.Wait = time.Duration(wait) * time.Second
	if in.WaitTimeSeconds != nil {
		if err := seconds("WaitTimeSeconds", in.WaitTimeSeconds, maxWait, &out.Wait); err != nil {
			return out, err
		}
	}
	if in.VisibilityTimeout != nil {
		out.Visibility = new(time.Duration)
		if err := seconds("VisibilityTimeout", in.VisibilityTimeout, maxVisibility, out.Visibility); err != nil {
			return out, err
		}
	}
	if out.Attempt != "" {
		if !q.FIFO {
			return out, invalidValue(out.Attempt, "ReceiveRequestAttemptId", notForType+".")
		}
		if !token.MatchString(out.Attempt) {
			return out, invalidValue(out.Attempt, "ReceiveRequestAttemptId", "It has 1 to 128 alphanumeric and punctuation characters.")
		}
	}
	return out, nil
}

// messageShape gives a message with the attributes that were asked for.
func messageShape(q *queue.Queue, m *queue.Message, in *sqs.ReceiveMessageInput) (*sqs.Message, error) {
	a, err := decodeAttrs(m.Attributes)
	if err != nil {
		return nil, fmt.Errorf("attributes of message %s: %w", m.ID, err)
	}
	out := &sqs.Message{
		MessageId: &m.ID, ReceiptHandle: new(m.Receipt.String()), MD5OfBody: new(sum(m.Body)), Body: new(string(m.Body)),
		Attributes: systemShape(q, m, a, append(slices.Clone(in.AttributeNames), in.MessageSystemAttributeNames...)),
	}
	given := map[string]attrValue{}
	for name, v := range a.Message {
		if slices.ContainsFunc(in.MessageAttributeNames, func(pattern string) bool { return matches(pattern, name) }) {
			given[name] = v
		}
	}
	if len(given) > 0 {
		out.MD5OfMessageAttributes = sumAttributes(given)
		out.MessageAttributes = map[string]sqs.MessageAttributeValue{}
	}
	for name, v := range given {
		shape := sqs.MessageAttributeValue{DataType: &v.Type}
		if v.isBinary() {
			shape.BinaryValue = v.Binary
		} else {
			shape.StringValue = &v.Text
		}
		out.MessageAttributes[name] = shape
	}
	return out, nil
}

// matches tells whether an attribute is asked for: by All or .*, by a prefix that
// ends in .*, or by its name.
func matches(pattern, name string) bool {
	if pattern == attrAll || pattern == ".*" {
		return true
	}
	if prefix, ok := strings.CutSuffix(pattern, ".*"); ok {
		return strings.HasPrefix(name, prefix)
	}
	return pattern == name
}

// systemShape gives the system attributes that were asked for.
func systemShape(q *queue.Queue, m *queue.Message, a attrs, names []string) map[string]string {
	if len(names) == 0 {
		return nil
	}
	all := map[string]string{
		"SenderId": m.Sender, "SentTimestamp": millis(m.Sent),
		"ApproximateReceiveCount": strconv.Itoa(m.Count), "ApproximateFirstReceiveTimestamp": millis(m.First),
		"MessageGroupId": m.Group, traceHeader: a.System[traceHeader].Text,
	}
	if q.FIFO {
		all["SequenceNumber"], all["MessageDeduplicationId"] = *sequenceText(q, m.Sequence), m.Dedup
	}
	if m.Source != (queue.Ref{}) {
		all["DeadLetterQueueSourceArn"] = placeOf(m.Source).arn()
	}
	out := map[string]string{}
	for name, value := range all {
		if value != "" && (slices.Contains(names, name) || slices.Contains(names, attrAll)) {
			out[name] = value
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }
