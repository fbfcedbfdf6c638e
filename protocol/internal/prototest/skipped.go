package prototest

// skipped holds every test that the codecs don't pass, as kind and id, with the
// reason. A skipped test that passes fails the run.
var skipped = map[string]string{
	// Wrong in themselves.
	"response/AwsJson11IntEnums":                  "the test demands a request's header, X-Amz-Target, of the response",
	"response/ComplexError":                       noMessage,
	"response/Ec2ComplexError":                    noMessage,
	"response/InvalidGreetingError":               "the body has a member AnotherSetting that the shape has not",
	"response/S3OperationNoErrorWrappingResponse": "the body has a Type, which S3 never sends",
	"response/RestXmlHttpResponseCode":            "demands a media type for an empty body, which AWS leaves out",
	"input/rest-xml-26-0":                         "blanks around a header's value are no part of it (RFC 9110, section 5.5)",

	// For clients; not marked so.
	"response/RestXmlDateTimeWithNegativeOffset":                    offset,
	"response/RestXmlDateTimeWithPositiveOffset":                    offset,
	"response/Ec2QueryDateTimeWithNegativeOffset":                   offset,
	"response/Ec2QueryDateTimeWithPositiveOffset":                   offset,
	"response/SimpleScalarPropertiesWithXMLPreamble":                "has clients skip stray text and comments",
	"request/QueryEmptyQueryMaps":                                   emptyForm,
	"request/Ec2EmptyQueryLists":                                    emptyForm,
	"request/SDKAppliedContentEncoding_restXml":                     noBody,
	"request/SDKAppendedGzipAfterProvidedEncoding_restXml":          noBody,
	"request/SDKAppliedContentEncoding_awsQuery":                    noBody,
	"request/SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsQuery": noBody,
	"request/SDKAppliedContentEncoding_ec2Query":                    noBody,
	"request/SDKAppendsGzipAndIgnoresHttpProvidedEncoding_ec2Query": noBody,
	"response/AwsJson10ServiceRespondsWithNoPayload":                noPayload,
	"response/json_1_1_service_responds_with_no_payload":            noPayload,
	"output/json-3-1":                              "has clients accept null in a list that is not sparse",
	"output/json-5-0":                              extraData,
	"output/json-7-0":                              noPayload,
	"output/json-7-1":                              noPayload,
	"output/rest-json-0-0":                         "has clients accept an ISO 8601 timestamp where the model says epoch seconds",
	"output/rest-json-7-0":                         extraData,
	"output/rest-json-8-0":                         noPayload,
	"output/rest-json-9-0":                         "has clients keep a Content-Length that is not the body's",
	"request/SDKAppliedContentEncoding_awsJson1_0": noBody,
	"request/SDKAppliedContentEncoding_awsJson1_1": noBody,
	"request/SDKAppliedContentEncoding_restJson1":  noBody,
	"request/SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_0": noBody,
	"request/SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_1": noBody,
	"request/SDKAppendedGzipAfterProvidedEncoding_restJson1":          noBody,
}

const (
	noMessage = "the body has a message that the parameters don't give"
	offset    = "has clients read offsets from UTC; servers write UTC"
	emptyForm = "an empty list or map leaves no trace in the form, so a server can't tell it from none"
	noPayload = "has clients accept a body that is no document; another test on the same operation demands {}"
	extraData = "has clients ignore data that the model doesn't have"
	noBody    = "checks the header of a compressed request and gives no body to decode; TestReadBody does"
)
