package sqs

import (
	"context"
	"encoding/json"
	"maps"
	"regexp"
	"slices"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/queue"
)

// policyText is a policy as far as permissions are added to it and taken from it.
type policyText struct {
	Version   string            `json:"Version"`
	ID        string            `json:"Id,omitempty"`
	Statement []json.RawMessage `json:"Statement"`
}

type permission struct {
	Sid       string              `json:"Sid"`
	Effect    string              `json:"Effect"`
	Principal map[string][]string `json:"Principal"`
	Action    []string            `json:"Action"`
	Resource  string              `json:"Resource"`
}

var label = regexp.MustCompile(`^[A-Za-z0-9_-]{1,80}$`)

// grantable are the actions that AddPermission may give.
var grantable = []string{
	"*", "ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl",
	"ListDeadLetterSourceQueues", "PurgeQueue", "ReceiveMessage", "SendMessage",
}

// AddPermission implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html).
func (s *Service) AddPermission(ctx context.Context, in *sqs.AddPermissionInput) (*sqs.AddPermissionOutput, error) {
	p, err := byURL(ctx, in.QueueUrl)
	if err != nil {
		return nil, err
	}
	sid := val(in.Label)
	switch {
	case !label.MatchString(sid):
		return nil, invalidValue(sid, "Label", "It has up to 80 alphanumeric characters, hyphens and underscores.")
	case len(in.AWSAccountIds) == 0:
		return nil, missingParameter("AWSAccountIds")
	case len(in.Actions) == 0:
		return nil, missingParameter("Actions")
	case len(in.Actions) > maxActions:
		return nil, &sqs.OverLimit{Message: new("The statement has more than 7 actions.")}
	}
	add := permission{Sid: sid, Effect: "Allow", Principal: map[string][]string{}, Resource: p.arn()}
	for _, id := range in.AWSAccountIds {
		if !accountID.MatchString(id) {
			return nil, invalidValue(id, "PrincipalId", "Unable to verify.")
		}
		add.Principal["AWS"] = append(add.Principal["AWS"], "arn:aws:iam::"+id+":root")
	}
	for _, action := range in.Actions {
		if !slices.Contains(grantable, action) {
			return nil, invalidValue("SQS:"+action, "ActionName", "Please refer to the appropriate WSDL for a list of valid actions.")
		}
		add.Action = append(add.Action, "SQS:"+action)
	}
	statement, err := json.Marshal(add)
	if err != nil {
		return nil, err
	}
	return nil, s.changePolicy(ctx, p, func(doc *policyText, at int) error {
		if at >= 0 {
			return invalidValue(sid, "Label", "Already exists.")
		}
		if len(doc.Statement) >= maxStatements {
			return &sqs.OverLimit{Message: new("The policy has 20 statements already.")}
		}
		doc.Statement = append(doc.Statement, statement)
		return nil
	}, sid)
}

// RemovePermission implements the operation
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_RemovePermission.html).
func (s *Service) RemovePermission(ctx context.Context, in *sqs.RemovePermissionInput) (*sqs.RemovePermissionOutput, error) {
	p, err := byURL(ctx, in.QueueUrl)
	if err != nil {
		return nil, err
	}
	sid := val(in.Label)
	return nil, s.changePolicy(ctx, p, func(doc *policyText, at int) error {
		if at < 0 {
			return invalidValue(sid, "Label", "can't find label on existing policy.")
		}
		doc.Statement = slices.Delete(doc.Statement, at, at+1)
		return nil
	}, sid)
}

// changePolicy changes a queue's policy: f gets it with the place of the
// statement that has the label, -1 where none has.
func (s *Service) changePolicy(ctx context.Context, p place, f func(*policyText, int) error, sid string) error {
	noteRequest(ctx, p, 0)
	return fail(s.queues.Change(ctx, p.ref(), true, func(q *queue.Queue) error {
		doc, err := readPolicy(q.Docs[attrPolicy], p)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(doc.Statement, func(raw json.RawMessage) bool {
			var st struct{ Sid string }
			return json.Unmarshal(raw, &st) == nil && st.Sid == sid
		})
		if err := f(doc, at); err != nil {
			return err
		}
		docs := maps.Clone(q.Docs)
		delete(docs, attrPolicy)
		if len(doc.Statement) > 0 {
			text, err := json.Marshal(doc)
			if err != nil {
				return err
			}
			if docs[attrPolicy], err = checkPolicy(string(text)); err != nil {
				return err
			}
		}
		q.Docs = docs
		return nil
	}))
}

// readPolicy takes a policy apart; a single statement may stand without a list.
func readPolicy(text string, p place) (*policyText, error) {
	doc := &policyText{Version: "2012-10-17", ID: p.arn() + "/SQSDefaultPolicy"}
	if text == "" {
		return doc, nil
	}
	var raw struct {
		Version   string
		ID        string `json:"Id"`
		Statement json.RawMessage
	}
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return nil, err
	}
	doc.ID = raw.ID
	if raw.Version != "" {
		doc.Version = raw.Version
	} else {
		doc.Version = "2008-10-17"
	}
	if len(raw.Statement) > 0 && raw.Statement[0] == '{' {
		doc.Statement = []json.RawMessage{raw.Statement}
		return doc, nil
	}
	return doc, json.Unmarshal(raw.Statement, &doc.Statement)
}
