package oidc

import (
	"context"
	"crypto/sha1"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"syscall"
)

// Connector reaches providers. The zero value does so over the network, and
// trusts the system's certificate authorities.
type Connector struct {
	// Dial opens connections; nil means the network, without link-local addresses:
	// a cloud's metadata service is no identity provider.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// Roots are the authorities that are trusted; nil means the system's.
	Roots *x509.CertPool
}

// client makes a client that trusts, besides the authorities, chains with a
// certificate of one of the thumbprints. It follows no redirects.
func (c Connector) client(thumbprints []string) *http.Client {
	dial := c.Dial
	if dial == nil {
		dial = (&net.Dialer{Control: noLinkLocal}).DialContext
	}
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DisableKeepAlives: true, MaxResponseHeaderBytes: 1 << 16,
			DialTLSContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				host, _, err := net.SplitHostPort(addr)
				if err != nil {
					return nil, err
				}
				conn, err := dial(ctx, network, addr)
				if err != nil {
					return nil, err
				}
				secure := tls.Client(conn, &tls.Config{
					ServerName: host, MinVersion: tls.VersionTLS12,
					InsecureSkipVerify: true, //nolint:gosec // VerifyConnection does it, with thumbprints
					VerifyConnection: func(s tls.ConnectionState) error {
						return c.trusts(s.PeerCertificates, host, thumbprints)
					},
				})
				if err := secure.HandshakeContext(ctx); err != nil {
					return nil, errors.Join(err, conn.Close())
				}
				return secure, nil
			},
		},
	}
}

// trusts verifies a chain for a host.
func (c Connector) trusts(chain []*x509.Certificate, host string, thumbprints []string) error {
	if len(chain) == 0 {
		return errors.New("no certificate")
	}
	between := x509.NewCertPool()
	for _, cert := range chain[1:] {
		between.AddCert(cert)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{DNSName: host, Roots: c.Roots, Intermediates: between})
	if err == nil {
		return nil
	}
	pinned := x509.NewCertPool()
	for _, cert := range chain {
		if slices.ContainsFunc(thumbprints, func(t string) bool { return strings.EqualFold(t, Thumbprint(cert)) }) {
			pinned.AddCert(cert)
		}
	}
	if _, again := chain[0].Verify(x509.VerifyOptions{DNSName: host, Roots: pinned, Intermediates: between}); again == nil {
		return nil
	}
	return err
}

// Thumbprint is the SHA-1 of a certificate in hexadecimal.
func Thumbprint(cert *x509.Certificate) string {
	sum := sha1.Sum(cert.Raw)
	return hex.EncodeToString(sum[:])
}

// noLinkLocal refuses addresses that no provider has.
func noLinkLocal(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if ip := at.Addr().Unmap(); ip.IsLinkLocalUnicast() || ip.IsMulticast() || ip.IsUnspecified() {
		return fmt.Errorf("%s is no address of an identity provider", ip)
	}
	return nil
}
