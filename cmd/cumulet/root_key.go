package main

import (
	"context"
	"fmt"

	"github.com/cumulet/cumulet/internal/config"
	"github.com/cumulet/cumulet/internal/control"
)

const helpRootKey = `Makes another access key for root and writes it to DATA/credentials, when the
old one is lost. It works on the data directory, whether the server runs or not.
The old keys stay: list and delete them with aws iam list-access-keys and
aws iam delete-access-key.`

func runRootKey(ctx context.Context, std stdio, args []string) error {
	set := flags(std, "root-key", "new [flags]", helpRootKey)
	dataFlags(set)
	if len(args) == 0 || args[0] != "new" {
		set.Usage()
		if len(args) > 0 && (args[0] == "-h" || args[0] == "--help") {
			return nil
		}
		return errUsage
	}
	if err := parse(set, args[1:], 0); err != nil {
		return err
	}
	conf, err := config.Load(std.env, set)
	if err != nil {
		return err
	}
	return withCloud(ctx, conf, func(c control.Cloud) error {
		k, err := c.NewRootKey(ctx)
		if err != nil {
			return err
		}
		// Printed first: a key that can't be written down is not lost.
		fmt.Fprintf(std.out, "root access key id      %s\nroot secret access key  %s\n", k.AccessKeyID, k.Secret)
		if err := writeCredentials(conf.Data, k.AccessKeyID, k.Secret); err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.out, "It is written to %s.\n", credentialsFile(conf.Data))
		return err
	})
}
