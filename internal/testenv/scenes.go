package testenv

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// Scenes runs the scripts of a folder (*.txtar), each against a cloud of its
// own, with the real aws CLI:
//
//	aws s3api create-bucket ...     # must succeed
//	! aws s3api get-object ...      # must fail
//	stderr 'NoSuchKey'
//	restart                         # kill -9 and start again
//	as user KEY SECRET              # the next calls are made by that key
//	as root
//	as nobody                       # without a signature
//
// $ENDPOINT, $ACCOUNT and $REGION are set.
func Scenes(t *testing.T, dir string) {
	Need(t, "aws", "the Debian package awscli, or pip install awscli")
	testscript.Run(t, testscript.Params{
		Dir: dir,
		Setup: func(env *testscript.Env) error {
			s := Start(env.T().(testing.TB))
			env.Values["server"] = s
			env.Vars = append(env.Vars, withPath(s.Env(), env.Vars)...)
			env.Setenv("ENDPOINT", s.Endpoint)
			env.Setenv("ADDR", s.Addr)
			env.Setenv("ACCOUNT", Account)
			env.Setenv("REGION", Region)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"aws": aws, "as": as, "restart": restart,
		},
	})
}

// withPath drops what testscript has set itself.
func withPath(vars, have []string) []string {
	set := map[string]bool{}
	for _, kv := range have {
		name, _, _ := strings.Cut(kv, "=")
		set[name] = name != "PATH" && name != "HOME"
	}
	var out []string
	for _, kv := range vars {
		if name, _, _ := strings.Cut(kv, "="); !set[name] {
			out = append(out, kv)
		}
	}
	return out
}

func aws(ts *testscript.TestScript, neg bool, args []string) {
	args = append([]string{"--endpoint-url", ts.Getenv("ENDPOINT")}, args...)
	if ts.Getenv("AS_NOBODY") != "" {
		args = append([]string{"--no-sign-request"}, args...)
	}
	err := ts.Exec("aws", args...)
	if err != nil && !neg {
		ts.Fatalf("aws failed: %v", err)
	}
	if err == nil && neg {
		ts.Fatalf("aws succeeded, it should have failed")
	}
}

func as(ts *testscript.TestScript, _ bool, args []string) {
	key, secret, nobody := AccessKey, SecretKey, ""
	switch {
	case len(args) == 3 && args[0] == "user":
		key, secret = args[1], args[2]
	case len(args) == 1 && args[0] == "nobody":
		nobody = "1"
	case len(args) == 1 && args[0] == "root":
	default:
		ts.Fatalf("usage: as root | as nobody | as user KEY SECRET")
	}
	ts.Setenv("AWS_ACCESS_KEY_ID", key)
	ts.Setenv("AWS_SECRET_ACCESS_KEY", secret)
	ts.Setenv("AS_NOBODY", nobody)
}

func restart(ts *testscript.TestScript, _ bool, _ []string) {
	s, ok := ts.Value("server").(*Server)
	if !ok {
		ts.Fatalf("no server")
	}
	s.Kill()
	s.Up()
}
