package blob

// Store keeps blobs.
type Store struct{}
