package sqs

import (
	"context"
	"fmt"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/queue"
)

// SendMessageBatch implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html).
// What may be sent is sent in one transaction.
func (s *Service) SendMessageBatch(ctx context.Context, in *sqs.SendMessageBatchInput) (*sqs.SendMessageBatchOutput, error) {
	p, err := byURL(ctx, in.QueueUrl)
	if err != nil {
		return nil, err
	}
	if err := checkBatch("SendMessageBatch", in.Entries, func(e *sqs.SendMessageBatchRequestEntry) *string { return e.Id }); err != nil {
		return nil, err
	}
	q, err := s.queues.Get(ctx, p.ref())
	if err != nil {
		return nil, fail(err)
	}
	out := &sqs.SendMessageBatchOutput{Successful: []sqs.SendMessageBatchResultEntry{}, Failed: []sqs.BatchResultErrorEntry{}}
	var good []*composed
	var ids []string
	var news []queue.NewMessage
	total := 0
	for i := range in.Entries {
		e := &in.Entries[i]
		c, err := compose(ctx, q, draft{e.MessageBody, e.DelaySeconds, e.MessageGroupId, e.MessageDeduplicationId, e.MessageAttributes, e.MessageSystemAttributes})
		if err != nil {
			total += len(val(e.MessageBody))
			out.Failed = append(out.Failed, entryError(*e.Id, err))
			continue
		}
		total += c.size
		good, ids, news = append(good, c), append(ids, *e.Id), append(news, c.NewMessage)
	}
	if total > maxBatchBytes {
		return nil, &sqs.BatchRequestTooLong{Message: new(fmt.Sprintf("Batch requests cannot be longer than %d bytes. You have sent %d bytes.", maxBatchBytes, total))}
	}
	noteRequest(ctx, p, total)
	if len(news) == 0 {
		return out, nil
	}
	sent, err := s.queues.Send(ctx, p.ref(), news)
	if err != nil {
		return nil, fail(err)
	}
	for i, c := range good {
		out.Successful = append(out.Successful, sqs.SendMessageBatchResultEntry{
			Id: &ids[i], MessageId: &sent[i].ID, MD5OfMessageBody: new(sum(c.Body)), MD5OfMessageAttributes: c.sumMessage,
			MD5OfMessageSystemAttributes: c.sumSystem, SequenceNumber: sequenceText(q, sent[i].Sequence),
		})
	}
	return out, nil
}
