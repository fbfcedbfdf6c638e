package gateway

import (
	"net"
	"net/netip"
	"strings"
)

// hostTable decides by the host of a request, before its path.
type hostTable struct {
	domains []string // "localhost" and the configured ones
	sites   []*Site
}

// place is what a host stands for. The zero place is the API itself.
type place struct {
	console bool
	site    *Site
	foreign bool   // the site is at a domain that is none of the cloud's
	bucket  string // virtual-hosted S3
	service string // SERVICE.DOMAIN and SERVICE.REGION.DOMAIN
}

// find tells what the host, with or without a port, stands for.
func (t *hostTable) find(hostport string) place {
	host := strings.TrimSuffix(strings.ToLower(hostname(hostport)), ".")
	if _, err := netip.ParseAddr(host); err == nil {
		return place{}
	}
	for _, d := range t.domains {
		label, ok := strings.CutSuffix(host, "."+d)
		if !ok {
			continue
		}
		if label == "console" {
			return place{console: true}
		}
		if s := t.site(host); s != nil {
			return place{site: s}
		}
		return apiPlace(label)
	}
	s := t.site(host)
	return place{site: s, foreign: s != nil}
}

func (t *hostTable) site(host string) *Site {
	for _, s := range t.sites {
		if s.Match(host) {
			return s
		}
	}
	return nil
}

// apiPlace reads what stands before the domain: "BUCKET.s3", "BUCKET.s3.REGION",
// "BUCKET.s3-REGION", "s3", "sqs.REGION". Bucket names may hold dots, so the
// last "s3" label decides.
func apiPlace(label string) place {
	labels := strings.Split(label, ".")
	for i := len(labels) - 1; i >= 0 && i >= len(labels)-2; i-- {
		if l := labels[i]; l == "s3" || strings.HasPrefix(l, "s3-") {
			return place{service: "s3", bucket: strings.Join(labels[:i], ".")}
		}
	}
	return place{service: labels[0]}
}

func hostname(hostport string) string {
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		return h
	}
	return strings.Trim(hostport, "[]")
}
