// Package iam is the room of AWS Identity and Access Management: the dialect
// over package identity, which owns the entities and says under which keys they
// are kept.
//
// Differences from AWS: changes are seen by the next request, everywhere; a
// credential report and the deletion of a service-linked role are done at once;
// thumbprints of OpenID Connect providers are not fetched, and needed only for
// certificates of no public authority; a SAML metadata document has at most 1 MiB.
//
// Not built, and answered with NotImplemented: encrypted SAML assertions, hardware MFA
// devices, passkeys and devices of root, SSH keys, signing and server certificates, service-specific
// credentials, access advisor, delegation requests, what belongs to organizations.
package iam
