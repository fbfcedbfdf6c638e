package sqs

import (
	"context"
	"maps"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/queue"
)

// SetQueueAttributes implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html).
// What is not given stays; empty policies are removed.
func (s *Service) SetQueueAttributes(ctx context.Context, in *sqs.SetQueueAttributesInput) (*sqs.SetQueueAttributesOutput, error) {
	p, err := byURL(ctx, in.QueueUrl)
	if err != nil {
		return nil, err
	}
	noteRequest(ctx, p, 0)
	q, err := s.queues.Get(ctx, p.ref())
	if err != nil {
		return nil, fail(err)
	}
	if err := s.setAttributes(ctx, p, maps.Clone(q.Docs), in.Attributes); err != nil {
		return nil, err
	}
	return nil, fail(s.queues.Change(ctx, p.ref(), true, func(q *queue.Queue) error {
		docs := maps.Clone(q.Docs)
		fifo := q.FIFO
		for name, value := range in.Attributes {
			text, err := attribute(name, value, fifo)
			if err != nil {
				return err
			}
			if docs[name] = text; text == "" {
				delete(docs, name)
			}
		}
		q.Docs, q.Settings = docs, settings(p, docs)
		return nil
	}))
}
