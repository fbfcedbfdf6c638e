package gateway

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/cumulet/cumulet/gateway/record"
	"github.com/cumulet/cumulet/identity"
)

// exchange is one request and its answer: it counts, guards progress and
// writes the log line. It is the ResponseWriter that everything behind it sees.
type exchange struct {
	g       *Gateway
	w       http.ResponseWriter
	r       *http.Request
	control *http.ResponseController
	ctx     context.Context //nolint:containedctx // an exchange lives as long as its request
	call    *Call
	begin   time.Time
	body    *progressBody // nil without a body

	// For the log, the metrics and the record; filled on the way.
	service, operation string
	readOnly           bool
	pending            *record.Pending

	status    int
	errorCode string
	in, out   int64
	cause     error // of a failure that is ours
	abort     bool  // the answer broke off: close the connection
}

func (g *Gateway) newExchange(w http.ResponseWriter, r *http.Request) *exchange {
	from := g.clientOf(r)
	now := g.Clock.Now()
	x := &exchange{g: g, w: w, r: r, control: http.NewResponseController(w), begin: time.Now()}
	x.call = &Call{
		Principal: identity.AnonymousPrincipal(), Account: g.Account, Region: g.Region,
		RequestID: newRequestID(), Time: now, SourceIP: from.ip, UserAgent: r.UserAgent(),
		Secure: from.secure, Host: from.host, Scheme: scheme(from.secure), HTTP: r,
	}
	x.ctx = WithCall(r.Context(), x.call)
	if r.Body != nil && r.Body != http.NoBody {
		x.body = &progressBody{ReadCloser: r.Body, x: x}
		r.Body = x.body
	}
	g.metrics.inFlight.Inc()
	return x
}

func scheme(secure bool) string {
	if secure {
		return "https"
	}
	return "http"
}

// request gives the request with the call in its context.
func (x *exchange) request() *http.Request { return x.r.WithContext(x.ctx) }

// Header implements [http.ResponseWriter].
func (x *exchange) Header() http.Header { return x.w.Header() }

// WriteHeader implements [http.ResponseWriter].
func (x *exchange) WriteHeader(status int) {
	if x.status == 0 && status >= 200 {
		x.status = status
	}
	x.w.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (x *exchange) Write(p []byte) (int, error) {
	x.wrote()
	n, err := x.w.Write(p)
	x.out += int64(n)
	return n, err
}

// ReadFrom keeps sendfile for large bodies. It goes in steps, so that the
// deadline moves with the progress.
func (x *exchange) ReadFrom(src io.Reader) (total int64, err error) {
	const step = 4 << 20
	rf, ok := x.w.(io.ReaderFrom)
	if !ok {
		return io.Copy(struct{ io.Writer }{x}, src)
	}
	limit := int64(1<<63 - 1)
	if l, ok := src.(*io.LimitedReader); ok { // net/http sees through one only
		src, limit = l.R, l.N
		defer func() { l.N -= total }()
	}
	for total < limit {
		x.wrote()
		want := min(step, limit-total)
		n, err := rf.ReadFrom(&io.LimitedReader{R: src, N: want})
		total += n
		x.out += n
		if err != nil || n < want {
			return total, err
		}
	}
	return total, nil
}

// Unwrap serves [http.ResponseController].
func (x *exchange) Unwrap() http.ResponseWriter { return x.w }

func (x *exchange) wrote() {
	if x.status == 0 {
		x.status = http.StatusOK
	}
	x.control.SetWriteDeadline(time.Now().Add(x.g.Stall)) //nolint:errcheck // best effort: some writers have none
}

// record writes the call's record, unless that stands with a change already.
// Refused anonymous requests only count: anybody could fill the disk with them.
func (x *exchange) record() {
	if x.pending == nil {
		return
	}
	rec, committed := x.pending.Finish(x.status, x.errorCode)
	owned(x.ctx, &rec)
	failed := x.status >= http.StatusBadRequest
	anonymous := x.call.Principal.Kind == identity.Anonymous
	switch {
	case committed && !failed, failed && anonymous:
	case anonymous:
		x.g.records.addVisit(rec)
	default:
		x.g.records.add(rec)
	}
}

// finish counts, records and logs. It is deferred: what panicked outside an
// operation ends here.
func (x *exchange) finish() {
	if p := recover(); p != nil {
		x.panicked(p)
	}
	if x.status == 0 {
		x.status = http.StatusOK
	}
	if x.body != nil {
		x.body.leave()
	}
	took := time.Since(x.begin)
	x.g.metrics.observe(x, took)
	x.record()
	level := slog.LevelInfo
	if x.service == internalService {
		level = slog.LevelDebug // a monitor asks all the time
	}
	attrs := []slog.Attr{
		slog.String("request", x.call.RequestID), slog.String("service", x.service),
		slog.String("operation", x.operation), slog.Int("status", x.status),
		slog.Duration("took", took), slog.Int64("in", x.in), slog.Int64("out", x.out),
		slog.String("method", x.r.Method), slog.String("principal", x.call.Principal.ARN),
		slog.String("account", x.call.Account), slog.String("region", x.call.Region),
		slog.String("from", x.call.SourceIP),
	}
	if x.errorCode != "" {
		attrs = append(attrs, slog.String("error", x.errorCode))
	}
	if x.cause != nil {
		attrs = append(attrs, slog.Any("cause", x.cause))
		if x.status >= http.StatusInternalServerError {
			level = slog.LevelError
		}
	}
	x.g.Log.LogAttrs(x.ctx, level, "request", attrs...)
	if x.abort {
		panic(http.ErrAbortHandler)
	}
}

// panicked answers 500 where nothing was sent yet, and else breaks off.
func (x *exchange) panicked(p any) {
	if p == http.ErrAbortHandler { //nolint:errorlint // the value itself is the sign
		x.abort = true
		return
	}
	x.cause, x.errorCode = panicked(p), "InternalFailure"
	if x.abort = x.status != 0; !x.abort {
		http.Error(x, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
}
