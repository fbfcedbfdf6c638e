package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/cumulet/cumulet/internal/config"
)

const helpEnv = `Prints what a shell needs so that AWS's clients use this cloud as root:

  eval "$(cumulet env)"`

// overriding are the variables that win over the files, for most clients.
const overriding = "AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION AWS_DEFAULT_REGION AWS_ENDPOINT_URL"

func runEnv(_ context.Context, std stdio, args []string) error {
	set := flags(std, "env", "[flags]", helpEnv)
	dataFlags(set)
	if err := parse(set, args, 0); err != nil {
		return err
	}
	conf, err := config.Load(std.env, set)
	if err != nil {
		return err
	}
	data, err := filepath.Abs(conf.Data)
	if err != nil {
		return err
	}
	if _, err := os.Stat(credentialsFile(data)); err != nil {
		return fmt.Errorf("there are no credentials in %s; start the cloud once (cumulet serve) or name its directory (--data): %w", data, err)
	}
	_, err = fmt.Fprintf(std.out, "unset %s\nexport AWS_SHARED_CREDENTIALS_FILE=%s\nexport AWS_CONFIG_FILE=%s\n",
		overriding, quote(credentialsFile(data)), quote(configFile(data)))
	return err
}

// quote makes one word of s in a POSIX shell.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
