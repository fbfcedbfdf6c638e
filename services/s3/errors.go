package s3

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/protocol"
)

// kind is the status and the usual message of an error code.
type kind struct {
	status  int
	message string
}

// kinds are S3's errors (API Reference, "Error responses", List of error codes).
var kinds = map[string]kind{
	"AccessControlListNotSupported":                  {400, "The bucket does not allow ACLs"},
	"AccessDenied":                                   {403, "Access Denied"},
	"AuthorizationHeaderMalformed":                   {400, "The authorization header is malformed"},
	"BadDigest":                                      {400, "The Content-MD5 or checksum value that you specified did not match what the server received."},
	"BadRequest":                                     {400, "Bad Request"},
	"BucketAlreadyExists":                            {409, "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again."},
	"BucketAlreadyOwnedByYou":                        {409, "Your previous request to create the named bucket succeeded and you already own it."},
	"BucketNotEmpty":                                 {409, "The bucket you tried to delete is not empty"},
	"EntityTooLarge":                                 {400, "Your proposed upload exceeds the maximum allowed size"},
	"EntityTooSmall":                                 {400, "Your proposed upload is smaller than the minimum allowed size"},
	"IllegalLocationConstraintException":             {400, "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to."},
	"IllegalVersioningConfigurationException":        {400, "The Versioning element must be specified"},
	"IncompleteBody":                                 {400, "You did not provide the number of bytes specified by the Content-Length HTTP header"},
	"IncorrectEndpoint":                              {400, "The specified bucket exists in another Region. Please direct requests to the specified endpoint."},
	"InvalidArgument":                                {400, "Invalid Argument"},
	"InvalidBucketAclWithObjectOwnership":            {400, "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"},
	"InvalidBucketName":                              {400, "The specified bucket is not valid."},
	"InvalidDigest":                                  {400, "The Content-MD5 you specified was invalid."},
	"InvalidLocationConstraint":                      {400, "The specified location-constraint is not valid"},
	"InvalidPart":                                    {400, "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."},
	"InvalidPartNumber":                              {416, "The requested partnumber is not satisfiable"},
	"InvalidPartOrder":                               {400, "The list of parts was not in ascending order. Parts must be ordered by part number."},
	"InvalidRange":                                   {416, "The requested range is not satisfiable"},
	"InvalidRequest":                                 {400, "Invalid Request"},
	"InvalidRedirectLocation":                        {400, "The website redirect location is not valid"},
	"InvalidStorageClass":                            {400, "The storage class you specified is not valid"},
	"InvalidTag":                                     {400, "The tag provided was not a valid tag."},
	"InvalidURI":                                     {400, "Couldn't parse the specified URI."},
	"KeyTooLongError":                                {400, "Your key is too long"},
	"MalformedPolicy":                                {400, "Policies must be valid JSON and the first byte must be '{'"},
	"MalformedXML":                                   {400, "The XML you provided was not well-formed or did not validate against our published schema"},
	"MetadataTooLarge":                               {400, "Your metadata headers exceed the maximum allowed metadata size"},
	"MethodNotAllowed":                               {405, "The specified method is not allowed against this resource."},
	"MissingContentLength":                           {411, "You must provide the Content-Length HTTP header."},
	"NoSuchBucket":                                   {404, "The specified bucket does not exist"},
	"NoSuchBucketPolicy":                             {404, "The bucket policy does not exist"},
	"NoSuchCORSConfiguration":                        {404, "The CORS configuration does not exist"},
	"NoSuchKey":                                      {404, "The specified key does not exist."},
	"NoSuchLifecycleConfiguration":                   {404, "The lifecycle configuration does not exist"},
	"NoSuchPublicAccessBlockConfiguration":           {404, "The public access block configuration was not found"},
	"NoSuchTagSet":                                   {404, "The TagSet does not exist"},
	"NoSuchUpload":                                   {404, "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."},
	"NoSuchVersion":                                  {404, "The specified version does not exist."},
	"NoSuchWebsiteConfiguration":                     {404, "The specified bucket does not have a website configuration"},
	"NotImplemented":                                 {501, "A header you provided implies functionality that is not implemented"},
	"NotModified":                                    {304, "Not Modified"},
	"ObjectLockConfigurationNotFoundError":           {404, "Object Lock configuration does not exist for this bucket"},
	"OperationAborted":                               {409, "A conflicting conditional operation is currently in progress against this resource. Please try again."},
	"OwnershipControlsNotFoundError":                 {404, "The bucket ownership controls were not found"},
	"PermanentRedirect":                              {301, "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint."},
	"PreconditionFailed":                             {412, "At least one of the pre-conditions you specified did not hold"},
	"ReplicationConfigurationNotFoundError":          {404, "The replication configuration was not found"},
	"ServerSideEncryptionConfigurationNotFoundError": {404, "The server side encryption configuration was not found"},
}

