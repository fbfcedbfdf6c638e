package main

import (
	"context"
	"fmt"

	"github.com/cumulet/cumulet/internal/config"
	"github.com/cumulet/cumulet/internal/control"
)

const helpRotate = `Makes a new master key and seals all stored secrets anew under it, whether the
server runs or not. The former keys stay in the key file, for backups and for
session tokens that are out; --drop-old forgets them, which ends these sessions.`

func runRotateMasterKey(ctx context.Context, std stdio, args []string) error {
	set := flags(std, "rotate-master-key", "[flags]", helpRotate)
	dataFlags(set)
	drop := set.Bool("drop-old", false, "forget the former keys")
	if err := parse(set, args, 0); err != nil {
		return err
	}
	conf, err := config.Load(std.env, set)
	if err != nil {
		return err
	}
	return withCloud(ctx, conf, func(c control.Cloud) error {
		r, err := c.RotateMasterKey(ctx, *drop)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.out, "The master key is now %s; %d secrets were sealed anew; the key file holds %d keys.\n", r.KeyID, r.Resealed, r.Keys)
		return err
	})
}
