package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"golang.org/x/crypto/bcrypt"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/internal/config"
)

// cloudKey holds what belongs to the whole cloud, as JSON.
var cloudKey = kv.NewKey("cloud", "identity")

// cloudFacts are made at first start and stay.
type cloudFacts struct {
	Account string `json:"account"`
	// ConsolePassword is root's password for the console, as bcrypt hash.
	ConsolePassword []byte `json:"consolePassword"`
}

// facts reads what was made at first start, or makes it. password is the
// console's, in clear, only when it was made just now.
func facts(ctx context.Context, db kv.Store, c config.Config) (f cloudFacts, password string, err error) {
	err = db.View(ctx, func(tx kv.Tx) error {
		value, err := tx.Get(cloudKey)
		if err != nil {
			return err
		}
		return json.Unmarshal(value, &f)
	})
	if err == nil && c.AccountID != "" && c.AccountID != f.Account {
		return f, "", fmt.Errorf("account_id: this data directory belongs to account %s, not %s; unset it or use another directory", f.Account, c.AccountID)
	}
	if !errors.Is(err, kv.ErrNotFound) {
		return f, "", err
	}
	if f.Account = c.AccountID; f.Account == "" {
		if f.Account, err = newAccountID(); err != nil {
			return f, "", err
		}
	}
	password = rand.Text()
	if f.ConsolePassword, err = bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost); err != nil {
		return f, "", err
	}
	value, err := json.Marshal(f)
	if err != nil {
		return f, "", err
	}
	return f, password, db.Update(ctx, func(tx kv.Tx) error { return tx.Set(cloudKey, value) })
}

// newAccountID makes twelve random digits, the first of them not zero: some
// tools read the id as a number.
func newAccountID() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(900_000_000_000))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d", n.Int64()+100_000_000_000), nil
}
