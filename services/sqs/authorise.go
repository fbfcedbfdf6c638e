package sqs

import (
	"context"
	"errors"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/queue"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/gateway/record"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
)

// authorisers say for each operation which action on which queue must be allowed
// ("Actions, resources, and condition keys for Amazon SQS" in the Service
// Authorization Reference). A batch asks for the action of its entries.
func (s *Service) authorisers() map[string]gateway.Authoriser {
	return map[string]gateway.Authoriser{
		"AddPermission":                on(s, "AddPermission", owner, func(in *sqs.AddPermissionInput) *string { return in.QueueUrl }),
		"CancelMessageMoveTask":        gateway.Authorise(s.mayCancel),
		"ChangeMessageVisibility":      on(s, "ChangeMessageVisibility", shared, func(in *sqs.ChangeMessageVisibilityInput) *string { return in.QueueUrl }),
		"ChangeMessageVisibilityBatch": on(s, "ChangeMessageVisibility", shared, func(in *sqs.ChangeMessageVisibilityBatchInput) *string { return in.QueueUrl }),
		"CreateQueue":                  gateway.Authorise(s.mayCreate),
		"DeleteMessage":                on(s, "DeleteMessage", shared, func(in *sqs.DeleteMessageInput) *string { return in.QueueUrl }),
		"DeleteMessageBatch":           on(s, "DeleteMessage", shared, func(in *sqs.DeleteMessageBatchInput) *string { return in.QueueUrl }),
		"DeleteQueue":                  on(s, "DeleteQueue", owner, func(in *sqs.DeleteQueueInput) *string { return in.QueueUrl }),
		"GetQueueAttributes":           on(s, "GetQueueAttributes", shared, func(in *sqs.GetQueueAttributesInput) *string { return in.QueueUrl }),
		"GetQueueUrl":                  gateway.Authorise(s.mayGetURL),
		"ListDeadLetterSourceQueues":   on(s, "ListDeadLetterSourceQueues", shared, func(in *sqs.ListDeadLetterSourceQueuesInput) *string { return in.QueueUrl }),
		"ListMessageMoveTasks":         gateway.Authorise(s.mayListMoves),
		"ListQueueTags":                on(s, "ListQueueTags", owner, func(in *sqs.ListQueueTagsInput) *string { return in.QueueUrl }),
		"ListQueues":                   gateway.Authorise(mayList),
		"PurgeQueue":                   on(s, "PurgeQueue", shared, func(in *sqs.PurgeQueueInput) *string { return in.QueueUrl }),
		"ReceiveMessage":               on(s, "ReceiveMessage", shared, func(in *sqs.ReceiveMessageInput) *string { return in.QueueUrl }),
		"RemovePermission":             on(s, "RemovePermission", owner, func(in *sqs.RemovePermissionInput) *string { return in.QueueUrl }),
		"SendMessage":                  on(s, "SendMessage", shared, func(in *sqs.SendMessageInput) *string { return in.QueueUrl }),
		"SendMessageBatch":             on(s, "SendMessage", shared, func(in *sqs.SendMessageBatchInput) *string { return in.QueueUrl }),
		"SetQueueAttributes":           on(s, "SetQueueAttributes", owner, func(in *sqs.SetQueueAttributesInput) *string { return in.QueueUrl }),
		"StartMessageMoveTask":         gateway.Authorise(s.mayMove),
		"TagQueue":                     gateway.Authorise(s.mayTag),
		"UntagQueue":                   gateway.Authorise(s.mayUntag),
	}
}

// Actions that a queue's policy can give to other accounts, and those that it
// can't (Developer Guide, "Limitations of Amazon SQS custom policies").
const (
	shared = false
	owner  = true
)

// on asks for one action on the queue of a URL.
func on[In any](s *Service, action string, ownerOnly bool, url func(*In) *string) gateway.Authoriser {
	return gateway.Authorise(func(ctx context.Context, in *In) ([]identity.Check, error) {
		p, err := byURL(ctx, url(in))
		if err != nil {
			return nil, err
		}
		c, err := s.check(ctx, action, p, ownerOnly)
		return []identity.Check{c}, err
	})
}

// check asks for an action on a queue. One that is not there has no policy, so
// that whoever may use it learns of that, and nobody else.
func (s *Service) check(ctx context.Context, action string, p place, ownerOnly bool) (identity.Check, error) {
	record.Resource(ctx, p.arn())
	c := identity.Check{Action: "sqs:" + action, Resource: p.arn(), Owner: p.account}
	q, err := s.queues.Get(ctx, p.ref())
	if errors.Is(err, queue.ErrNotFound) {
		return c, nil
	}
	if err != nil {
		return c, err
	}
	if len(q.Tags) > 0 {
		c.Context = policy.Context{}
		for k, v := range q.Tags {
			c.Context["aws:ResourceTag/"+k] = []string{v}
		}
	}
	if ownerOnly && gateway.CallFrom(ctx).Account != p.account {
		return c, nil // without the policy nobody of another account may
	}
	c.ResourcePolicy, err = s.policies.of(q)
	return c, err
}

