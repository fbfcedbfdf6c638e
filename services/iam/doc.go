// Package iam is the room of AWS Identity and Access Management: the dialect
// over package identity, which owns the entities and says under which keys they
// are kept.
//
// Differences from AWS: changes are seen by the next request, everywhere.
//
// Not built, and answered with NotImplemented: hardware MFA devices and passkeys, SSH
// keys, signing and server certificates, SAML providers,
// service-linked roles, service-specific credentials, credential reports, access advisor, policy
// simulation.
package iam
