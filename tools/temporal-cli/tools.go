//go:build tools

// Package tools pins the Temporal CLI, so that it can be built where its release cannot be downloaded.
// `go install …@version` stops at v1.5.1: later releases carry a replace directive that it refuses.
package tools

import _ "github.com/temporalio/cli/cmd/temporal"
