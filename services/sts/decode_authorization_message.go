package sts

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/sts"
	"github.com/cumulet/cumulet/gateway"
)

// DecodeAuthorizationMessage tells what an encoded message of a refusal says.
// API reference: API_DecodeAuthorizationMessage.
func (s *Service) DecodeAuthorizationMessage(ctx context.Context, in *sts.DecodeAuthorizationMessageInput) (*sts.DecodeAuthorizationMessageOutput, error) {
	text, err := s.ids.DecodeMessage(gateway.CallFrom(ctx).Account, *in.EncodedMessage)
	if err != nil {
		return nil, &sts.InvalidAuthorizationMessageException{Message: new("The encoded authorization message is invalid.")}
	}
	return &sts.DecodeAuthorizationMessageOutput{DecodedMessage: &text}, nil
}
