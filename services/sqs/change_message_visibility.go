package sqs

import (
	"context"
	"time"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/queue"
)

// ChangeMessageVisibility implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html).
func (s *Service) ChangeMessageVisibility(ctx context.Context, in *sqs.ChangeMessageVisibilityInput) (*sqs.ChangeMessageVisibilityOutput, error) {
	p, err := byURL(ctx, in.QueueUrl)
	if err != nil {
		return nil, err
	}
	noteRequest(ctx, p, 0)
	errs, err := s.change(ctx, p, []*string{in.ReceiptHandle}, []*int32{in.VisibilityTimeout})
	if err == nil {
		err = errs[0]
	}
	return nil, err
}

// ChangeMessageVisibilityBatch implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html).
func (s *Service) ChangeMessageVisibilityBatch(ctx context.Context, in *sqs.ChangeMessageVisibilityBatchInput) (*sqs.ChangeMessageVisibilityBatchOutput, error) {
	p, err := byURL(ctx, in.QueueUrl)
	if err != nil {
		return nil, err
	}
	if err := checkBatch("ChangeMessageVisibilityBatch", in.Entries, func(e *sqs.ChangeMessageVisibilityBatchRequestEntry) *string { return e.Id }); err != nil {
		return nil, err
	}
	noteRequest(ctx, p, 0)
	handles, timeouts := make([]*string, len(in.Entries)), make([]*int32, len(in.Entries))
	for i := range in.Entries {
		handles[i], timeouts[i] = in.Entries[i].ReceiptHandle, in.Entries[i].VisibilityTimeout
	}
	errs, err := s.change(ctx, p, handles, timeouts)
	if err != nil {
		return nil, err
	}
	out := &sqs.ChangeMessageVisibilityBatchOutput{Successful: []sqs.ChangeMessageVisibilityBatchResultEntry{}, Failed: []sqs.BatchResultErrorEntry{}}
	for i, err := range errs {
		id := val(in.Entries[i].Id)
		if err != nil {
			out.Failed = append(out.Failed, entryError(id, err))
		} else {
			out.Successful = append(out.Successful, sqs.ChangeMessageVisibilityBatchResultEntry{Id: &id})
		}
	}
	return out, nil
}

// change changes visibility timeouts; it answers for each handle.
func (s *Service) change(ctx context.Context, p place, handles []*string, timeouts []*int32) ([]error, error) {
	bad := make([]error, len(handles))
	usable := make([]*string, 0, len(handles))
	var index []int
	for i := range handles {
		t := timeouts[i]
		switch d := time.Duration(val(t)) * time.Second; {
		case t == nil:
			bad[i] = missingParameter("VisibilityTimeout")
		case d < 0 || d > maxVisibility:
			bad[i] = invalidValue(*t, "VisibilityTimeout", "VisibilityTimeout must be an integer between 0 and 43200.")
		default:
			usable, index = append(usable, handles[i]), append(index, i)
		}
	}
	errs, err := s.settle(ctx, p, usable, func(r []queue.Receipt, which []int) ([]error, error) {
		d := make([]time.Duration, len(r))
		for n := range r {
			d[n] = time.Duration(*timeouts[index[which[n]]]) * time.Second
		}
		return s.queues.ChangeVisibility(ctx, p.ref(), r, d)
	})
	if err != nil {
		return nil, err
	}
	for n, err := range errs {
		bad[index[n]] = err
	}
	return bad, nil
}
