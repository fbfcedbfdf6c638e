package sqs

import (
	"context"
	"net/url"
	"regexp"
	"strings"

	"github.com/cumulet/cumulet/engine/queue"
	"github.com/cumulet/cumulet/gateway"
)

// place is a queue's address.
type place struct{ account, region, name string }

func (p place) ref() queue.Ref { return queue.Ref{Space: p.account + "/" + p.region, Name: p.name} }

func (p place) arn() string { return "arn:aws:sqs:" + p.region + ":" + p.account + ":" + p.name }

// url is the queue's address under the host that the client used.
func (p place) url(ctx context.Context) string {
	call := gateway.CallFrom(ctx)
	host, scheme := call.Host, call.Scheme
	if host == "" {
		host = "sqs." + p.region + ".localhost"
	}
	if scheme == "" {
		scheme = "http"
	}
	return scheme + "://" + host + "/" + p.account + "/" + p.name
}

func placeOf(r queue.Ref) place {
	account, region, _ := strings.Cut(r.Space, "/")
	return place{account, region, r.Name}
}

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

// byURL reads a queue's URL: its last two parts count, whatever host and scheme
// it was made with.
func byURL(ctx context.Context, text *string) (place, error) {
	raw := val(text)
	if raw == "" {
		return place{}, missingParameter("QueueUrl")
	}
	path := raw
	if u, err := url.Parse(raw); err == nil && u.Host != "" {
		path = u.Path
	}
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) != 2 || !accountID.MatchString(parts[0]) || parts[1] == "" {
		return place{}, invalidAddress(raw)
	}
	return place{parts[0], gateway.CallFrom(ctx).Region, parts[1]}, nil
}

// byARN reads a queue's ARN.
func byARN(arn string) (place, bool) {
	p := strings.Split(arn, ":")
	if len(p) != 6 || p[0] != "arn" || p[1] != "aws" || p[2] != "sqs" || p[3] == "" || !accountID.MatchString(p[4]) || p[5] == "" {
		return place{}, false
	}
	return place{p[4], p[3], p[5]}, true
}

// here is a queue of the caller's account and region.
func here(ctx context.Context, name string) place {
	call := gateway.CallFrom(ctx)
	return place{call.Account, call.Region, name}
}

var (
	queueName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,80}$`)
	fifoName  = regexp.MustCompile(`^[A-Za-z0-9_-]{1,75}\.fifo$`)
)

// checkName checks the name of a new queue.
func checkName(name string, fifo bool) error {
	switch {
	case fifo && !fifoName.MatchString(name):
		return invalidParameter("The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.")
	case !fifo && !queueName.MatchString(name):
		return invalidParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length")
	}
	return nil
}
