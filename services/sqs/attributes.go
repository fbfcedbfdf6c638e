package sqs

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/queue"
	"github.com/cumulet/cumulet/identity/policy"
)

// The attributes that have a meaning of their own here.
const (
	attrAll             = "All"
	attrPolicy          = "Policy"
	attrVisibility      = "VisibilityTimeout"
	attrMaxSize         = "MaximumMessageSize"
	attrRetention       = "MessageRetentionPeriod"
	attrDelay           = "DelaySeconds"
	attrWait            = "ReceiveMessageWaitTimeSeconds"
	attrRedrive         = "RedrivePolicy"
	attrRedriveAllow    = "RedriveAllowPolicy"
	attrFIFO            = "FifoQueue"
	attrContentDedup    = "ContentBasedDeduplication"
	attrDedupScope      = "DeduplicationScope"
	attrThroughput      = "FifoThroughputLimit"
	attrKMSKey          = "KmsMasterKeyId"
	attrKMSReuse        = "KmsDataKeyReusePeriodSeconds"
	attrManagedSSE      = "SqsManagedSseEnabled"
	scopeGroup          = "messageGroup"
	throughputPerGroup  = "perMessageGroupId"
	trueText, falseText = "true", "false"
)

// number is an attribute that is a whole number.
type number struct {
	min, max int
	usual    string
}

var numbers = map[string]number{
	attrVisibility: {0, int(maxVisibility / time.Second), "30"},
	attrMaxSize:    {minMessage, maxMessage, strconv.Itoa(maxMessage)},
	attrRetention:  {60, 14 * 24 * 3600, "345600"},
	attrDelay:      {0, int(maxDelay / time.Second), "0"},
	attrWait:       {0, int(maxWait / time.Second), "0"},
	attrKMSReuse:   {60, 86_400, ""},
}

// choices are the attributes of FIFO queues with their values, the usual first.
var choices = map[string][]string{
	attrContentDedup: {falseText, trueText},
	attrDedupScope:   {"queue", scopeGroup},
	attrThroughput:   {"perQueue", throughputPerGroup},
}

// usual are the attributes of a new queue.
func usual(fifo bool) map[string]string {
	docs := map[string]string{}
	for name, n := range numbers {
		if n.usual != "" {
			docs[name] = n.usual
		}
	}
	if fifo {
		docs[attrFIFO] = trueText
		for name, values := range choices {
			docs[name] = values[0]
		}
	}
	return docs
}

// setAttributes checks attributes and lays them over those of a queue.
func (s *Service) setAttributes(ctx context.Context, p place, docs, in map[string]string) error {
	fifo := docs[attrFIFO] == trueText
	for name, value := range in {
		text, err := attribute(name, value, fifo)
		if err != nil {
			return err
		}
		if docs[name] = text; text == "" {
			delete(docs, name)
		}
	}
	if docs[attrThroughput] == throughputPerGroup && docs[attrDedupScope] != scopeGroup {
		return invalidAttribute(attrThroughput, "perMessageGroupId is allowed only when the value for DeduplicationScope is messageGroup.")
	}
	if _, given := in[attrRedrive]; given && docs[attrRedrive] != "" {
		return s.checkRedrive(ctx, p, docs[attrRedrive], fifo)
	}
	return nil
}

// attribute checks one attribute and gives it in its usual form; "" takes it away.
func attribute(name, value string, fifo bool) (string, error) {
	if n, ok := numbers[name]; ok {
		v, err := strconv.Atoi(value)
		if err != nil || v < n.min || v > n.max {
			return "", invalidAttribute(name, "")
		}
		return strconv.Itoa(v), nil
	}
	if values, ok := choices[name]; ok {
		switch {
		case !fifo:
			return "", unknownAttribute(name)
		case !slices.Contains(values, value):
			return "", invalidAttribute(name, "")
		}
		return value, nil
	}
	switch name {
	case attrPolicy:
		return checkPolicy(value)
	case attrRedrive:
		return normalRedrive(value)
	case attrRedriveAllow:
		return normalRedriveAllow(value)
	case attrKMSKey:
		if value != "" {
			return "", notImplemented("Encryption of queues with KMS is not built.")
		}
		return "", nil
	case attrManagedSSE:
		if value == trueText {
			return "", notImplemented("Encryption of queues at rest is not built.")
		}
		return "", nil
	case attrFIFO:
		if value != trueText || !fifo {
			return "", invalidAttribute(name, "")
		}
		return value, nil
	}
	return "", unknownAttribute(name)
}

func checkPolicy(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	doc, err := policy.Parse(policy.Resource, text)
	if err != nil {
		return "", invalidAttribute(attrPolicy, "")
	}
	if doc.Len() > maxStatements {
		return "", &sqs.OverLimit{Message: new("The policy has more than 20 statements.")}
	}
	return text, nil
}

