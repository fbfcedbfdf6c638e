package model

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// The parts of C2J that carry facts.

type c2j struct {
	Metadata struct {
		APIVersion      string
		EndpointPrefix  string
		GlobalEndpoint  string
		JSONVersion     string
		Protocol        string
		Protocols       []string
		ServiceID       string
		SigningName     string
		TargetPrefix    string
		XMLNamespace    c2jNamespace
		QueryCompatible *struct{} `json:"awsQueryCompatible"`
	}
	Operations map[string]c2jOperation
	Shapes     map[string]c2jShape
}

type c2jOperation struct {
	HTTP struct {
		Method string
		URI    string `json:"requestUri"`
		Status int    `json:"responseCode"`
	}
	Input, Output    c2jRef
	Errors           []c2jRef
	Auth             []string
	AuthType         string
	UnsignedPayload  bool
	ReadOnly         bool
	Endpoint         struct{ HostPrefix string }
	ChecksumRequired bool `json:"httpChecksumRequired"`
	Checksum         struct {
		Algorithm string   `json:"requestAlgorithmMember"`
		Required  bool     `json:"requestChecksumRequired"`
		Mode      string   `json:"requestValidationModeMember"`
		Response  []string `json:"responseAlgorithms"`
	} `json:"httpChecksum"`
}

type c2jShape struct {
	c2jTraits
	Type               string
	Members            c2jMembers
	Member, Key, Value *c2jRef
	Required           []string
	Min, Max           *float64
	Pattern            string
	Enum               []string
	Payload            string
	Union, Document    bool
	EventStream        bool
	Exception, Fault   bool
	Error              *struct {
		Code   string
		Status int `json:"httpStatusCode"`
	}
}

type c2jRef struct {
	c2jTraits
	Shape            string
	ResultWrapper    string
	QueryName        string
	XMLAttribute     bool
	HostLabel        bool
	IdempotencyToken bool
}

// c2jTraits may stand on a shape or on a reference to it.
type c2jTraits struct {
	Location        string
	LocationName    string
	Flattened       bool
	Streaming       bool
	JSONValue       bool
	TimestampFormat string
	XMLNamespace    c2jNamespace
}

// c2jMembers keeps the order of members.
type c2jMembers []struct {
	name string
	ref  c2jRef
}

func (m *c2jMembers) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("members: %v, %w", t, err)
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		var ref c2jRef
		if err := d.Decode(&ref); err != nil {
			return err
		}
		*m = append(*m, struct {
			name string
			ref  c2jRef
		}{name.(string), ref})
	}
	return nil
}

// c2jNamespace is an XML namespace, written as a string or as an object.
type c2jNamespace Namespace

func (n *c2jNamespace) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		return json.Unmarshal(data, &n.URI)
	}
	return json.Unmarshal(data, (*Namespace)(n))
}
