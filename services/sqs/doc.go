// Package sqs is the room of Amazon SQS: standard and FIFO queues, over
// engine/queue. Behaviour follows the Amazon SQS API Reference and Developer
// Guide. It speaks awsJson 1.0, and awsQuery for older clients; those may also
// post to the queue's own URL without naming it in the form.
//
// # What it keeps
//
// Queues and messages are kept by engine/queue under its own keys, in a space
// "ACCOUNT/REGION". The attributes of a queue that can be set stand in the queue's
// documents under AWS's own names, in AWS's own form; what the engine needs of
// them is derived. Attributes of a message are JSON (format in message.go). What
// is counted or in flight belongs to the engine.
//
// # What is not built
//
// Encryption at rest: KmsMasterKeyId and SqsManagedSseEnabled=true answer 501
// NotImplemented, and SqsManagedSseEnabled is always false. Callers without
// credentials are refused even where a queue's policy would let them in.
// ReceiveRequestAttemptId is forgotten when the program starts anew. The sum of
// visibility timeouts of one receive is not limited to 12 hours, each one is.
package sqs
