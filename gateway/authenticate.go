package gateway

import (
	"io"
	"net/http"
	"regexp"

	"github.com/cumulet/cumulet/identity/sigv4"
	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
)

// regionName is the form of every AWS region's name: eu-west-3, us-gov-east-1.
var regionName = regexp.MustCompile(`^[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}$`)

// authenticate finds out who calls and opens the call's record. The body of a
// signed request is verified while it is read; that of a Query call, which was
// read to find the operation, here.
func (g *Gateway) authenticate(x *exchange, rt *route) error {
	if rt.sig == nil {
		return g.anonymous(x, rt)
	}
	sig := rt.sig
	if sig.Version == 2 && (!g.SigV2 || dialectOf(rt.service(), rt.proto) != dialectS3) {
		return protocol.Errorf(http.StatusBadRequest, "InvalidRequest",
			"The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.")
	}
	if sig.Version == 4 && sig.Service != rt.entry.Schema.SigningName {
		return refuse(rt.service(), rt.proto, wrongScope, "Credential should be scoped to correct service: '"+rt.entry.Schema.SigningName+"'.")
	}
	if sig.Version == 4 && !regionName.MatchString(sig.Region) {
		return refuse(rt.service(), rt.proto, wrongScope, "Credential should be scoped to a valid region.")
	}
	if !sig.CoversBody() && dialectOf(rt.service(), rt.proto) != dialectS3 && !rt.op.UnsignedPayload {
		return refuse(rt.service(), rt.proto, badSignature, "")
	}
	cred, err := g.Identity.Credential(x.ctx, sig.AccessKeyID, sig.Token)
	if err != nil {
		return credentialError(rt, sig.AccessKeyID, err)
	}
	r := x.r
	r.Host = x.call.Host
	sig.Keys, sig.Bucket = g.keys, rt.bucket
	if err := sig.Verify(r, cred.Secret, x.call.Time); err != nil {
		return err
	}
	body, length, err := sig.Body(r, cred.Secret)
	if err != nil {
		return err
	}
	if rt.req.Body, rt.req.Length = body, length; rt.form {
		if _, err := io.Copy(io.Discard, body); err != nil {
			return err
		}
	}
	x.call.Principal = cred.Principal
	x.call.Account = cred.Principal.Account
	if sig.Region != "" {
		x.call.Region = sig.Region
	}
	x.call.Signature = sig
	x.beginRecord()
	return nil
}

// anonymous lets a caller without signature on: S3 decides by the bucket's
// policy, and operations such as AssumeRoleWithWebIdentity bring their own proof.
func (g *Gateway) anonymous(x *exchange, rt *route) error {
	if rt.op.Auth != schema.AuthNone && dialectOf(rt.service(), rt.proto) != dialectS3 {
		return refuse(rt.service(), rt.proto, missingAuth, "")
	}
	if dialectOf(rt.service(), rt.proto) == dialectS3 {
		x.call.Account = ""
	}
	body, length, err := (*sigv4.Signature)(nil).Body(x.r, "")
	if err != nil {
		return err
	}
	if !streams(rt.op) && (length < 0 || length > maxStrange) {
		return tooLarge(maxStrange)
	}
	rt.req.Body, rt.req.Length = body, length
	x.beginRecord()
	return nil
}

// streams tells whether the operation's body is streamed and not read into memory.
func streams(op *schema.Operation) bool {
	in := op.Input
	return in == nil || in.Payload > 0 && in.Members[in.Payload-1].Streaming
}