// settings derives what the engine needs.
func settings(p place, docs map[string]string) queue.Settings {
	seconds := func(name string) time.Duration {
		n, _ := strconv.Atoi(docs[name]) // was checked
		return time.Duration(n) * time.Second
	}
	out := queue.Settings{
		FIFO: docs[attrFIFO] == trueText, DedupPerGroup: docs[attrDedupScope] == scopeGroup,
		Delay: seconds(attrDelay), Visibility: seconds(attrVisibility), Retention: seconds(attrRetention),
	}
	if r, err := parseRedrive(docs[attrRedrive]); err == nil && docs[attrRedrive] != "" {
		target, _ := byARN(r.Target) // was checked
		out.DeadLetter, out.MaxReceives = new(target.ref()), int(r.Max)
	}
	return out
}

// redrive is a redrive policy. Both forms of the number are accepted.
type redrive struct {
	Target string      `json:"deadLetterTargetArn"`
	Max    flexibleInt `json:"maxReceiveCount"`
}

type flexibleInt int

// UnmarshalJSON implements [json.Unmarshaler].
func (n *flexibleInt) UnmarshalJSON(data []byte) error {
	if text, err := strconv.Unquote(string(data)); err == nil {
		data = []byte(text)
	}
	v, err := strconv.Atoi(string(data))
	*n = flexibleInt(v)
	return err
}

func parseRedrive(text string) (r redrive, err error) {
	err = json.Unmarshal([]byte(text), &r)
	return r, err
}

func normalRedrive(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	r, err := parseRedrive(text)
	switch {
	case err != nil:
		return "", invalidValue(text, attrRedrive, "Redrive policy is not a valid JSON map.")
	case r.Target == "":
		return "", invalidValue(text, attrRedrive, "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.")
	case r.Max == 0:
		return "", invalidValue(text, attrRedrive, "Redrive policy does not contain mandatory attribute: maxReceiveCount.")
	case r.Max < 1 || r.Max > maxReceives:
		return "", invalidValue(text, attrRedrive, "Invalid value for maxReceiveCount: "+strconv.Itoa(int(r.Max))+", valid values are from 1 to 1000 both inclusive.")
	}
	out, err := json.Marshal(r)
	return string(out), err
}

// checkRedrive sees that the queue of dead letters is there, is alike, and lets
// this one send to it.
func (s *Service) checkRedrive(ctx context.Context, p place, text string, fifo bool) error {
	r, _ := parseRedrive(text) // was checked
	target, ok := byARN(r.Target)
	if !ok || target.account != p.account || target.region != p.region {
		return invalidValue(text, attrRedrive, "Invalid value for deadLetterTargetArn.")
	}
	q, err := s.queues.Get(ctx, target.ref())
	if errors.Is(err, queue.ErrNotFound) {
		return invalidValue(text, attrRedrive, "Dead letter target does not exist.")
	}
	if err != nil {
		return err
	}
	if q.FIFO != fifo {
		return invalidValue(text, attrRedrive, "Dead-letter queue must be same type of queue as the source.")
	}
	if !allowsSource(q.Docs[attrRedriveAllow], p.arn()) {
		return invalidValue(text, attrRedrive, "The dead-letter queue does not allow this queue as a source.")
	}
	return nil
}

// redriveAllow is a redrive allow policy.
type redriveAllow struct {
	Permission string   `json:"redrivePermission"`
	Sources    []string `json:"sourceQueueArns,omitempty"`
}

func normalRedriveAllow(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	var r redriveAllow
	if json.Unmarshal([]byte(text), &r) != nil {
		return "", invalidValue(text, attrRedriveAllow, "Amazon SQS can't parse the redrive allow policy.")
	}
	switch {
	case r.Permission == "byQueue" && len(r.Sources) >= 1 && len(r.Sources) <= maxSources:
	case (r.Permission == "allowAll" || r.Permission == "denyAll") && len(r.Sources) == 0:
	default:
		return "", invalidValue(text, attrRedriveAllow, "Amazon SQS can't create the redrive allow policy: it names allowAll, denyAll, or byQueue with 1 to 10 sourceQueueArns.")
	}
	for _, arn := range r.Sources {
		if _, ok := byARN(arn); !ok {
			return "", invalidValue(text, attrRedriveAllow, "Amazon SQS can't create the redrive allow policy: "+arn+" is not the ARN of a queue.")
		}
	}
	out, err := json.Marshal(r)
	return string(out), err
}

func allowsSource(text, arn string) bool {
	if text == "" {
		return true
	}
	var r redriveAllow
	if json.Unmarshal([]byte(text), &r) != nil {
		return false
	}
	return r.Permission == "allowAll" || r.Permission == "byQueue" && slices.Contains(r.Sources, arn)
}
