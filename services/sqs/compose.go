package sqs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/queue"
	"github.com/cumulet/cumulet/gateway"
)

// draft is what a client wants to send.
type draft struct {
	body         *string
	delay        *int32
	group, dedup *string
	attributes   map[string]sqs.MessageAttributeValue
	system       map[string]sqs.MessageSystemAttributeValue
}

// composed is a message that may be sent.
type composed struct {
	queue.NewMessage
	size                  int
	body                  string
	sumMessage, sumSystem *string
}

var token = regexp.MustCompile("^[a-zA-Z0-9!\"#$%&'()*+,./:;<=>?@\\[\\\\\\]^_`{|}~-]{1,128}$")

const notForType = "The request include parameter that is not valid for this queue type"

// compose checks a message against its queue (API Reference, SendMessage).
func compose(ctx context.Context, q *queue.Queue, d draft) (*composed, error) {
	c := &composed{body: val(d.body)}
	if err := checkBody(c.body); err != nil {
		return nil, err
	}
	message, err := messageAttributes(d.attributes)
	if err != nil {
		return nil, err
	}
	system, err := systemAttributes(d.system)
	if err != nil {
		return nil, err
	}
	c.size = size(c.body, message)
	if most, _ := strconv.Atoi(q.Docs[attrMaxSize]); c.size > most {
		return nil, invalidParameter("One or more parameters are invalid. Reason: Message must be shorter than %d bytes.", most)
	}
	if c.Attributes, err = (attrs{message, system}).encode(); err != nil {
		return nil, err
	}
	c.sumMessage, c.sumSystem = sumAttributes(message), sumAttributes(system)
	c.Body, c.Sender = []byte(c.body), gateway.CallFrom(ctx).Principal.ID
	c.Group, c.Dedup = val(d.group), val(d.dedup)
	if d.delay != nil {
		delay := time.Duration(*d.delay) * time.Second
		if delay < 0 || delay > maxDelay {
			return nil, invalidValue(*d.delay, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.")
		}
		if q.FIFO && delay > 0 {
			return nil, invalidValue(*d.delay, "DelaySeconds", notForType+".")
		}
		if !q.FIFO {
			c.Delay = &delay
		}
	}
	return c, c.identify(q, d)
}

// identify checks the group and what tells repetitions apart.
func (c *composed) identify(q *queue.Queue, d draft) error {
	for name, v := range map[string]*string{"MessageGroupId": d.group, "MessageDeduplicationId": d.dedup} {
		if v != nil && !token.MatchString(*v) {
			return invalidValue(*v, name, fmt.Sprintf("%s can only include alphanumeric and punctuation characters. 1 to 128 in length.", name))
		}
	}
	if !q.FIFO {
		if d.dedup != nil {
			return invalidValue(*d.dedup, "MessageDeduplicationId", notForType)
		}
		return nil
	}
	if c.Group == "" {
		return missingParameter("MessageGroupId")
	}
	if c.Dedup == "" {
		if q.Docs[attrContentDedup] != trueText {
			return invalidParameter("The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly")
		}
		h := sha256.Sum256(c.Body)
		c.Dedup = hex.EncodeToString(h[:])
	}
	return nil
}

// sequenceText is the form of a sequence number: 20 digits, which grow.
func sequenceText(q *queue.Queue, n uint64) *string {
	if !q.FIFO {
		return nil
	}
	return new(fmt.Sprintf("1%019d", n))
}
