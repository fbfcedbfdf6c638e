package sqs

import (
	"context"

	"github.com/cumulet/cumulet/gateway/record"
)

// What the room charges for, as Amazon SQS's price list has it: requests, of
// standard and of FIFO queues. A payload of up to 64 KB counts as one request,
// what is sent beyond it as more; so it is for what is received, which is not
// counted yet.
const (
	usageStandard = "sqs:requests-standard"
	usageFIFO     = "sqs:requests-fifo"
	chargedChunk  = 64 << 10
)

// noteRequest notes a request on a queue.
func noteRequest(ctx context.Context, p place, payload int) {
	kind := usageStandard
	if fifoName.MatchString(p.name) {
		kind = usageFIFO
	}
	record.Use(ctx, kind, p.arn(), int64(max(1, (payload+chargedChunk-1)/chargedChunk)))
}
