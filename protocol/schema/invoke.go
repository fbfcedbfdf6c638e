package schema

import "context"

// Invoker calls one operation on a generated service interface.
type Invoker func(ctx context.Context, impl, in any) (out any, err error)
