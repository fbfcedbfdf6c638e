package sqs

import (
	"context"
	"maps"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/queue"
)

// checkTags checks the tags of a queue.
func checkTags(tags map[string]string) error {
	if len(tags) > maxTags {
		return invalidParameter("Too many tags added for queue: a queue has at most %d.", maxTags)
	}
	for k, v := range tags {
		if k == "" || len([]rune(k)) > 128 || len([]rune(v)) > 256 || len(k) >= 4 && (k[:4] == "aws:" || k[:4] == "AWS:") {
			return invalidValue(k, "Tag", "A key has 1 to 128 characters and does not begin with aws:, a value has up to 256.")
		}
	}
	return nil
}

// TagQueue implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html).
func (s *Service) TagQueue(ctx context.Context, in *sqs.TagQueueInput) (*sqs.TagQueueOutput, error) {
	return nil, s.changeTags(ctx, in.QueueUrl, func(tags map[string]string) { maps.Copy(tags, in.Tags) })
}

// UntagQueue implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_UntagQueue.html).
func (s *Service) UntagQueue(ctx context.Context, in *sqs.UntagQueueInput) (*sqs.UntagQueueOutput, error) {
	return nil, s.changeTags(ctx, in.QueueUrl, func(tags map[string]string) {
		for _, k := range in.TagKeys {
			delete(tags, k)
		}
	})
}

func (s *Service) changeTags(ctx context.Context, url *string, f func(map[string]string)) error {
	p, err := byURL(ctx, url)
	if err != nil {
		return err
	}
	noteRequest(ctx, p, 0)
	return fail(s.queues.Change(ctx, p.ref(), false, func(q *queue.Queue) error {
		tags := map[string]string{}
		maps.Copy(tags, q.Tags)
		f(tags)
		q.Tags = tags
		return checkTags(tags)
	}))
}

// ListQueueTags implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html).
func (s *Service) ListQueueTags(ctx context.Context, in *sqs.ListQueueTagsInput) (*sqs.ListQueueTagsOutput, error) {
	p, err := byURL(ctx, in.QueueUrl)
	if err != nil {
		return nil, err
	}
	noteRequest(ctx, p, 0)
	q, err := s.queues.Get(ctx, p.ref())
	if err != nil {
		return nil, fail(err)
	}
	return &sqs.ListQueueTagsOutput{Tags: q.Tags}, nil
}
