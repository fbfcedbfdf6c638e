package sqs

import (
	"context"
	"slices"
	"strconv"

	"github.com/cumulet/cumulet/api/aws/sqs"
)

// counted are the attributes that the engine counts.
var counted = []string{"ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"}

// others are those that nobody sets, and those that may be absent.
var others = []string{
	"CreatedTimestamp", "LastModifiedTimestamp", "QueueArn", attrManagedSSE,
	attrAll, attrPolicy, attrRedrive, attrRedriveAllow, attrFIFO, attrKMSKey,
}

// GetQueueAttributes implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html).
func (s *Service) GetQueueAttributes(ctx context.Context, in *sqs.GetQueueAttributesInput) (*sqs.GetQueueAttributesOutput, error) {
	p, err := byURL(ctx, in.QueueUrl)
	if err != nil {
		return nil, err
	}
	for _, name := range in.AttributeNames {
		_, isNumber := numbers[name]
		if !isNumber && choices[name] == nil && !slices.Contains(others, name) && !slices.Contains(counted, name) {
			return nil, unknownAttribute(name)
		}
	}
	noteRequest(ctx, p, 0)
	q, err := s.queues.Get(ctx, p.ref())
	if err != nil {
		return nil, fail(err)
	}
	all := map[string]string{
		"QueueArn":              p.arn(),
		"CreatedTimestamp":      strconv.FormatInt(q.Created.Unix(), 10),
		"LastModifiedTimestamp": strconv.FormatInt(q.Modified.Unix(), 10),
		attrManagedSSE:          falseText,
	}
	for name, value := range q.Docs {
		all[name] = value
	}
	wanted := func(name string) bool {
		return slices.Contains(in.AttributeNames, name) || slices.Contains(in.AttributeNames, attrAll)
	}
	if slices.ContainsFunc(counted, wanted) {
		n, err := s.queues.Counts(ctx, p.ref())
		if err != nil {
			return nil, fail(err)
		}
		for i, v := range []int64{n.Visible, n.InFlight, n.Delayed} {
			all[counted[i]] = strconv.FormatInt(v, 10)
		}
	}
	out := &sqs.GetQueueAttributesOutput{}
	for name, value := range all {
		if wanted(name) {
			if out.Attributes == nil {
				out.Attributes = map[string]string{}
			}
			out.Attributes[name] = value
		}
	}
	return out, nil
}
