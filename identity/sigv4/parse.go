package sigv4

import (
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	algorithm  = "AWS4-HMAC-SHA256"
	terminator = "aws4_request"
	timeFormat = "20060102T150405Z"
	dateFormat = "20060102"
)

// MaxExpires is the longest life of a presigned URL (S3: "a maximum of seven
// days").
const MaxExpires = 7 * 24 * time.Hour

// Signature is what a request claims about who made it.
type Signature struct {
	Version     int // 4 or 2
	AccessKeyID string
	Token       string // session token, "" for long-term keys
	Date        string // of the scope: 20130524
	Region      string
	Service     string // "s3" for version 2
	Time        time.Time
	// SignedHeaders are in lower case, in the order of the request.
	SignedHeaders []string
	Presigned     bool
	Expires       time.Duration // of a presigned URL, from Time on; version 2 has no Time, see Deadline
	Deadline      time.Time     // of a presigned URL
	ContentSHA256 string        // x-amz-content-sha256; "" where it is absent

	// Keys caches signing keys; the gateway sets it. nil caches nothing.
	Keys *KeyCache
	// Bucket is the bucket of a virtual host, which version 2 signs as a part
	// of the path; the gateway sets it.
	Bucket string

	provided string
	pairs    []pair
}

// Parse finds the signature of a request. An anonymous request gives nil, nil.
// With an error the signature may still be there, as far as it could be read, so
// that the error can go out in the protocol of the service it names.
func Parse(r *http.Request) (*Signature, error) {
	header := r.Header.Get("Authorization")
	var list []pair
	if mayBePresigned(r.URL.RawQuery) {
		list = pairs(r.URL.RawQuery)
	}
	alg, n4 := param(list, "X-Amz-Algorithm")
	_, nSig := param(list, "X-Amz-Signature")
	_, n2 := param(list, "AWSAccessKeyId")
	_, n2Sig := param(list, "Signature")
	presigned4, presigned2 := n4+nSig > 0, n2 > 0 && n2Sig > 0
	switch {
	case header == "" && presigned4:
		return parseQuery(r, list, alg)
	case header == "" && presigned2:
		return parseV2(r, list)
	case header == "":
		return nil, nil
	}
	s, err := parseHeader(r, header)
	if err == nil && (presigned4 || presigned2) {
		err = errorf(MultipleMechanisms, "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified")
	}
	return s, err
}

func mayBePresigned(query string) bool {
	return strings.Contains(query, "Signature") || strings.Contains(query, "Algorithm")
}

func parseHeader(r *http.Request, header string) (*Signature, error) {
	alg, rest, _ := strings.Cut(header, " ")
	switch {
	case alg == algorithm:
	case strings.HasPrefix(alg, "AWS"):
		return nil, errorf(InvalidAlgorithm, "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.")
	default:
		return nil, errorf(UnsupportedAuthorization, "Unsupported Authorization Type")
	}
	s := &Signature{Version: 4, Token: r.Header.Get("X-Amz-Security-Token"), ContentSHA256: r.Header.Get("X-Amz-Content-Sha256"), pairs: pairs(r.URL.RawQuery)}
	var credential, signed string
	for part := range strings.SplitSeq(rest, ",") {
		k, v, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch k {
		case "Credential":
			credential = v
		case "SignedHeaders":
			signed = v
		case "Signature":
			s.provided = v
		}
	}
	if err := s.scope(credential, IncompleteSignature); err != nil {
		return s, err
	}
	switch {
	case signed == "":
		return s, errorf(IncompleteSignature, "Authorization header requires 'SignedHeaders' parameter.")
	case s.provided == "":
		return s, errorf(IncompleteSignature, "Authorization header requires 'Signature' parameter.")
	case !isHash(s.provided):
		return s, errorf(IncompleteSignature, "The 'Signature' parameter of the Authorization header is not 64 hexadecimal digits.")
	}
	s.SignedHeaders = strings.Split(signed, ";")
	return s, s.headerTime(r)
}

