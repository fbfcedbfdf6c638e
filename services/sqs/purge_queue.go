package sqs

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/sqs"
)

// PurgeQueue implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html).
// It takes effect at once.
func (s *Service) PurgeQueue(ctx context.Context, in *sqs.PurgeQueueInput) (*sqs.PurgeQueueOutput, error) {
	p, err := byURL(ctx, in.QueueUrl)
	if err != nil {
		return nil, err
	}
	noteRequest(ctx, p, 0)
	return nil, fail(s.queues.Purge(ctx, p.ref()))
}