// fault makes an error of S3's list. details are names and values in turn.
func fault(code string, details ...string) *protocol.Error {
	k, ok := kinds[code]
	if !ok {
		k = kind{http.StatusInternalServerError, code}
	}
	e := &protocol.Error{Code: code, Status: k.status, Message: k.message, Server: k.status >= 500}
	for i := 0; i+1 < len(details); i += 2 {
		e.Details = append(e.Details, protocol.Detail{Name: details[i], Value: details[i+1]})
	}
	return e
}

// say is fault with a message of its own.
func say(code, message string, details ...string) *protocol.Error {
	e := fault(code, details...)
	e.Message = message
	return e
}

func invalidArgument(message, name, value string) *protocol.Error {
	return say("InvalidArgument", message, "ArgumentName", name, "ArgumentValue", value)
}

// notImplemented refuses a header, or whatever else asks for what is not built.
func notImplemented(header, message string) *protocol.Error {
	return say("NotImplemented", "A header you provided implies functionality that is not implemented: "+message, "Header", header)
}

// place names what an error is about.
type place struct{ bucket, key, version, upload string }

// fail words an engine's error; others stay as they are.
func (p place) fail(err error) error {
	if err == nil {
		return nil
	}
	if m, ok := errors.AsType[*object.MarkerError](err); ok {
		return p.marker(m)
	}
	if d, ok := errors.AsType[*object.DigestError](err); ok {
		return p.digest(d)
	}
	if e, ok := errors.AsType[*object.PartError](err); ok {
		return p.part(e)
	}
	for _, w := range []struct {
		is  error
		say *protocol.Error
	}{
		{object.ErrNoSuchBucket, fault("NoSuchBucket", "BucketName", p.bucket)},
		{object.ErrNotEmpty, fault("BucketNotEmpty", "BucketName", p.bucket)},
		{object.ErrNoSuchKey, fault("NoSuchKey", "Key", p.key)},
		{object.ErrNoSuchVersion, fault("NoSuchVersion", "Key", p.key, "VersionId", p.version)},
		{object.ErrInvalidVersion, invalidArgument("Invalid version id specified", "versionId", p.version)},
		{object.ErrNoSuchUpload, fault("NoSuchUpload", "UploadId", p.upload)},
		{object.ErrNoSuchPart, fault("InvalidPartNumber")},
		{object.ErrPrecondition, fault("PreconditionFailed")},
		{object.ErrIncomplete, fault("IncompleteBody")},
		{object.ErrTooLong, fault("IncompleteBody")},
		{object.ErrTooBig, fault("EntityTooLarge", "MaxSizeAllowed", strconv.FormatInt(object.MaxPut, 10))},
		{object.ErrKeyTooLong, fault("KeyTooLongError", "Size", strconv.Itoa(len(p.key)), "MaxSizeAllowed", strconv.Itoa(object.MaxKey))},
		{object.ErrInvalidKey, fault("InvalidURI", "URI", p.key)},
		{object.ErrInvalidPartOrder, fault("InvalidPartOrder", "UploadId", p.upload)},
		{object.ErrNoParts, fault("MalformedXML")},
		{object.ErrChecksumType, say("InvalidRequest", "The checksum that was sent does not have the algorithm or type of the upload.")},
		{object.ErrInvalidRange, fault("InvalidRange")},
	} {
		if errors.Is(err, w.is) {
			return w.say
		}
	}
	return err
}

func (p place) marker(m *object.MarkerError) error {
	header := http.Header{
		"X-Amz-Delete-Marker": {"true"}, "X-Amz-Version-Id": {m.VersionID},
	}
	e := fault("NoSuchKey", "Key", p.key)
	if m.Named {
		e = fault("MethodNotAllowed", "Method", "GET", "ResourceType", "DeleteMarker")
		header.Set("Allow", http.MethodDelete)
		header.Set("Last-Modified", m.Modified.UTC().Format(http.TimeFormat))
	}
	e.Header = header
	return e
}

func (p place) digest(d *object.DigestError) error {
	if d.Algorithm == object.MD5 {
		return say("BadDigest", "The Content-MD5 you specified did not match what we received.",
			"ExpectedDigest", encodeSum(d.Want), "CalculatedDigest", encodeSum(d.Got))
	}
	return say("BadDigest", "The "+string(d.Algorithm)+" you specified did not match the calculated checksum.")
}

func (p place) part(e *object.PartError) error {
	n := strconv.Itoa(e.Number)
	switch {
	case errors.Is(e.Err, object.ErrPartTooSmall):
		return fault("EntityTooSmall", "ProposedSize", strconv.FormatInt(e.Size, 10),
			"MinSizeAllowed", strconv.FormatInt(object.MinPart, 10), "PartNumber", n, "ETag", e.ETag)
	case e.Number < 1 || e.Number > object.MaxParts:
		return invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", n)
	}
	return fault("InvalidPart", "UploadId", p.upload, "PartNumber", n, "ETag", e.ETag)
}
