package sqs

import (
	"fmt"
	"regexp"

	"github.com/cumulet/cumulet/api/aws/sqs"
)

var entryID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,80}$`)

// checkBatch checks the number of entries and their ids (API Reference,
// SendMessageBatch).
func checkBatch[E any](kind string, entries []E, id func(*E) *string) error {
	switch n := len(entries); {
	case n == 0:
		return &sqs.EmptyBatchRequest{Message: new("There should be at least one " + kind + "RequestEntry in the request.")}
	case n > maxBatch:
		return &sqs.TooManyEntriesInBatchRequest{Message: new(fmt.Sprintf("Maximum number of entries per request are %d. You have sent %d.", maxBatch, n))}
	}
	seen := map[string]bool{}
	for i := range entries {
		switch id := val(id(&entries[i])); {
		case !entryID.MatchString(id):
			return &sqs.InvalidBatchEntryId{Message: new("A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.")}
		case seen[id]:
			return &sqs.BatchEntryIdsNotDistinct{Message: new("Id " + id + " repeated.")}
		default:
			seen[id] = true
		}
	}
	return nil
}
