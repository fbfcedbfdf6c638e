// Package ec2 is the room of Amazon EC2. So far it answers what clients ask
// before anything else: which regions and zones there are, and what the account
// may have. It keeps nothing; the answers are facts.
//
// Every region's name is accepted by this cloud, so all regions are enabled:
// those that AWS makes one opt in to are "opted-in". Each region has three zones,
// a, b and c, that share the machine. A region's endpoint is the one that the
// caller reached, since it serves them all.
//
// Not built: everything else, instances above all; it answers NotImplemented.
package ec2