// headerTime finds the time of a request that is signed in its header.
func (s *Signature) headerTime(r *http.Request) error {
	text := r.Header.Get("X-Amz-Date")
	if text == "" {
		text = r.Header.Get("Date")
	}
	var err error
	if s.Time, err = time.Parse(timeFormat, text); err != nil {
		if s.Time, err = http.ParseTime(text); err != nil {
			return errorf(MissingDate, "AWS authentication requires a valid Date or x-amz-date header")
		}
	}
	return s.checkDate()
}

func (s *Signature) checkDate() error {
	if s.Date != s.Time.UTC().Format(dateFormat) {
		return errorf(WrongScope, "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '%s' != '%s'.", clip(s.Date), s.Time.UTC().Format(dateFormat))
	}
	return nil
}

// scope splits a credential: key id, date, region, service, aws4_request.
func (s *Signature) scope(credential string, kind Kind) error {
	if credential == "" {
		return errorf(kind, "The 'Credential' parameter is missing.")
	}
	p := strings.Split(credential, "/")
	if len(p) != 5 || p[0] == "" || len(p[0]) > 128 || len(p[2]) > 64 || len(p[3]) > 64 {
		return errorf(kind, "The Credential is malformed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".")
	}
	s.AccessKeyID, s.Date, s.Region, s.Service = p[0], p[1], p[2], p[3]
	if p[4] != terminator {
		return errorf(WrongScope, "Credential should be scoped with a valid terminator: 'aws4_request', not '%s'.", clip(p[4]))
	}
	return nil
}

func parseQuery(r *http.Request, list []pair, alg string) (*Signature, error) {
	s := &Signature{Version: 4, Presigned: true, pairs: list}
	values := map[string]string{}
	for _, name := range []string{"X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-Security-Token", "X-Amz-SignedHeaders", "X-Amz-Signature", "X-Amz-Algorithm", "X-Amz-Content-Sha256"} {
		v, n := param(list, name)
		if n > 1 {
			return s, errorf(MalformedQuery, "%s must be given once.", name)
		}
		values[name] = v
	}
	s.Token, s.provided = values["X-Amz-Security-Token"], values["X-Amz-Signature"]
	if s.ContentSHA256 = values["X-Amz-Content-Sha256"]; s.ContentSHA256 == "" {
		s.ContentSHA256 = r.Header.Get("X-Amz-Content-Sha256")
	}
	if err := s.scope(values["X-Amz-Credential"], MalformedQuery); err != nil {
		return s, err
	}
	if alg != algorithm {
		return s, errorf(InvalidAlgorithm, "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"")
	}
	signed := values["X-Amz-SignedHeaders"]
	if signed == "" || !isHash(s.provided) || values["X-Amz-Date"] == "" {
		return s, errorf(MalformedQuery, "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.")
	}
	s.SignedHeaders = strings.Split(signed, ";")
	var err error
	if s.Time, err = time.Parse(timeFormat, values["X-Amz-Date"]); err != nil {
		return s, errorf(MalformedQuery, "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
	}
	if err := s.expires(values["X-Amz-Expires"]); err != nil {
		return s, err
	}
	return s, s.checkDate()
}

// expires reads X-Amz-Expires, in seconds. Services other than S3 do without it.
func (s *Signature) expires(text string) error {
	if text == "" && !s.s3() {
		text = "900"
	}
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil:
		return errorf(MalformedQuery, "X-Amz-Expires should be a number")
	case n < 0:
		return errorf(MalformedQuery, "X-Amz-Expires must be non-negative")
	case n > int64(MaxExpires/time.Second):
		return errorf(MalformedQuery, "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds")
	}
	s.Expires = time.Duration(n) * time.Second
	s.Deadline = s.Time.Add(s.Expires)
	return nil
}

// s3 tells whether the rules of S3 hold: the path is encoded once and not
// normalised, and the payload's hash comes in a header.
func (s *Signature) s3() bool { return s.Service == "s3" || strings.HasPrefix(s.Service, "s3-") }

func isHash(s string) bool {
	if len(s) != 64 {
		return false
	}
	_, err := hex.DecodeString(s)
	return err == nil
}

// clip bounds what a message repeats of a request.
func clip(s string) string {
	if len(s) > 64 {
		return s[:64]
	}
	return s
}
