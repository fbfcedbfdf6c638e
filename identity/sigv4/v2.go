package sigv4

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// subresources are the query parameters that version 2 signs with the path. Those
// that came after it are here too: unsigned they would make another operation of
// what was signed.
const subresources = " abac attributes metadataConfiguration metadataInventoryTable metadataJournalTable metadataTable" +
	" renameObject session accelerate acl analytics cors defaultObjectAcl delete encryption inventory intelligent-tiering" +
	" legal-hold lifecycle location logging metrics notification object-lock ownershipControls partNumber policy" +
	" policyStatus publicAccessBlock replication requestPayment restore retention select select-type storageClass" +
	" tagging torrent uploadId uploads versionId versioning versions website" +
	" response-cache-control response-content-disposition response-content-encoding response-content-language" +
	" response-content-type response-expires "

// parseV2 reads an S3 URL presigned with version 2.
func parseV2(r *http.Request, list []pair) (*Signature, error) {
	s := &Signature{Version: 2, Presigned: true, Service: "s3", pairs: list, ContentSHA256: r.Header.Get("X-Amz-Content-Sha256")}
	s.AccessKeyID, _ = param(list, "AWSAccessKeyId")
	s.provided, _ = param(list, "Signature")
	s.Token, _ = param(list, "x-amz-security-token")
	if s.Token == "" {
		s.Token = r.Header.Get("X-Amz-Security-Token")
	}
	expires, n := param(list, "Expires")
	if n != 1 || s.AccessKeyID == "" || len(s.AccessKeyID) > 128 {
		return s, errorf(MalformedQuery, "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters")
	}
	at, err := strconv.ParseInt(expires, 10, 64)
	if err != nil || at < 0 || at > 1<<40 {
		return s, errorf(MalformedQuery, "Invalid Expires parameter: %s", clip(expires))
	}
	s.Deadline = time.Unix(at, 0).UTC()
	return s, nil
}

func (s *Signature) verifyV2(r *http.Request, secret string) error {
	text := s.stringToSignV2(r)
	h := hmac.New(sha1.New, []byte(secret))
	h.Write([]byte(text))
	got, err := base64.StdEncoding.DecodeString(s.provided)
	if err == nil && hmac.Equal(h.Sum(nil), got) {
		return nil
	}
	return &Error{
		Kind:        SignatureDoesNotMatch,
		Message:     "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
		AccessKeyID: s.AccessKeyID, StringToSign: text, Provided: s.provided,
	}
}

// stringToSignV2 takes headers from the query where they stand there: presigning
// clients move Content-MD5, Content-Type and x-amz-* into it. A header that
// repeats the query's value counts once.
func (s *Signature) stringToSignV2(r *http.Request) string {
	amz := map[string][]string{}
	plain := map[string]string{"content-md5": r.Header.Get("Content-Md5"), "content-type": r.Header.Get("Content-Type")}
	for name, values := range r.Header {
		if lower := strings.ToLower(name); strings.HasPrefix(lower, "x-amz-") {
			for _, v := range values {
				amz[lower] = append(amz[lower], strings.TrimSpace(v))
			}
		}
	}
	var resources []string
	for _, p := range s.pairs {
		key, value := unescape(p.key), unescape(p.value)
		lower := strings.ToLower(key)
		switch {
		case strings.HasPrefix(lower, "x-amz-"):
			if !slices.Equal(amz[lower], []string{value}) {
				amz[lower] = append(amz[lower], value)
			}
		case lower == "content-md5" || lower == "content-type":
			if plain[lower] == "" { // the header is what counts later
				plain[lower] = value
			}
		case strings.Contains(subresources, " "+key+" "):
			if value != "" {
				key += "=" + value
			}
			resources = append(resources, key)
		}
	}
	var b strings.Builder
	b.WriteString(r.Method + "\n" + plain["content-md5"] + "\n" + plain["content-type"] + "\n")
	b.WriteString(strconv.FormatInt(s.Deadline.Unix(), 10) + "\n")
	names := make([]string, 0, len(amz))
	for name := range amz {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b.WriteString(name + ":" + strings.Join(amz[name], ",") + "\n")
	}
	if s.Bucket != "" {
		b.WriteString("/" + s.Bucket)
	}
	b.WriteString(rawPath(r))
	slices.Sort(resources)
	for i, text := range resources {
		b.WriteString(map[bool]string{true: "?", false: "&"}[i == 0] + text)
	}
	return b.String()
}

func unescape(s string) string {
	if out, err := url.QueryUnescape(s); err == nil {
		return out
	}
	return s
}
