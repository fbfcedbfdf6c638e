package gateway

import "github.com/cumulet/cumulet/identity/policy"

// GlobalContext gives the condition keys that every request has, for rooms that
// must ask [Identity] themselves: once an item, or for the visitors of a site.
func GlobalContext(c *Call) policy.Context { return globalContext(c) }
