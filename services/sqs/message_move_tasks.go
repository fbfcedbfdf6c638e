package sqs

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/queue"
)

// handle is what a task handle says.
type handle struct {
	TaskID    string `json:"taskId"`
	SourceArn string `json:"sourceArn"`
}

func (h handle) String() string {
	b, _ := json.Marshal(h) //nolint:errchkjson // two strings
	return base64.StdEncoding.EncodeToString(b)
}

func parseHandle(text string) (h handle, err error) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(b, &h) != nil || h.TaskID == "" {
		return h, invalidValue(text, "TaskHandle", "It is not a task handle.")
	}
	return h, nil
}

func noResource(parameter string) error {
	return &sqs.ResourceNotFoundException{Message: new("The resource that you specified for the " + parameter + " parameter doesn't exist.")}
}

// sourceOf reads the ARN of the queue that messages are moved from: it is one of
// the request's region.
func sourceOf(ctx context.Context, arn string) (place, error) {
	if arn == "" {
		return place{}, missingParameter("SourceArn")
	}
	p, ok := byARN(arn)
	if !ok || p.region != here(ctx, "").region {
		return place{}, noResource("SourceArn")
	}
	return p, nil
}

// StartMessageMoveTask implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html).
func (s *Service) StartMessageMoveTask(ctx context.Context, in *sqs.StartMessageMoveTaskInput) (*sqs.StartMessageMoveTaskOutput, error) {
	source, err := sourceOf(ctx, val(in.SourceArn))
	if err != nil {
		return nil, err
	}
	if n := in.MaxNumberOfMessagesPerSecond; n != nil && (*n < 1 || *n > maxMoveRate) {
		return nil, invalidValue(*n, "MaxNumberOfMessagesPerSecond", "Must be an integer from 1 to 500.")
	}
	q, err := s.queues.Get(ctx, source.ref())
	if errors.Is(err, queue.ErrNotFound) {
		return nil, noResource("SourceArn")
	}
	if err != nil {
		return nil, err
	}
	refs, _, err := s.queues.Sources(ctx, source.ref(), queue.Ref{}, 1)
	if err != nil {
		return nil, err
	}
	if len(refs) == 0 {
		return nil, invalidParameter("Source queue must be configured as a Dead Letter Queue.")
	}
	var target *queue.Ref
	if in.DestinationArn != nil {
		p, _ := byARN(*in.DestinationArn) // authorised, so it is one
		to, err := s.queues.Get(ctx, p.ref())
		switch {
		case errors.Is(err, queue.ErrNotFound):
			return nil, noResource("DestinationArn")
		case err != nil:
			return nil, err
		case p == source:
			return nil, invalidParameter("Source queue arn and destination queue arn cannot be the same.")
		case to.FIFO != q.FIFO:
			return nil, invalidParameter("Source and destination queues must be of the same type.")
		}
		target = new(p.ref())
	}
	noteRequest(ctx, source, 0)
	m, err := s.queues.StartMove(ctx, source.ref(), target, int(val(in.MaxNumberOfMessagesPerSecond)))
	if errors.Is(err, queue.ErrMoving) {
		return nil, unsupported("There is already a task running. Only one active task is allowed for a source queue arn at a given time.")
	}
	if err != nil {
		return nil, fail(err)
	}
	return &sqs.StartMessageMoveTaskOutput{TaskHandle: new(handle{m.ID, source.arn()}.String())}, nil
}

// CancelMessageMoveTask implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html).
func (s *Service) CancelMessageMoveTask(ctx context.Context, in *sqs.CancelMessageMoveTaskInput) (*sqs.CancelMessageMoveTaskOutput, error) {
	h, err := parseHandle(val(in.TaskHandle))
	if err != nil {
		return nil, err
	}
	source, err := sourceOf(ctx, h.SourceArn)
	if err != nil {
		return nil, err
	}
	noteRequest(ctx, source, 0)
	m, err := s.queues.CancelMove(ctx, source.ref(), h.TaskID)
	switch {
	case errors.Is(err, queue.ErrNotFound):
		return nil, &sqs.ResourceNotFoundException{Message: new("Task does not exist.")}
	case errors.Is(err, queue.ErrNotMoving):
		return nil, unsupported("Only active tasks can be cancelled.")
	case err != nil:
		return nil, err
	}
	return &sqs.CancelMessageMoveTaskOutput{ApproximateNumberOfMessagesMoved: &m.Moved}, nil
}

// ListMessageMoveTasks implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html).
func (s *Service) ListMessageMoveTasks(ctx context.Context, in *sqs.ListMessageMoveTasksInput) (*sqs.ListMessageMoveTasksOutput, error) {
	source, err := sourceOf(ctx, val(in.SourceArn))
	if err != nil {
		return nil, err
	}
	limit := 1
	if n := in.MaxResults; n != nil {
		if *n < 1 || *n > maxMoveTasks {
			return nil, invalidValue(*n, "MaxResults", "Must be an integer from 1 to 10.")
		}
		limit = int(*n)
	}
	noteRequest(ctx, source, 0)
	list, err := s.queues.Moves(ctx, source.ref(), limit)
	if errors.Is(err, queue.ErrNotFound) {
		return nil, noResource("SourceArn")
	}
	if err != nil {
		return nil, err
	}
	out := &sqs.ListMessageMoveTasksOutput{}
	for i := range list {
		m := &list[i]
		e := sqs.ListMessageMoveTasksResultEntry{
			Status: new(string(m.Status)), SourceArn: new(source.arn()), StartedTimestamp: new(m.Started.UnixMilli()),
			ApproximateNumberOfMessagesMoved: &m.Moved, ApproximateNumberOfMessagesToMove: &m.ToMove,
		}
		if m.Status == queue.Running {
			e.TaskHandle = new(handle{m.ID, source.arn()}.String())
		}
		if m.Target != nil {
			e.DestinationArn = new(placeOf(*m.Target).arn())
		}
		if m.Rate > 0 {
			e.MaxNumberOfMessagesPerSecond = new(int32(m.Rate))
		}
		if m.Reason != "" {
			e.FailureReason = &m.Reason
		}
		out.Results = append(out.Results, e)
	}
	return out, nil
}
