package sqs

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/queue"
)

// DeleteMessage implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html).
func (s *Service) DeleteMessage(ctx context.Context, in *sqs.DeleteMessageInput) (*sqs.DeleteMessageOutput, error) {
	p, err := byURL(ctx, in.QueueUrl)
	if err != nil {
		return nil, err
	}
	noteRequest(ctx, p, 0)
	errs, err := s.settle(ctx, p, []*string{in.ReceiptHandle}, func(r []queue.Receipt, _ []int) ([]error, error) {
		return s.queues.Delete(ctx, p.ref(), r)
	})
	if err == nil {
		err = errs[0]
	}
	return nil, err
}

// DeleteMessageBatch implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html).
func (s *Service) DeleteMessageBatch(ctx context.Context, in *sqs.DeleteMessageBatchInput) (*sqs.DeleteMessageBatchOutput, error) {
	p, err := byURL(ctx, in.QueueUrl)
	if err != nil {
		return nil, err
	}
	if err := checkBatch("DeleteMessageBatch", in.Entries, func(e *sqs.DeleteMessageBatchRequestEntry) *string { return e.Id }); err != nil {
		return nil, err
	}
	noteRequest(ctx, p, 0)
	handles := make([]*string, len(in.Entries))
	for i := range in.Entries {
		handles[i] = in.Entries[i].ReceiptHandle
	}
	errs, err := s.settle(ctx, p, handles, func(r []queue.Receipt, _ []int) ([]error, error) {
		return s.queues.Delete(ctx, p.ref(), r)
	})
	if err != nil {
		return nil, err
	}
	out := &sqs.DeleteMessageBatchOutput{Successful: []sqs.DeleteMessageBatchResultEntry{}, Failed: []sqs.BatchResultErrorEntry{}}
	for i, err := range errs {
		id := val(in.Entries[i].Id)
		if err != nil {
			out.Failed = append(out.Failed, entryError(id, err))
		} else {
			out.Successful = append(out.Successful, sqs.DeleteMessageBatchResultEntry{Id: &id})
		}
	}
	return out, nil
}

// settle reads receipt handles and does something with those that can be read;
// the second argument of do says which handle each receipt was. It answers, in
// AWS's words, for each handle.
func (s *Service) settle(ctx context.Context, p place, handles []*string, do func([]queue.Receipt, []int) ([]error, error)) ([]error, error) {
	if _, err := s.queues.Get(ctx, p.ref()); err != nil {
		return nil, fail(err)
	}
	out := make([]error, len(handles))
	var receipts []queue.Receipt
	var which []int
	for i, h := range handles {
		r, err := queue.ParseReceipt(val(h))
		if err != nil {
			out[i] = receiptFail(val(h), err)
			continue
		}
		receipts, which = append(receipts, r), append(which, i)
	}
	if len(receipts) == 0 {
		return out, nil
	}
	errs, err := do(receipts, which)
	if err != nil {
		return nil, fail(err)
	}
	for n, err := range errs {
		out[which[n]] = receiptFail(val(handles[which[n]]), err)
	}
	return out, nil
}
