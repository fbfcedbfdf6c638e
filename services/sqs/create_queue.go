package sqs

import (
	"context"
	"errors"
	"fmt"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/queue"
)

// CreateQueue implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html).
// A queue that is there with the same values of the given attributes is answered
// as if it were new.
func (s *Service) CreateQueue(ctx context.Context, in *sqs.CreateQueueInput) (*sqs.CreateQueueOutput, error) {
	p := here(ctx, val(in.QueueName))
	fifo, given := in.Attributes[attrFIFO]
	if given && fifo != trueText {
		return nil, invalidAttribute(attrFIFO, "")
	}
	if err := checkName(p.name, given); err != nil {
		return nil, err
	}
	if err := checkTags(in.Tags); err != nil {
		return nil, err
	}
	docs := usual(given)
	if err := s.setAttributes(ctx, p, docs, in.Attributes); err != nil {
		return nil, err
	}
	noteRequest(ctx, p, 0)
	old, err := s.queues.Create(ctx, p.ref(), settings(p, docs), docs, in.Tags)
	if errors.Is(err, queue.ErrExists) {
		for name := range in.Attributes {
			if old.Docs[name] != docs[name] {
				return nil, &sqs.QueueNameExists{Message: new(fmt.Sprintf(
					"A queue already exists with the same name and a different value for attribute %s", name))}
			}
		}
		err = nil
	}
	if err != nil {
		return nil, fail(err)
	}
	return &sqs.CreateQueueOutput{QueueUrl: new(p.url(ctx))}, nil
}
