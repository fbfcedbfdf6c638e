// Package iam is the room of AWS Identity and Access Management: the dialect
// over package identity, which owns the entities and says under which keys they
// are kept.
//
// Differences from AWS: changes are seen by the next request, everywhere.
//
// Not built, and answered with NotImplemented: SAML providers, hardware MFA devices
// and passkeys, SSH keys, signing and server certificates, service-specific
// credentials, access advisor, delegation requests, what belongs to organizations.
package iam
