// Package schema describes an AWS API as tables: services, operations, shapes
// and their wire traits. The generated frames in api/aws hold one [Service]
// each; the codecs in protocol and the validation work from these tables alone.
//
// The facts come from AWS's published API models. A struct generated from a
// structure shape has exactly one field a member, in the order of the table, so
// field i of the Go struct is Members[i] of its shape.
package schema

import "reflect"

// Protocol names a wire protocol, in Smithy's terms.
type Protocol string

// The protocols that the house speaks.
const (
	AWSJSON10 Protocol = "awsJson1_0"
	AWSJSON11 Protocol = "awsJson1_1"
	AWSQuery  Protocol = "awsQuery"
	EC2Query  Protocol = "ec2Query"
	RestJSON  Protocol = "restJson1"
	RestXML   Protocol = "restXml"
	RPCv2CBOR Protocol = "rpcv2Cbor"
)

// Service is one AWS API.
type Service struct {
	ID           string     // Smithy's service id: "S3", "SQS"
	Name         string     // the name in paths, ARNs and IAM actions: "s3", "sqs"
	SigningName  string     // the service part of a credential scope
	Version      string     // API version: "2012-11-05"
	Protocols    []Protocol // preferred first
	TargetPrefix string     // X-Amz-Target prefix and rpcv2Cbor service name: "AmazonSQS"
	XMLNamespace string     // of responses; empty where the service has none
	Global       bool       // one endpoint for all regions (IAM)

	// QueryCompatible says that JSON and CBOR errors carry x-amzn-query-error.
	QueryCompatible bool

	// Operations holds every operation of the model, sorted by name. Those that
	// are not built have a nil Input and answer 501.
	Operations []*Operation
}

// Operation looks an operation up by name; nil where the model has none.
func (s *Service) Operation(name string) *Operation {
	lo, hi := 0, len(s.Operations)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if s.Operations[mid].Name < name {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(s.Operations) && s.Operations[lo].Name == name {
		return s.Operations[lo]
	}
	return nil
}

// Operation is one operation of a service.
type Operation struct {
	Name   string
	Method string // HTTP method; POST for the RPC protocols
	URI    string // URI pattern, "/{Bucket}/{Key+}?uploads"; "/" for the RPC protocols
	Status int    // HTTP status of success; 0 means 200

	Input  *Shape // nil where the operation is not built
	Output *Shape
	Errors []*Shape // modelled errors

	// ResultWrapper is awsQuery's element around the output: "ListUsersResult".
	ResultWrapper string

	Auth            Auth
	UnsignedPayload bool   // the body may be unsigned (authtype v4-unsigned-body)
	HostPrefix      string // endpoint trait: "{AccountId}."
	ReadOnly        bool   // changes nothing: its record is batched

	// Checksum is the httpChecksum trait; nil where it is absent.
	Checksum *Checksum

	// Invoke calls the operation of a built service: impl is the generated
	// interface, in is the *Input struct, the answer is the *Output struct.
	Invoke Invoker
}

// Auth says how an operation is authenticated.
type Auth uint8

// The ways of authentication.
const (
	AuthSigV4 Auth = iota
	AuthNone       // sts:AssumeRoleWithWebIdentity and the like
)

// Checksum is the httpChecksum trait of an operation.
type Checksum struct {
	AlgorithmMember    string // request member that names the algorithm
	RequestRequired    bool
	ModeMember         string // request member that asks for response checksums
	ResponseAlgorithms []string
}

// Kind is the type of a shape.
type Kind uint8

// The kinds of shape.
const (
	Structure Kind = iota
	Union          // a Structure with exactly one member set
	List
	Map
	String
	Blob
	Boolean
	Byte
	Short
	Integer
	Long
	Float
	Double
	BigInteger
	BigDecimal
	Timestamp
	Document
)

// Shape is a type of the model.
//
// Its Go types: Structure and Union are structs whose fields are pointers
// (*string, *bool, *int32 for Byte to Integer, *int64, *float32, *float64,
// *time.Time, *big.Int, *big.Float, *Struct), slices ([]byte for Blob), maps or
// any (Document); a streaming blob is io.Reader. List is []T and Map is
// map[string]T with T the element without pointer (string, Struct, ...), or with
// pointer where the list or map is Sparse.
type Shape struct {
	Name    string
	Kind    Kind
	Members []Member // of a Structure or Union
	Key     *Member  // of a Map
	Elem    *Member  // of a List; the value of a Map
	Sparse  bool     // of a List or Map: holds nulls

	// Constraints: Min and Max bound the length of String, Blob, List and Map,
	// or the value of a number. HasMin and HasMax say whether they are there.
	Min, Max       float64
	HasMin, HasMax bool
	Pattern        string   // regular expression in RE2 syntax, unanchored as in the model
	Enum           []string // known values; enums are open
	StrictEnum     bool     // values outside Enum are refused (overlay, or the protocol tests)
	Unique         bool     // list without repeated items

	// Error is set for error shapes.
	Error *Error

	// XMLName is the root element where it differs from Name.
	XMLName string
	// XMLNamespace is the xmlNamespace trait of the shape.
	XMLNamespace Namespace

	// Payload is 1 + the index of the member bound to the HTTP payload, or 0.
	Payload int

	// Unit is set for an input or output that the model does not have.
	Unit bool

	// Type is the Go type of the shape (a struct type for Structure).
	Type reflect.Type
}

// Error says how an error shape is sent.
type Error struct {
	Code   string // wire code; the shape's name unless the model says otherwise
	Status int
	Sender bool // fault of the caller ("Sender" in awsQuery)
}

// Namespace is an XML namespace.
type Namespace struct{ URI, Prefix string }

// Location is where a member is bound in an HTTP message.
type Location uint8

// The places of a member.
const (
	InBody Location = iota
	InHeader
	InPrefixHeaders // map of headers that share the prefix Wire
	InURI
	InQuery
	InQueryParams // map of the remaining query parameters
	InStatus      // the response's status code
	InPayload     // the whole body
)

// TimestampFormat is the wire form of a timestamp.
type TimestampFormat uint8

// The timestamp formats; FormatDefault is the one of protocol and location.
const (
	FormatDefault TimestampFormat = iota
	FormatEpoch
	FormatISO8601
	FormatHTTPDate
)

// Member is a member of a structure, or the element, key or value of a
// collection.
type Member struct {
	Name  string // name in the model; Go field is the same, first letter upper case
	Wire  string // name on the wire (locationName, jsonName, xmlName; of a header, in canonical form); equals Name by default
	Query string // ec2Query's request name where it differs from Wire, capitalised
	Shape *Shape
	In    Location

	Required     bool
	Flattened    bool // XML and Query: list or map without wrapper
	XMLAttribute bool
	XMLNamespace Namespace
	Format       TimestampFormat
	Streaming    bool // payload that is not held in memory
	HostLabel    bool
	Idempotency  bool // the server may make the value when it is absent
	MediaType    string
	Default      any // scalar default that the server applies: string, bool, int64, float64

	// Also a limit of the member itself, which wins over its shape's, may be
	// given by an overlay.
	Min, Max       float64
	HasMin, HasMax bool
}
