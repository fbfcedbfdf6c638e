package sqs

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/sqs"
)

// DeleteQueue implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html).
func (s *Service) DeleteQueue(ctx context.Context, in *sqs.DeleteQueueInput) (*sqs.DeleteQueueOutput, error) {
	p, err := byURL(ctx, in.QueueUrl)
	if err != nil {
		return nil, err
	}
	noteRequest(ctx, p, 0)
	return nil, fail(s.queues.DeleteQueue(ctx, p.ref()))
}
