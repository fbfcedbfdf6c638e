package sts

import (
	"fmt"
	"net/http"

	"github.com/cumulet/cumulet/api/aws/sts"
	"github.com/cumulet/cumulet/protocol"
)

func validation(format string, args ...any) error {
	return protocol.Errorf(http.StatusBadRequest, "ValidationError", format, args...)
}

func invalidParameter(format string, args ...any) error {
	return protocol.Errorf(http.StatusBadRequest, "InvalidParameterValue", format, args...)
}

func accessDenied(format string, args ...any) error {
	return protocol.Errorf(http.StatusForbidden, "AccessDenied", format, args...)
}

func malformedPolicy(err error) error {
	return &sts.MalformedPolicyDocumentException{Message: new(err.Error())}
}

func tooLarge(size int) error {
	return &sts.PackedPolicyTooLargeException{Message: new(fmt.Sprintf(
		"Packed policy consumes %d%% of allotted space, please use smaller policy.", percent(size)))}
}

// percent is how much of the space of session policies a size takes.
func percent(size int) int32 { return int32((size*100 + maxPolicyText - 1) / maxPolicyText) }
