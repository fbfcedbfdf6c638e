package identity

import (
	"errors"
	"strings"
	"unicode"
)

// PasswordPolicy says which passwords an account's users may have ("Set an
// account password policy for IAM users" in the IAM User Guide).
type PasswordPolicy struct {
	MinLength                        int32 `json:"min"` // characters
	Symbols, Numbers, Uppers, Lowers bool  // at least one of each is asked for
	UsersMayChange                   bool  // each user may change his own
	MaxAge                           int32 `json:"maxAge,omitempty"` // days; 0 means for ever
	Reuse                            int32 `json:"reuse,omitempty"`  // how many passwords before must differ
	HardExpiry                       bool  // an old password can't be changed any more by signing in
	kinds                            int   // how many kinds of character are asked for
}

// defaultPasswords is the policy of an account that has none of its own.
var defaultPasswords = PasswordPolicy{MinLength: 8, kinds: 3}

// ErrWeakPassword says that a password is not what the account's policy asks for.
var ErrWeakPassword = errors.New("identity: the password does not conform to the account password policy")

// passwordSymbols are the characters that count as symbols.
const passwordSymbols = "!@#$%^&*()_+-=[]{}|'"

// PasswordPolicyOf gives the policy that holds for the account's passwords.
func PasswordPolicyOf(a *Account) *PasswordPolicy {
	if a.Passwords != nil {
		return a.Passwords
	}
	return &defaultPasswords
}

// Check refuses a password with [ErrWeakPassword]. It does not see whether the
// password was used before.
func (p *PasswordPolicy) Check(user, password string) error {
	var lower, upper, number, symbol bool
	for _, r := range password {
		lower = lower || r >= 'a' && r <= 'z'
		upper = upper || r >= 'A' && r <= 'Z'
		number = number || unicode.IsDigit(r)
		symbol = symbol || strings.ContainsRune(passwordSymbols, r)
	}
	kinds := 0
	for _, has := range []bool{lower, upper, number, symbol} {
		if has {
			kinds++
		}
	}
	if len([]rune(password)) < int(p.MinLength) || kinds < p.kinds || p.kinds > 0 && strings.EqualFold(user, password) ||
		p.Lowers && !lower || p.Uppers && !upper || p.Numbers && !number || p.Symbols && !symbol {
		return ErrWeakPassword
	}
	return nil
}
