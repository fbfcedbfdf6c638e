package s3

import (
	"encoding/json"
	"fmt"

	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/services/s3/website"
)

// document is a bucket's configuration document of a type.
type document[T any] string

// The documents that are JSON.
const (
	publicAccessDoc document[publicAccess]   = "public-access-block"
	ownershipDoc    document[string]         = "ownership"
	tagsDoc         document[[]object.Tag]   = "tags"
	websiteDoc      document[website.Config] = "website"
	// boundDoc holds the unique ids of the users and roles that the policy names:
	// who comes later under the same name is somebody else.
	boundDoc document[map[string]string] = "policy-principals"
)

// policyDoc is the bucket policy, as it was sent.
const policyDoc = "policy"

// documentVersion is the version of the JSON documents that this program writes.
const documentVersion = 1

type envelope[T any] struct {
	V    int `json:"v"`
	Data T   `json:"data"`
}

// publicAccess holds the settings of block public access.
type publicAccess struct {
	BlockPublicAcls       bool
	IgnorePublicAcls      bool
	BlockPublicPolicy     bool
	RestrictPublicBuckets bool
}

func (d document[T]) encode(value T) []byte {
	b, err := json.Marshal(envelope[T]{documentVersion, value})
	if err != nil {
		panic(err) // the types above can all be encoded
	}
	return b
}

// of reads the document from a bucket; found is false where it has none.
func (d document[T]) of(b *object.Bucket) (value T, found bool, err error) {
	raw, ok := b.Config[string(d)]
	if !ok {
		return value, false, nil
	}
	var e envelope[T]
	if err := json.Unmarshal(raw, &e); err != nil {
		return value, false, fmt.Errorf("bucket %s: document %s: %w", b.Name, d, err)
	}
	if e.V > documentVersion {
		return value, false, fmt.Errorf("bucket %s: document %s has version %d, this program knows %d", b.Name, d, e.V, documentVersion)
	}
	return e.Data, true, nil
}
