package crash

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/cumulet/cumulet/internal/testenv"
	"github.com/cumulet/cumulet/test/sdk"
)

// ledger is what clients of a queue were told. Messages go by their bodies.
type ledger struct {
	sqs  *sqs.Client
	url  string
	fifo bool

	mu      sync.Mutex
	next    int
	sent    map[string]bool
	held    map[string]string // received and not deleted, with the receipt handle
	deleted map[string]bool
	unclear map[string]bool   // a deletion had no answer
	last    map[string]string // sequence number given last of a group
	wrong   []string
}

func newLedger(ctx context.Context, t *testing.T, c *sqs.Client, name string) *ledger {
	t.Helper()
	l := &ledger{sqs: c, fifo: strings.HasSuffix(name, ".fifo"), sent: map[string]bool{}, held: map[string]string{}, deleted: map[string]bool{}, unclear: map[string]bool{}, last: map[string]string{}}
	attributes := map[string]string{"VisibilityTimeout": "43200"}
	if l.fifo {
		attributes["FifoQueue"], attributes["ContentBasedDeduplication"] = "true", "true"
	}
	out, err := c.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &name, Attributes: attributes})
	if err != nil {
		t.Fatal(err)
	}
	l.url = *out.QueueUrl
	return l
}

func (l *ledger) run(ctx context.Context, seed uint64) {
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() {
			for ctx.Err() == nil {
				l.send(ctx)
			}
		})
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(seed, uint64(n)))
			for ctx.Err() == nil {
				l.consume(ctx, rnd)
			}
		})
	}
	wg.Wait()
}

func (l *ledger) send(ctx context.Context) {
	l.mu.Lock()
	l.next++
	body := "message " + strconv.Itoa(l.next)
	in := &sqs.SendMessageInput{QueueUrl: &l.url, MessageBody: &body}
	if l.fifo {
		in.MessageGroupId = aws.String(strconv.Itoa(l.next % 50))
	}
	l.mu.Unlock()
	if _, err := l.sqs.SendMessage(ctx, in); err == nil {
		l.mu.Lock()
		l.sent[body] = true
		l.mu.Unlock()
	}
}

// consume receives, deletes most and keeps some.
func (l *ledger) consume(ctx context.Context, rnd *rand.Rand) {
	msgs := l.receive(ctx)
	for _, m := range msgs {
		if rnd.IntN(5) > 0 {
			l.remove(ctx, m)
		}
	}
}

func (l *ledger) receive(ctx context.Context) []types.Message {
	out, err := l.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &l.url, MaxNumberOfMessages: 3, MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"},
	})
	if err != nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range out.Messages {
		switch group, seq := m.Attributes["MessageGroupId"], m.Attributes["SequenceNumber"]; {
		case l.held[*m.Body] != "" && !l.unclear[*m.Body]:
			l.wrong = append(l.wrong, *m.Body+" was given to two consumers")
		case l.deleted[*m.Body]:
			l.wrong = append(l.wrong, *m.Body+" was given after its deletion")
		case l.fifo && seq <= l.last[group]:
			l.wrong = append(l.wrong, fmt.Sprintf("group %s: %s after %s", group, seq, l.last[group]))
		default:
			l.last[group] = seq
		}
		l.held[*m.Body] = *m.ReceiptHandle
	}
	return out.Messages
}

func (l *ledger) remove(ctx context.Context, m types.Message) {
	l.mu.Lock()
	l.unclear[*m.Body] = true
	l.mu.Unlock()
	_, err := l.sqs.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &l.url, ReceiptHandle: m.ReceiptHandle})
	if err != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.unclear, *m.Body)
	delete(l.held, *m.Body)
	l.deleted[*m.Body] = true
}

// settle makes clear what had no answer, by deleting again; everything held can
// still be settled with its receipt.
func (l *ledger) settle(ctx context.Context, t *testing.T) {
	t.Helper()
	for body := range l.unclear {
		if _, err := l.sqs.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &l.url, ReceiptHandle: aws.String(l.held[body])}); err != nil {
			t.Fatal(err)
		}
		delete(l.held, body)
		l.deleted[body] = true
	}
	l.unclear = map[string]bool{}
	for _, w := range l.wrong {
		t.Error(w)
	}
}

// finish takes all that is left and looks for what is missing. A receive whose
// answer was lost keeps its message until the timeout is over, which is longer
// than the test: the counts show that they are there.
func (l *ledger) finish(ctx context.Context, t *testing.T) {
	t.Helper()
	for body, handle := range l.held {
		if _, err := l.sqs.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &l.url, ReceiptHandle: aws.String(handle)}); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		l.deleted[body] = true
	}
	l.held = map[string]string{}
	for {
		msgs := l.receive(ctx)
		if len(msgs) == 0 {
			break
		}
		for _, m := range msgs {
			l.remove(ctx, m)
		}
	}
	for _, w := range l.wrong {
		t.Error(w)
	}
	missing := 0
	for body := range l.sent {
		if !l.deleted[body] {
			missing++
		}
	}
	out, err := l.sqs.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: &l.url, AttributeNames: []types.QueueAttributeName{"All"}})
	if err != nil {
		t.Fatal(err)
	}
	there := 0
	for _, name := range []string{"ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"} {
		n, err := strconv.Atoi(out.Attributes[name])
		if err != nil {
			t.Fatal(err)
		}
		there += n
	}
	if missing > there {
		t.Errorf("%d acknowledged messages are missing, the queue has %d", missing, there)
	}
	if len(l.sent) == 0 || len(l.deleted) == 0 {
		t.Fatalf("%d sent, %d deleted: the load proves nothing", len(l.sent), len(l.deleted))
	}
	t.Logf("%d sent, %d deleted, %d in flight without anybody knowing", len(l.sent), len(l.deleted), there)
}

// TestKillQueues kills the program at random instants of load on a standard and
// a FIFO queue, twenty times over: nothing is lost, nothing is given to two
// consumers within its visibility, nothing comes out of order within a group.
func TestKillQueues(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	s := testenv.Start(t)
	client := sqs.NewFromConfig(sdk.Config(s))
	ctx := sdk.Context(t, 5*time.Minute)
	queues := []*ledger{newLedger(ctx, t, client, "standard"), newLedger(ctx, t, client, "ordered.fifo")}
	for round := range 20 {
		load, stop := context.WithCancel(ctx)
		var wg sync.WaitGroup
		for _, l := range queues {
			wg.Go(func() { l.run(load, seed+uint64(round)) })
		}
		select {
		case <-time.After(time.Duration(50+rnd.IntN(300)) * time.Millisecond): // the random instant
		case <-ctx.Done():
		}
		s.Kill()
		stop()
		wg.Wait()
		s.Up()
		for _, l := range queues {
			l.settle(ctx, t)
		}
		if t.Failed() {
			t.Fatalf("round %d", round)
		}
	}
	for _, l := range queues {
		l.finish(ctx, t)
	}
}
