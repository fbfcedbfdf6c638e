package iam

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
	"github.com/cumulet/cumulet/protocol"
)

func noSuchEntity(format string, args ...any) error {
	return &iam.NoSuchEntityException{Message: new(fmt.Sprintf(format, args...))}
}

func alreadyExists(format string, args ...any) error {
	return &iam.EntityAlreadyExistsException{Message: new(fmt.Sprintf(format, args...))}
}

func deleteConflict(message string) error {
	return &iam.DeleteConflictException{Message: &message}
}

func limitExceeded(format string, args ...any) error {
	return &iam.LimitExceededException{Message: new(fmt.Sprintf(format, args...))}
}

func invalidInput(format string, args ...any) error {
	return &iam.InvalidInputException{Message: new(fmt.Sprintf(format, args...))}
}

func validation(format string, args ...any) error {
	return protocol.Errorf(http.StatusBadRequest, "ValidationError", format, args...)
}

// missing turns a store's "not found" into AWS's; other errors stay.
func missing(err error, format string, args ...any) error {
	if errors.Is(err, identity.ErrNotFound) {
		return noSuchEntity(format, args...)
	}
	return err
}

// taken turns a store's "exists" into AWS's.
func taken(err error, format string, args ...any) error {
	if errors.Is(err, identity.ErrExists) {
		return alreadyExists(format, args...)
	}
	return err
}

// malformed turns a refusal of the policy language into AWS's. Where its words
// say nothing of what is wrong the position helps.
func malformed(err error) error {
	e, ok := errors.AsType[*policy.Error](err)
	if !ok {
		return err
	}
	msg := e.Message
	if e.Offset >= 0 && (e.Syntax || msg == policy.SyntaxErrors) {
		msg = e.Error()
	}
	return &iam.MalformedPolicyDocumentException{Message: &msg}
}

// readOnly refuses to change a policy of AWS's own.
func readOnly(action, arn string) error {
	return protocol.Errorf(http.StatusForbidden, "AccessDenied",
		"Not authorized to perform: iam:%s on resource: policy %s: it belongs to AWS and cannot be changed", action, arn)
}
