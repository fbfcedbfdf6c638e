package pebblekv

import "sync/atomic"

// gate counts who is inside and lets nobody in once closed.
type gate struct {
	n       atomic.Int64 // the count, and closedBit
	empty   atomic.Pointer[chan struct{}]
	onClose func() error
}

const closedBit = 1 << 62

func (g *gate) enter() bool {
	if g.n.Add(1)&closedBit != 0 {
		g.leave()
		return false
	}
	return true
}

func (g *gate) leave() {
	if g.n.Add(-1) == closedBit {
		if ch := g.empty.Load(); ch != nil {
			select {
			case *ch <- struct{}{}:
			default:
			}
		}
	}
}

// close waits until all have left. Only its first call returns true.
func (g *gate) close() bool {
	ch := make(chan struct{}, 1)
	if !g.empty.CompareAndSwap(nil, &ch) {
		return false
	}
	if g.n.Add(closedBit) != closedBit {
		<-ch
	}
	return true
}