func mayList(ctx context.Context, _ *sqs.ListQueuesInput) ([]identity.Check, error) {
	return []identity.Check{{Action: "sqs:ListQueues", Resource: here(ctx, "*").arn()}}, nil
}

func (s *Service) mayGetURL(ctx context.Context, in *sqs.GetQueueUrlInput) ([]identity.Check, error) {
	p := here(ctx, val(in.QueueName))
	if in.QueueOwnerAWSAccountId != nil {
		if p.account = *in.QueueOwnerAWSAccountId; !accountID.MatchString(p.account) {
			return nil, invalidValue(p.account, "QueueOwnerAWSAccountId", "It must be an account id of 12 digits.")
		}
	}
	c, err := s.check(ctx, "GetQueueUrl", p, shared)
	return []identity.Check{c}, err
}

func (s *Service) mayCreate(ctx context.Context, in *sqs.CreateQueueInput) ([]identity.Check, error) {
	p := here(ctx, val(in.QueueName))
	record.Resource(ctx, p.arn())
	checks := []identity.Check{{Action: "sqs:CreateQueue", Resource: p.arn(), Context: requestTags(in.Tags)}}
	if len(in.Tags) > 0 {
		checks = append(checks, identity.Check{Action: "sqs:TagQueue", Resource: p.arn(), Context: requestTags(in.Tags)})
	}
	return checks, nil
}

func requestTags(tags map[string]string) policy.Context {
	c := policy.Context{}
	for k, v := range tags {
		c["aws:RequestTag/"+k] = []string{v}
		c["aws:TagKeys"] = append(c["aws:TagKeys"], k)
	}
	return c
}

func (s *Service) mayTag(ctx context.Context, in *sqs.TagQueueInput) ([]identity.Check, error) {
	return s.tagging(ctx, "TagQueue", in.QueueUrl, requestTags(in.Tags))
}

func (s *Service) mayUntag(ctx context.Context, in *sqs.UntagQueueInput) ([]identity.Check, error) {
	return s.tagging(ctx, "UntagQueue", in.QueueUrl, policy.Context{"aws:TagKeys": in.TagKeys})
}

func (s *Service) tagging(ctx context.Context, action string, url *string, keys policy.Context) ([]identity.Check, error) {
	p, err := byURL(ctx, url)
	if err != nil {
		return nil, err
	}
	c, err := s.check(ctx, action, p, owner)
	for k, v := range c.Context {
		keys[k] = v
	}
	c.Context = keys
	return []identity.Check{c}, err
}

// mayMove asks for what the move does in the caller's name, too (Developer Guide,
// "Configure queue permissions for dead-letter queue redrive").
func (s *Service) mayMove(ctx context.Context, in *sqs.StartMessageMoveTaskInput) ([]identity.Check, error) {
	source, err := sourceOf(ctx, val(in.SourceArn))
	if err != nil {
		return nil, err
	}
	var checks []identity.Check
	add := func(action string, p place) error {
		c, err := s.check(ctx, action, p, owner)
		checks = append(checks, c)
		return err
	}
	for _, action := range []string{"StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"} {
		if err := add(action, source); err != nil {
			return nil, err
		}
	}
	if in.DestinationArn != nil {
		target, ok := byARN(*in.DestinationArn)
		if !ok {
			return nil, noResource("DestinationArn")
		}
		return checks, add("SendMessage", target)
	}
	refs, _, err := s.queues.Sources(ctx, source.ref(), queue.Ref{}, maxPage)
	for _, r := range refs {
		if err := add("SendMessage", placeOf(r)); err != nil {
			return nil, err
		}
	}
	return checks, err
}

func (s *Service) mayListMoves(ctx context.Context, in *sqs.ListMessageMoveTasksInput) ([]identity.Check, error) {
	source, err := sourceOf(ctx, val(in.SourceArn))
	if err != nil {
		return nil, err
	}
	c, err := s.check(ctx, "ListMessageMoveTasks", source, owner)
	return []identity.Check{c}, err
}

func (s *Service) mayCancel(ctx context.Context, in *sqs.CancelMessageMoveTaskInput) ([]identity.Check, error) {
	h, err := parseHandle(val(in.TaskHandle))
	if err != nil {
		return nil, err
	}
	source, err := sourceOf(ctx, h.SourceArn)
	if err != nil {
		return nil, err
	}
	c, err := s.check(ctx, "CancelMessageMoveTask", source, owner)
	return []identity.Check{c}, err
}
