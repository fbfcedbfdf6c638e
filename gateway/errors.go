package gateway

import (
	"errors"
	"net/http"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/sigv4"
	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
)

// dialect is the family of error codes that a service's clients expect of the
// front door.
type dialect uint8

const (
	dialectQuery dialect = iota
	dialectEC2
	dialectJSON
	dialectS3
)

func dialectOf(s *schema.Service, p schema.Protocol) dialect {
	switch {
	case s.ID == "S3" || p == schema.RestXML:
		return dialectS3
	case p == schema.EC2Query:
		return dialectEC2
	case p == schema.AWSQuery:
		return dialectQuery
	}
	return dialectJSON
}

// wire is an error code with its status.
type wire struct {
	code   string
	status int
}

// codes gives the refusals of the front door in each dialect, in the order
// Query, EC2, JSON, S3. Sources: "Common Errors" in the IAM, EC2, DynamoDB and
// S3 API references.
var refusalCodes = map[sigv4.Kind][4]wire{
	missingAuth: {
		{"MissingAuthenticationToken", 403}, {"AuthFailure", 401}, {"MissingAuthenticationTokenException", 400}, {"AccessDenied", 403},
	},
	unknownKey: {
		{"InvalidClientTokenId", 403}, {"AuthFailure", 401}, {"UnrecognizedClientException", 400}, {"InvalidAccessKeyId", 403},
	},
	badToken: {
		{"InvalidClientTokenId", 403}, {"AuthFailure", 401}, {"UnrecognizedClientException", 400}, {"InvalidToken", 400},
	},
	expiredToken: {
		{"ExpiredToken", 403}, {"RequestExpired", 400}, {"ExpiredTokenException", 400}, {"ExpiredToken", 400},
	},
	denied: {
		{"AccessDenied", 403}, {"UnauthorizedOperation", 403}, {"AccessDeniedException", 400}, {"AccessDenied", 403},
	},
}
