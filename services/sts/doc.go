// Package sts is the room of the AWS Security Token Service: who am I, and
// temporary credentials for roles and for oneself. It is a dialect over package
// identity, and keeps nothing itself: what temporary credentials say travels
// sealed in their session token.
//
// Not built: AssumeRoot, GetDelegatedAccessToken, GetWebIdentityToken, encrypted
// SAML assertions, OAuth 2.0 access tokens. They answer NotImplemented, or are
// refused.
package sts
