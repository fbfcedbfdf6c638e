package sqs

import "time"

// Limits of SQS (Developer Guide, "Amazon SQS quotas").
const (
	maxBatch      = 10
	maxBatchBytes = 1 << 20 // of all messages of a batch
	maxMessage    = 1 << 20 // bytes of a message with its attributes
	minMessage    = 1 << 10 // the least that MaximumMessageSize may be
	maxDelay      = 15 * time.Minute
	maxVisibility = 12 * time.Hour
	maxWait       = 20 * time.Second
	maxReceive    = 10
	maxAttributes = 10  // of a message
	maxName       = 256 // characters of an attribute's name and of its type
	maxPage       = 1000
	maxTags       = 50
	maxActions    = 7 // of AddPermission
	maxStatements = 20
	maxSources    = 10   // of a redrive allow policy
	maxReceives   = 1000 // of a redrive policy
	maxMoveRate   = 500
	maxMoveTasks  = 10
)
