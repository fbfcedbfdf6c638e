package gateway

import (
	"net/http"
	"net/netip"
	"strings"
)

// client is where a request comes from, as far as it can be trusted.
type client struct {
	ip     string
	host   string
	secure bool
}

// clientOf finds address, host and scheme. X-Forwarded-* count only when the
// connection comes from a trusted proxy; of the addresses in X-Forwarded-For
// the last one that is not a proxy's own counts.
func (g *Gateway) clientOf(r *http.Request) client {
	c := client{host: r.Host, secure: r.TLS != nil}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return c
	}
	addr := peer.Addr().Unmap().WithZone("")
	c.ip = addr.String()
	if !g.trusted(addr) {
		return c
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		c.ip = hop.Unmap().WithZone("").String()
		if !g.trusted(hop.Unmap()) {
			break
		}
	}
	if h := r.Header.Get("X-Forwarded-Host"); h != "" {
		c.host = h
	}
	if p := r.Header.Get("X-Forwarded-Proto"); p != "" {
		c.secure = strings.EqualFold(p, "https")
	}
	return c
}

func (g *Gateway) trusted(a netip.Addr) bool {
	for _, p := range g.TrustedProxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
