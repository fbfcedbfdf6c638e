package identity

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Session is what temporary credentials say. It travels sealed in the session
// token, so that the store keeps nothing of it.
type Session struct {
	AccessKeyID string    `json:"k"` // ASIA..., set by NewSession
	Secret      string    `json:"s"` // set by NewSession
	Issued      time.Time `json:"i"` // set by NewSession
	Expires     time.Time `json:"e"`

	// Kind is AssumedRole, User or Root (GetSessionToken), or Federated.
	Kind    Kind   `json:"d"`
	Account string `json:"a"`
	// Name is the role's name of an AssumedRole, the user's name otherwise (empty
	// for Root): what is looked up for permissions.
	Name string `json:"n,omitempty"`
	// EntityID is the unique id of that role or user (AROA..., AIDA...). When it
	// is gone, or made anew under the same name, the session is refused.
	EntityID string `json:"u,omitempty"`
	// SessionName is the role session's or the federated user's name.
	SessionName string `json:"l,omitempty"`

	MFA            bool              `json:"m,omitempty"`
	SourceIdentity string            `json:"o,omitempty"`
	Tags           map[string]string `json:"t,omitempty"`
	TransitiveTags []string          `json:"v,omitempty"` // keys that role chaining passes on
	// Claims are the condition keys of an identity provider: aws:FederatedProvider,
	// ISSUER:sub, saml:aud.
	Claims map[string][]string `json:"c,omitempty"`
	// Policies are session policies, as JSON text; PolicyARNs are managed ones.
	// Where both are empty the session is not limited further.
	Policies   []string `json:"p,omitempty"`
	PolicyARNs []string `json:"q,omitempty"`
}

// ARN is the session's principal: arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION
// or arn:aws:sts::ACCOUNT:federated-user/NAME; empty for the other kinds, which
// keep the ARN of their user or root.
func (s *Session) ARN() string {
	switch s.Kind {
	case AssumedRole:
		return "arn:aws:sts::" + s.Account + ":assumed-role/" + s.Name + "/" + s.SessionName
	case Federated:
		return "arn:aws:sts::" + s.Account + ":federated-user/" + s.SessionName
	}
	return ""
}

// tokenVersion begins every session token; it names the form of what follows.
const tokenVersion = "CQ1"

// NewSession makes temporary credentials from what in says: it sets the key, the
// secret and the time of issue and seals all into the token.
func (s *Store) NewSession(in Session) (out *Session, token string, err error) {
	in.AccessKeyID = newKeyID(prefixTemporary, in.Account)
	in.Secret = newSecret()
	in.Issued = s.clk.Now().UTC().Truncate(time.Second)
	plain, err := json.Marshal(&in) //nolint:gosec // sealed at once
	if err != nil {
		return nil, "", fmt.Errorf("identity: session: %w", err)
	}
	sealed, err := s.box.Seal(plain, sessionAAD(in.AccessKeyID))
	if err != nil {
		return nil, "", fmt.Errorf("identity: seal session: %w", err)
	}
	return &in, tokenVersion + base64.StdEncoding.EncodeToString(sealed), nil
}

// ParseSession opens a session token that came with an access key id. A token
// that is not ours, or belongs to another key, gives [ErrInvalidToken]; one past
// its time [ErrExpiredToken], with the session.
func (s *Store) ParseSession(accessKeyID, token string) (*Session, error) {
	body, ok := strings.CutPrefix(token, tokenVersion)
	if !ok {
		return nil, ErrInvalidToken
	}
	sealed, err := base64.StdEncoding.DecodeString(body)
	if err != nil {
		return nil, ErrInvalidToken
	}
	plain, err := s.box.Open(sealed, sessionAAD(accessKeyID))
	if err != nil {
		return nil, ErrInvalidToken
	}
	var out Session
	if err := json.Unmarshal(plain, &out); err != nil || out.AccessKeyID != accessKeyID {
		return nil, ErrInvalidToken
	}
	if !s.clk.Now().Before(out.Expires) {
		return &out, ErrExpiredToken
	}
	return &out, nil
}

// sessionAAD binds a sealed session to its key.
func sessionAAD(keyID string) []byte { return []byte("identity/session/" + keyID) }
