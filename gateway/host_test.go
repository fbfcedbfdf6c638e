package gateway

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
)

func TestHosts(t *testing.T) {
	site := &Site{Match: func(h string) bool { return strings.Contains(h, ".s3-website") || h == "www.bakery.example" }}
	table := hostTable{domains: []string{"localhost", "cloud.example"}, sites: []*Site{site}}
	for host, want := range map[string]place{
		"127.0.0.1:4566":                             {},
		"[::1]:4566":                                 {},
		"localhost":                                  {},
		"localhost:4566":                             {},
		"console.localhost:4566":                     {console: true},
		"console.cloud.example":                      {console: true},
		"bakery.s3.localhost:4566":                   {service: "s3", bucket: "bakery"},
		"BAKERY.S3.localhost":                        {service: "s3", bucket: "bakery"},
		"a.b.c.s3.localhost":                         {service: "s3", bucket: "a.b.c"},
		"bakery.s3.eu-west-3.localhost":              {service: "s3", bucket: "bakery"},
		"bakery.s3-eu-west-3.localhost":              {service: "s3", bucket: "bakery"},
		"s3.localhost":                               {service: "s3"},
		"s3.eu-west-3.cloud.example:443":             {service: "s3"},
		"sqs.eu-west-3.localhost":                    {service: "sqs"},
		"iam.localhost.":                             {service: "iam"},
		"bakery.s3-website.eu-west-3.localhost:4566": {site: site},
		"www.bakery.example":                         {site: site, foreign: true},
		"console.evil.example":                       {},
		"evil-console.localhost":                     {service: "evil-console"},
	} {
		if got := table.find(host); got != want {
			t.Errorf("%s: got %+v, want %+v", host, got, want)
		}
	}
}

func TestClientBehindProxy(t *testing.T) {
	g := &Gateway{Options: Options{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}}
	for _, c := range []struct {
		name, peer string
		header     map[string]string
		want       client
	}{
		{"direct", "192.0.2.1:99", nil, client{ip: "192.0.2.1", host: "h"}},
		{"liar", "192.0.2.1:99", map[string]string{"X-Forwarded-For": "10.1.1.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "x"}, client{ip: "192.0.2.1", host: "h"}},
		{"proxy", "10.0.0.1:99", map[string]string{"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "x"}, client{ip: "198.51.100.7", host: "x", secure: true}},
		{"two proxies", "10.0.0.1:99", map[string]string{"X-Forwarded-For": "6.6.6.6, 198.51.100.7, 10.0.0.2"}, client{ip: "198.51.100.7", host: "h"}},
		{"garbage", "10.0.0.1:99", map[string]string{"X-Forwarded-For": "who, knows"}, client{ip: "10.0.0.1", host: "h"}},
		{"IPv6", "[2001:db8::1]:99", nil, client{ip: "2001:db8::1", host: "h"}},
	} {
		r := &http.Request{RemoteAddr: c.peer, Host: "h", Header: http.Header{}}
		for k, v := range c.header {
			r.Header.Set(k, v)
		}
		if got := g.clientOf(r); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}
