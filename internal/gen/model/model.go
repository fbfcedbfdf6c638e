package model

import (
	"encoding/json"

	"github.com/cumulet/cumulet/protocol/schema"
)

// Service is one AWS API. Its fields mean what those of [schema.Service] mean.
type Service struct {
	ID              string                `json:"id,omitempty"`
	Name            string                `json:"name,omitempty"`
	SigningName     string                `json:"signingName,omitempty"`
	Version         string                `json:"version,omitempty"`
	Protocols       []schema.Protocol     `json:"protocols,omitempty"`
	TargetPrefix    string                `json:"targetPrefix,omitempty"`
	XMLNamespace    string                `json:"xmlNamespace,omitempty"`
	Global          bool                  `json:"global,omitempty"`
	QueryCompatible bool                  `json:"queryCompatible,omitempty"`
	Operations      map[string]*Operation `json:"operations"`
	Shapes          map[string]*Shape     `json:"shapes"`
}

// Operation is one operation; see [schema.Operation].
type Operation struct {
	Method          string    `json:"method,omitempty"` // POST where empty
	URI             string    `json:"uri,omitempty"`    // "/" where empty
	Status          int       `json:"status,omitempty"`
	Input           string    `json:"in,omitempty"`  // shape; empty stands for an empty structure
	Output          string    `json:"out,omitempty"` // shape; empty stands for an empty structure
	Errors          []string  `json:"errors,omitempty"`
	ResultWrapper   string    `json:"wrapper,omitempty"`
	NoAuth          bool      `json:"noAuth,omitempty"`
	UnsignedPayload bool      `json:"unsignedPayload,omitempty"`
	HostPrefix      string    `json:"hostPrefix,omitempty"`
	ReadOnly        bool      `json:"readOnly,omitempty"`
	Checksum        *Checksum `json:"checksum,omitempty"`
	// InputXML names the root element and its namespace where the operation, not
	// the shape, gives them.
	InputXML          string    `json:"inXML,omitempty"`
	InputXMLNamespace Namespace `json:"inXMLNamespace,omitzero"`
}

// Checksum is the httpChecksum trait; see [schema.Checksum].
type Checksum struct {
	Algorithm string   `json:"algorithm,omitempty"`
	Required  bool     `json:"required,omitempty"`
	Mode      string   `json:"mode,omitempty"`
	Response  []string `json:"response,omitempty"`
}

// Namespace is an XML namespace.
type Namespace struct {
	URI    string `json:"uri,omitempty"`
	Prefix string `json:"prefix,omitempty"`
}

// Shape is a type of the API; see [schema.Shape].
type Shape struct {
	Type         string    `json:"type"` // "structure", "list", ...: the keys of kinds
	Members      Members   `json:"members,omitempty"`
	Key          *Member   `json:"key,omitempty"`
	Elem         *Member   `json:"elem,omitempty"`
	Sparse       bool      `json:"sparse,omitempty"`
	Unique       bool      `json:"unique,omitempty"`
	Min          *float64  `json:"min,omitempty"`
	Max          *float64  `json:"max,omitempty"`
	Pattern      string    `json:"pattern,omitempty"` // RE2 syntax
	Enum         []string  `json:"enum,omitempty"`
	StrictEnum   bool      `json:"strictEnum,omitempty"`
	Error        *Error    `json:"error,omitempty"`
	XMLName      string    `json:"xmlName,omitempty"`
	XMLNamespace Namespace `json:"xmlNamespace,omitzero"`
	EventStream  bool      `json:"eventStream,omitempty"`
}

// Error says how an error shape is sent; see [schema.Error].
type Error struct {
	Code   string `json:"code,omitempty"` // the shape's name where empty
	Status int    `json:"status,omitempty"`
	Server bool   `json:"server,omitempty"` // the fault is the service's
}

// Members are the members of a structure or union, in the model's order.
type Members []Member

// Member is a member of a structure, or the element, key or value of a
// collection; see [schema.Member].
type Member struct {
	Name         string          `json:"name,omitempty"`
	Shape        string          `json:"shape,omitempty"`
	Wire         string          `json:"wire,omitempty"`  // Name where empty
	Query        string          `json:"query,omitempty"` // ec2Query's request name, complete
	In           string          `json:"in,omitempty"`    // "header", "uri", ...: the keys of locations
	Required     bool            `json:"required,omitempty"`
	Flattened    bool            `json:"flattened,omitempty"`
	XMLAttribute bool            `json:"attribute,omitempty"`
	XMLNamespace Namespace       `json:"xmlNamespace,omitzero"`
	Format       string          `json:"format,omitempty"` // "epoch", "iso8601" or "httpDate"
	Streaming    bool            `json:"streaming,omitempty"`
	HostLabel    bool            `json:"hostLabel,omitempty"`
	Idempotency  bool            `json:"idempotency,omitempty"`
	MediaType    string          `json:"mediaType,omitempty"`
	Default      json.RawMessage `json:"default,omitempty"`
	Min          *float64        `json:"min,omitempty"`
	Max          *float64        `json:"max,omitempty"`
}

var kinds = map[string]schema.Kind{
	"structure": schema.Structure, "union": schema.Union, "list": schema.List, "map": schema.Map,
	"string": schema.String, "blob": schema.Blob, "boolean": schema.Boolean,
	"byte": schema.Byte, "short": schema.Short, "integer": schema.Integer, "long": schema.Long,
	"float": schema.Float, "double": schema.Double,
	"bigInteger": schema.BigInteger, "bigDecimal": schema.BigDecimal,
	"timestamp": schema.Timestamp, "document": schema.Document,
}

var locations = map[string]schema.Location{
	"": schema.InBody, "header": schema.InHeader, "prefixHeaders": schema.InPrefixHeaders,
	"uri": schema.InURI, "query": schema.InQuery, "queryParams": schema.InQueryParams,
	"status": schema.InStatus, "payload": schema.InPayload,
}

var formats = map[string]schema.TimestampFormat{
	"": schema.FormatDefault, "epoch": schema.FormatEpoch,
	"iso8601": schema.FormatISO8601, "httpDate": schema.FormatHTTPDate,
}
