// Package sigv4 verifies AWS Signature Version 4 as services do: in the
// Authorization header, in the query of a presigned URL, and over streamed
// bodies (aws-chunked, with and without trailers). For S3 it also takes URLs
// presigned with Signature Version 2.
//
// [Parse] reads what a request claims, [Signature.Verify] proves it with the
// secret key, and [Signature.Body] gives the body, which is verified while it is
// read and fails at its end where it was tampered with.
//
// Sources: "AWS Signature Version 4 for API requests" in the IAM User Guide;
// "Authenticating Requests (AWS Signature Version 4)" and its pages on chunked
// uploads, and "Signing and authenticating REST requests (AWS signature version
// 2)" in the S3 documentation.
package sigv4
