package ec2

import (
	"github.com/cumulet/cumulet/api/aws/ec2"
	"github.com/cumulet/cumulet/gateway"
)

// Service implements EC2's operations.
type Service struct {
	ec2.Unimplemented
}

var _ ec2.Service = (*Service)(nil)

// New makes the room.
func New() *gateway.Room {
	return &gateway.Room{Schema: ec2.Schema(), Impl: &Service{}, Authorise: authorisers()}
}

// value reads an optional member.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
