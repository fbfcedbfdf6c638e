// Package gateway is the one front door:
//
//	route > authenticate > decode > validate > authorise > throttle > operation > encode > record
//
// Rooms never see a request that did not pass it, and call one another through
// its in-process invocation, which takes the same way from validate on.
package gateway
