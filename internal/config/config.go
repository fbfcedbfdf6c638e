// Package config gathers the program's settings: defaults, then a TOML file,
// then the environment (CUMULET_*), then flags; the later ones win.
package config

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Config is what the program can be told. The toml tag is the name in the file;
// the environment has it in capitals with CUMULET_ in front, the flag with
// dashes.
type Config struct {
	Data    string   `toml:"data" help:"data directory"`
	Listen  []string `toml:"listen" help:"addresses to listen on, host:port"`
	Region  string   `toml:"region" help:"region of requests that name none"`
	Domains []string `toml:"domains" help:"domains besides localhost: SERVICE.DOMAIN, BUCKET.s3.DOMAIN"`

	TLSCert string `toml:"tls_cert" help:"certificate chain, PEM; with tls_key the cloud speaks HTTPS"`
	TLSKey  string `toml:"tls_key" help:"private key, PEM"`

	TrustedProxies []string `toml:"trusted_proxies" help:"networks whose X-Forwarded-* headers count, CIDR"`
	MetricsListen  string   `toml:"metrics_listen" help:"address of Prometheus metrics; empty means none"`
	Profile        bool     `toml:"profile" help:"serve Go's profiles at /debug/pprof/ of metrics_listen"`

	AccountID           string `toml:"account_id" help:"12 digits, at first start; random unless set"`
	RootAccessKeyID     string `toml:"root_access_key_id" help:"root's access key id"`
	RootSecretAccessKey string `toml:"root_secret_access_key" help:"root's secret access key" secret:"true"`
	MasterKeyFile       string `toml:"master_key_file" help:"key that seals secrets at rest; default DATA/master.key"`

	SigV2 bool `toml:"sigv2" help:"accept S3 URLs presigned with signature version 2"`

	CacheMiB   int64 `toml:"cache_mib" help:"memory for blocks of the store, MiB"`
	ReserveMiB int64 `toml:"reserve_mib" help:"disk that is kept free, MiB: below it only deletes work"`

	LogLevel  string `toml:"log_level" help:"debug, info, warn or error"`
	LogFormat string `toml:"log_format" help:"text or json"`
}

// Default gives the settings of a newcomer.
func Default() Config {
	return Config{
		Data: "./data", Listen: []string{"127.0.0.1:4566"}, Region: "eu-west-3",
		MetricsListen: "127.0.0.1:4567", SigV2: true,
		CacheMiB: 16, ReserveMiB: 256, LogLevel: "info", LogFormat: "text",
	}
}

var (
	regionForm  = regexp.MustCompile(`^[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}$`)
	accountForm = regexp.MustCompile(`^[0-9]{12}$`)
	keyIDForm   = regexp.MustCompile(`^[A-Za-z0-9_]{16,128}$`)
)

// Check refuses settings that can't work, each with what would.
func (c *Config) Check() error {
	var bad []error
	add := func(format string, args ...any) { bad = append(bad, fmt.Errorf(format, args...)) }
	if c.Data == "" {
		add("data: name a directory")
	}
	if len(c.Listen) == 0 {
		add("listen: name at least one address, such as 127.0.0.1:4566")
	}
	for _, l := range c.Listen {
		if _, _, err := net.SplitHostPort(l); err != nil {
			add("listen: %q is not host:port", l)
		}
	}
	if c.MetricsListen != "" && !loopback(c.MetricsListen) {
		add("metrics_listen: %q is not on loopback; metrics have no password", c.MetricsListen)
	}
	if !regionForm.MatchString(c.Region) {
		add("region: %q is not a region's name, such as eu-west-3", c.Region)
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		add("tls_cert and tls_key go together")
	} else if c.TLSCert != "" {
		if _, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey); err != nil {
			add("tls_cert, tls_key: %w", err)
		}
	}
	if _, err := c.Proxies(); err != nil {
		bad = append(bad, err)
	}
	if c.AccountID != "" && !accountForm.MatchString(c.AccountID) {
		add("account_id: %q is not 12 digits", c.AccountID)
	}
	if (c.RootAccessKeyID == "") != (c.RootSecretAccessKey == "") {
		add("root_access_key_id and root_secret_access_key go together")
	} else if c.RootAccessKeyID != "" {
		if !keyIDForm.MatchString(c.RootAccessKeyID) {
			add("root_access_key_id: 16 to 128 letters and digits, please")
		}
		if len(c.RootSecretAccessKey) < 16 {
			add("root_secret_access_key: at least 16 characters, please")
		}
	}
	if c.CacheMiB < 1 || c.ReserveMiB < 0 {
		add("cache_mib must be at least 1, reserve_mib at least 0")
	}
	switch c.LogLevel {
	case "debug", "info", "warn", "error":
	default:
		add("log_level: %q is none of debug, info, warn, error", c.LogLevel)
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		add("log_format: %q is neither text nor json", c.LogFormat)
	}
	return errors.Join(bad...)
}

func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Proxies parses TrustedProxies; a plain address is a network of one.
func (c *Config) Proxies() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range c.TrustedProxies {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			a, aerr := netip.ParseAddr(text)
			if aerr != nil {
				return nil, fmt.Errorf("trusted_proxies: %q is no network, such as 10.0.0.0/8", text)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		out = append(out, p)
	}
	return out, nil
}

// MasterKey is the path of the master key.
func (c *Config) MasterKey() string {
	if c.MasterKeyFile != "" {
		return c.MasterKeyFile
	}
	return filepath.Join(c.Data, "master.key")
}

// Endpoint is the URL that clients on this machine use: by address, since
// Python and Node don't resolve names under localhost by themselves.
func (c *Config) Endpoint() string {
	host, port, err := net.SplitHostPort(c.Listen[0])
	if err != nil {
		return ""
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// exists tells whether a file is there.
func exists(path string) bool { _, err := os.Stat(path); return err == nil }

func list(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
