package sqs

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/queue"
	"github.com/cumulet/cumulet/protocol"
)

// The errors that SQS's model doesn't have ("Common errors" of the API
// Reference). Their type in JSON and their code in Query differ.
func unmodelled(code, query, format string, args ...any) error {
	e := protocol.Errorf(http.StatusBadRequest, code, format, args...)
	e.QueryCode = query
	return e
}

func invalidParameter(format string, args ...any) error {
	return unmodelled("InvalidParameterValueException", "InvalidParameterValue", format, args...)
}

// invalidValue words an invalid value of a parameter.
func invalidValue(value any, parameter, reason string) error {
	return invalidParameter("Value %v for parameter %s is invalid. Reason: %s", value, parameter, reason)
}

func missingParameter(name string) error {
	return unmodelled("MissingRequiredParameterException", "MissingParameter", "The request must contain the parameter %s.", name)
}

func notImplemented(format string, args ...any) error {
	e := protocol.Errorf(http.StatusNotImplemented, "NotImplemented", format, args...)
	e.Server = true
	return e
}

func invalidAddress(url string) error {
	return &sqs.InvalidAddress{Message: new("The address " + url + " is not valid for this endpoint.")}
}

func noQueue() error {
	return &sqs.QueueDoesNotExist{Message: new("The specified queue does not exist.")}
}

func unknownAttribute(name string) error {
	return &sqs.InvalidAttributeName{Message: new("Unknown Attribute " + name + ".")}
}

func invalidAttribute(name, reason string) error {
	if reason != "" {
		return &sqs.InvalidAttributeValue{Message: new("Value for parameter " + name + " is invalid. Reason: " + reason)}
	}
	return &sqs.InvalidAttributeValue{Message: new("Invalid value for the parameter " + name + ".")}
}

func unsupported(message string) error { return &sqs.UnsupportedOperation{Message: &message} }

// fail words the engine's errors.
func fail(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, queue.ErrNotFound):
		return noQueue()
	case errors.Is(err, queue.ErrDeletedRecently):
		return &sqs.QueueDeletedRecently{Message: new("You must wait 60 seconds after deleting a queue before you can create another with the same name.")}
	case errors.Is(err, queue.ErrPurging):
		return &sqs.PurgeQueueInProgress{Message: new("Only one PurgeQueue operation on a queue is allowed every 60 seconds.")}
	case errors.Is(err, queue.ErrInFlightLimit):
		return &sqs.OverLimit{Message: new(fmt.Sprintf("Too many messages in flight: the limit is %d.", queue.MaxInFlight))}
	case errors.Is(err, queue.ErrElsewhere):
		e := protocol.Errorf(http.StatusServiceUnavailable, "ServiceUnavailable", "Another node has the queue at the moment: try again.")
		e.Server, e.Cause = true, err
		return e
	}
	return err
}

// receiptFail words what the engine says of one receipt.
func receiptFail(handle string, err error) error {
	switch {
	case errors.Is(err, queue.ErrBadReceipt):
		return &sqs.ReceiptHandleIsInvalid{Message: new("The input receipt handle is invalid.")}
	case errors.Is(err, queue.ErrNotInFlight):
		// Its shape has a member Message, which the SDKs look for as message.
		return unmodelled("MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight", "The message referred to isn't in flight.")
	case errors.Is(err, queue.ErrGone):
		return invalidValue(handle, "ReceiptHandle", "Message does not exist or is not available for visibility timeout change.")
	case errors.Is(err, queue.ErrExpired):
		return invalidValue(handle, "ReceiptHandle", "The receipt handle has expired.")
	}
	return err
}

// entryError words an error of one entry of a batch.
func entryError(id string, err error) sqs.BatchResultErrorEntry {
	e := protocol.AsError(err)
	code := e.Code
	if e.QueryCode != "" {
		code = e.QueryCode
	}
	return sqs.BatchResultErrorEntry{Id: &id, Code: &code, Message: &e.Message, SenderFault: new(!e.Server)}
}
