// Package blob keeps immutable, checksummed byte sequences.
package blob
