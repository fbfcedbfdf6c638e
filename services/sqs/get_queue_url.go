package sqs

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/sqs"
)

// GetQueueUrl implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html).
func (s *Service) GetQueueUrl(ctx context.Context, in *sqs.GetQueueUrlInput) (*sqs.GetQueueUrlOutput, error) {
	p := here(ctx, val(in.QueueName))
	if in.QueueOwnerAWSAccountId != nil {
		p.account = *in.QueueOwnerAWSAccountId
	}
	noteRequest(ctx, p, 0)
	if _, err := s.queues.Get(ctx, p.ref()); err != nil {
		return nil, fail(err)
	}
	return &sqs.GetQueueUrlOutput{QueueUrl: new(p.url(ctx))}, nil
}
