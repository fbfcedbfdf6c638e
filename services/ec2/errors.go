package ec2

import (
	"net/http"

	"github.com/cumulet/cumulet/protocol"
)

// The codes are those of "Error codes for the Amazon EC2 API" in the EC2
// Developer Guide.

func invalidValue(format string, args ...any) error {
	return protocol.Errorf(http.StatusBadRequest, "InvalidParameterValue", format, args...)
}

// dryRun ends a call that only asks whether it would be allowed; the gateway has
// authorised it by now.
func dryRun(asked *bool) error {
	if !value(asked) {
		return nil
	}
	return protocol.Errorf(http.StatusPreconditionFailed, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
}
