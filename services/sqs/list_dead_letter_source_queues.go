package sqs

import (
	"context"
	"encoding/base64"
	"strings"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/queue"
)

// ListDeadLetterSourceQueues implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListDeadLetterSourceQueues.html).
func (s *Service) ListDeadLetterSourceQueues(ctx context.Context, in *sqs.ListDeadLetterSourceQueuesInput) (*sqs.ListDeadLetterSourceQueuesOutput, error) {
	p, err := byURL(ctx, in.QueueUrl)
	if err != nil {
		return nil, err
	}
	limit, err := pageSize(in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	var after queue.Ref
	if in.NextToken != nil {
		data, err := base64.RawURLEncoding.DecodeString(*in.NextToken)
		space, name, ok := strings.Cut(string(data), " ")
		if err != nil || !ok {
			return nil, invalidValue(*in.NextToken, "NextToken", "The token is not one of this listing.")
		}
		after = queue.Ref{Space: space, Name: name}
	}
	noteRequest(ctx, p, 0)
	if _, err := s.queues.Get(ctx, p.ref()); err != nil {
		return nil, fail(err)
	}
	list, more, err := s.queues.Sources(ctx, p.ref(), after, limit)
	if err != nil {
		return nil, err
	}
	out := &sqs.ListDeadLetterSourceQueuesOutput{QueueUrls: []string{}}
	for _, r := range list {
		out.QueueUrls = append(out.QueueUrls, placeOf(r).url(ctx))
	}
	if more && in.MaxResults != nil {
		last := list[len(list)-1]
		out.NextToken = new(base64.RawURLEncoding.EncodeToString([]byte(last.Space + " " + last.Name)))
	}
	return out, nil
}
