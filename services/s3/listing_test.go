package s3_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func keys(objects []types.Object, prefixes []types.CommonPrefix) []string {
	var out []string
	for _, o := range objects {
		out = append(out, *o.Key)
	}
	for _, p := range prefixes {
		out = append(out, *p.Prefix)
	}
	return out
}

func TestListing(t *testing.T) {
	c := serve(t)
	b := c.bucket("listing")
	for _, k := range []string{"a", "b/1", "b/2", "c d", "e/f/g", "z"} {
		c.put(b, k, k)
	}
	for _, l := range []struct {
		in   sdk.ListObjectsV2Input
		want string
	}{
		{sdk.ListObjectsV2Input{}, "a b/1 b/2 c·d e/f/g z"},
		{sdk.ListObjectsV2Input{Delimiter: aws.String("/")}, "a c·d z b/ e/"},
		{sdk.ListObjectsV2Input{Delimiter: aws.String("/"), Prefix: aws.String("b/")}, "b/1 b/2"},
		{sdk.ListObjectsV2Input{Prefix: aws.String("e/f")}, "e/f/g"},
		{sdk.ListObjectsV2Input{StartAfter: aws.String("b/1")}, "b/2 c·d e/f/g z"},
		{sdk.ListObjectsV2Input{StartAfter: aws.String("b/1"), Delimiter: aws.String("/")}, "c·d z b/ e/"},
		{sdk.ListObjectsV2Input{EncodingType: types.EncodingTypeUrl, Prefix: aws.String("c ")}, "c+d"},
		{sdk.ListObjectsV2Input{MaxKeys: aws.Int32(0)}, ""},
	} {
		l.in.Bucket = b
		out := do(c, c.ListObjectsV2, &l.in)
		got := keys(out.Contents, out.CommonPrefixes)
		if want := strings.Fields(l.want); !slices.Equal(got, replaced(want)) || int(*out.KeyCount) != len(got) || *out.IsTruncated {
			t.Errorf("%+v: got %q", l.in, got)
		}
	}
	var got []string
	var token *string
	for {
		out := do(c, c.ListObjectsV2, &sdk.ListObjectsV2Input{Bucket: b, MaxKeys: aws.Int32(1), Delimiter: aws.String("/"), ContinuationToken: token, FetchOwner: aws.Bool(true)})
		got = append(got, keys(out.Contents, out.CommonPrefixes)...)
		if len(out.Contents) > 0 && out.Contents[0].Owner == nil {
			t.Error("no owner")
		}
		if token = out.NextContinuationToken; token == nil {
			break
		}
	}
	if !slices.Equal(got, []string{"a", "b/", "c d", "e/", "z"}) {
		t.Errorf("paged: %q", got)
	}
	refused(c, c.ListObjectsV2, &sdk.ListObjectsV2Input{Bucket: b, ContinuationToken: aws.String("?")}, "InvalidArgument")
	refused(c, c.ListObjectsV2, &sdk.ListObjectsV2Input{Bucket: b, MaxKeys: aws.Int32(-1)}, "InvalidArgument")

	one := do(c, c.ListObjects, &sdk.ListObjectsInput{Bucket: b, MaxKeys: aws.Int32(2), Delimiter: aws.String("/")})
	if aws.ToString(one.NextMarker) != "b/" || !*one.IsTruncated {
		t.Errorf("v1: %+v", one)
	}
	one = do(c, c.ListObjects, &sdk.ListObjectsInput{Bucket: b, Marker: one.NextMarker, Delimiter: aws.String("/")})
	if got := keys(one.Contents, one.CommonPrefixes); !slices.Equal(got, []string{"c d", "z", "e/"}) {
		t.Errorf("v1: %q", got)
	}
}

func replaced(words []string) []string {
	for i := range words {
		words[i] = strings.ReplaceAll(words[i], "·", " ")
	}
	return words
}
