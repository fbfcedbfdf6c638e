package sqs

import (
	"context"
	"errors"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/kv/collection"
	"github.com/cumulet/cumulet/engine/queue"
)

// ListQueues implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html).
// Only who asks for a number of results gets a token.
func (s *Service) ListQueues(ctx context.Context, in *sqs.ListQueuesInput) (*sqs.ListQueuesOutput, error) {
	limit, err := pageSize(in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	p := here(ctx, "")
	noteRequest(ctx, here(ctx, "*"), 0)
	list, next, err := s.queues.List(ctx, p.ref().Space, queue.Page{Prefix: val(in.QueueNamePrefix), Limit: limit, Token: val(in.NextToken)})
	if errors.Is(err, collection.ErrBadToken) {
		return nil, invalidValue(val(in.NextToken), "NextToken", "The token is not one of this listing.")
	}
	if err != nil {
		return nil, err
	}
	out := &sqs.ListQueuesOutput{}
	for i := range list {
		out.QueueUrls = append(out.QueueUrls, placeOf(list[i].Ref).url(ctx))
	}
	if next != "" && in.MaxResults != nil {
		out.NextToken = &next
	}
	return out, nil
}

// pageSize checks the size of a page.
func pageSize(asked *int32, token *string) (int, error) {
	switch {
	case asked == nil && token != nil:
		return 0, missingParameter("MaxResults")
	case asked == nil:
		return maxPage, nil
	case *asked < 1 || *asked > maxPage:
		return 0, invalidValue(*asked, "MaxResults", "Must be an integer from 1 to 1000.")
	}
	return int(*asked), nil
}
