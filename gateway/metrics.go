package gateway

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what Prometheus may scrape, on an address of its own.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	inFlight prometheus.Gauge
	bytes    *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cumulet_requests_total", Help: "Requests answered.",
		}, []string{"service", "operation", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cumulet_request_seconds", Help: "Time from the first header to the last byte.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .5, 1, 5, 30},
		}, []string{"service"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "cumulet_requests_in_flight", Help: "Requests being answered.",
		}),
		bytes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cumulet_bytes_total", Help: "Bytes of bodies, by direction.",
		}, []string{"direction"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.inFlight, m.bytes,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) observe(x *exchange, took time.Duration) {
	m.inFlight.Dec()
	m.requests.WithLabelValues(x.service, x.operation, strconv.Itoa(x.status)).Inc()
	m.seconds.WithLabelValues(x.service).Observe(took.Seconds())
	m.bytes.WithLabelValues("in").Add(float64(x.in))
	m.bytes.WithLabelValues("out").Add(float64(x.out))
}

// Metrics serves the numbers in Prometheus's text form.
func (g *Gateway) Metrics() http.Handler {
	return promhttp.HandlerFor(g.metrics.registry, promhttp.HandlerOpts{})
}
