package sqs

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/queue"
)

// SendMessage implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
func (s *Service) SendMessage(ctx context.Context, in *sqs.SendMessageInput) (*sqs.SendMessageOutput, error) {
	p, err := byURL(ctx, in.QueueUrl)
	if err != nil {
		return nil, err
	}
	q, err := s.queues.Get(ctx, p.ref())
	if err != nil {
		return nil, fail(err)
	}
	c, err := compose(ctx, q, draft{in.MessageBody, in.DelaySeconds, in.MessageGroupId, in.MessageDeduplicationId, in.MessageAttributes, in.MessageSystemAttributes})
	if err != nil {
		return nil, err
	}
	noteRequest(ctx, p, c.size)
	sent, err := s.queues.Send(ctx, p.ref(), []queue.NewMessage{c.NewMessage})
	if err != nil {
		return nil, fail(err)
	}
	return &sqs.SendMessageOutput{
		MessageId: &sent[0].ID, MD5OfMessageBody: new(sum(c.Body)), MD5OfMessageAttributes: c.sumMessage,
		MD5OfMessageSystemAttributes: c.sumSystem, SequenceNumber: sequenceText(q, sent[0].Sequence),
	}, nil
}
