// Package crash holds what a kill -9 and a backup must not break: the promise
// that what was acknowledged is there.
package crash

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

const bucket = "ledger"

// load is mixed work on a cloud: objects of all sizes, some in parts, some
// overwritten, some deleted, and users. It notes what was acknowledged.
type load struct {
	s3  *s3.Client
	iam *iam.Client

	mu      sync.Mutex
	acked   map[string]string          // key to hash; "" for a deletion
	tried   map[string]map[string]bool // key to every hash that was ever sent
	users   map[string]bool
	counter int
	marked  *load // what a copy taken since mark may hold; nil before
}

func newLoad(s3c *s3.Client, iamc *iam.Client) *load {
	return &load{s3: s3c, iam: iamc, acked: map[string]string{}, tried: map[string]map[string]bool{}, users: map[string]bool{}}
}

// run works with n writers, each on keys of its own, until ctx ends.
func (l *load) run(ctx context.Context, n int, seed uint64) {
	var wg sync.WaitGroup
	for w := range n {
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(seed, uint64(w))) //nolint:gosec // a load that can be repeated
			for ctx.Err() == nil {
				l.step(ctx, w, rnd)
			}
		})
	}
	wg.Wait()
}

func (l *load) step(ctx context.Context, w int, rnd *rand.Rand) {
	key := fmt.Sprintf("w%d/k%d", w, rnd.IntN(40))
	switch p := rnd.IntN(100); {
	case p < 10:
		l.user(ctx)
	case p < 20:
		l.remove(ctx, key)
	case p < 25:
		l.multipart(ctx, key, rnd)
	default:
		sizes := []int{0, 100, 4 << 10, 70 << 10, 1 << 20}
		l.put(ctx, key, content(rnd, sizes[rnd.IntN(len(sizes))]))
	}
}

func content(rnd *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rnd.Uint32())
	}
	return b
}

func hash(b []byte) string { h := sha256.Sum256(b); return hex.EncodeToString(h[:]) }

// about to send: from now on the key may hold this, too.
func (l *load) sending(key, hash string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.tried[key] == nil {
		l.tried[key] = map[string]bool{}
	}
	l.tried[key][hash] = true
	if l.marked != nil {
		l.marked.sending(key, hash)
	}
}

// mark begins a time in which a copy is taken: the answer learns of everything
// that such a copy may hold, and must.
func (l *load) mark() *load {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.marked = newLoad(nil, nil)
	l.marked.acked, l.marked.users = maps.Clone(l.acked), maps.Clone(l.users)
	for key, hashes := range l.tried {
		l.marked.tried[key] = maps.Clone(hashes)
	}
	return l.marked
}

// done notes an acknowledgement: from now on the key holds nothing older.
func (l *load) done(key, hash string, err error) {
	if err != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acked[key] = hash
	l.tried[key] = map[string]bool{hash: true}
}

func (l *load) put(ctx context.Context, key string, body []byte) {
	h := hash(body)
	l.sending(key, h)
	_, err := l.s3.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String(bucket), Key: aws.String(key), Body: bytes.NewReader(body)})
	l.done(key, h, err)
}

func (l *load) remove(ctx context.Context, key string) {
	l.sending(key, "")
	_, err := l.s3.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: aws.String(bucket), Key: aws.String(key)})
	l.done(key, "", err)
}

func (l *load) multipart(ctx context.Context, key string, rnd *rand.Rand) {
	up, err := l.s3.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: aws.String(bucket), Key: aws.String(key)})
	if err != nil {
		return
	}
	var whole []byte
	var parts []types.CompletedPart
	for n, size := range []int{5 << 20, 300 << 10} {
		body := content(rnd, size)
		whole = append(whole, body...)
		part, err := l.s3.UploadPart(ctx, &s3.UploadPartInput{Bucket: aws.String(bucket), Key: aws.String(key), UploadId: up.UploadId,
			PartNumber: aws.Int32(int32(n + 1)), Body: bytes.NewReader(body)})
		if err != nil {
			return
		}
		parts = append(parts, types.CompletedPart{ETag: part.ETag, PartNumber: aws.Int32(int32(n + 1)), ChecksumCRC32: part.ChecksumCRC32})
	}
	h := hash(whole)
	l.sending(key, h)
	_, err = l.s3.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{Bucket: aws.String(bucket), Key: aws.String(key),
		UploadId: up.UploadId, MultipartUpload: &types.CompletedMultipartUpload{Parts: parts}})
	l.done(key, h, err)
}

func (l *load) user(ctx context.Context) {
	l.mu.Lock()
	l.counter++
	name := fmt.Sprintf("user-%d", l.counter)
	l.mu.Unlock()
	_, err := l.iam.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String(name)})
	if err == nil {
		l.mu.Lock()
		l.users[name] = true
		l.mu.Unlock()
	}
}
