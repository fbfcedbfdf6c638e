package config

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func load(t *testing.T, file string, env map[string]string, args ...string) (Config, error) {
	t.Helper()
	set := flag.NewFlagSet("serve", flag.ContinueOnError)
	Flags(set)
	if file != "" {
		path := filepath.Join(t.TempDir(), "c.toml")
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append([]string{"--config", path}, args...)
	}
	if err := set.Parse(args); err != nil {
		t.Fatal(err)
	}
	return Load(func(k string) string { return env[k] }, set)
}

func TestLaterWins(t *testing.T) {
	file := "data = \"from-file\"\nregion = \"eu-west-1\"\nlisten = [\"127.0.0.1:1\", \"[::1]:1\"]\n"
	env := map[string]string{"CUMULET_REGION": "us-east-1", "CUMULET_LISTEN": "127.0.0.1:2"}
	c, err := load(t, file, env, "--listen", "127.0.0.1:3,[::1]:3", "--sigv2=false")
	if err != nil {
		t.Fatal(err)
	}
	if c.Data != "from-file" || c.Region != "us-east-1" || strings.Join(c.Listen, " ") != "127.0.0.1:3 [::1]:3" || c.SigV2 {
		t.Errorf("got %+v", c)
	}
	if c.Endpoint() != "http://127.0.0.1:3" {
		t.Errorf("endpoint %s", c.Endpoint())
	}
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		env  map[string]string
		want string
	}{
		"unknown setting": {file: "dtaa = \"x\"", want: `unknown setting "dtaa"`},
		"no TOML":         {file: "data = ", want: "c.toml"},
		"port":            {env: map[string]string{"CUMULET_LISTEN": "4566"}, want: "not host:port"},
		"number":          {env: map[string]string{"CUMULET_CACHE_MIB": "much"}, want: "not a number"},
		"account":         {env: map[string]string{"CUMULET_ACCOUNT_ID": "12"}, want: "12 digits"},
		"half a key":      {env: map[string]string{"CUMULET_ROOT_ACCESS_KEY_ID": "AKIA0123456789012345"}, want: "go together"},
		"open metrics":    {env: map[string]string{"CUMULET_METRICS_LISTEN": "0.0.0.0:9"}, want: "not on loopback"},
		"proxy":           {env: map[string]string{"CUMULET_TRUSTED_PROXIES": "everyone"}, want: "no network"},
		"half TLS":        {env: map[string]string{"CUMULET_TLS_CERT": "x.pem"}, want: "go together"},
		"region":          {env: map[string]string{"CUMULET_REGION": "paris"}, want: "region"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := load(t, c.file, c.env); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestSecretsAreNoFlags(t *testing.T) {
	set := flag.NewFlagSet("serve", flag.ContinueOnError)
	Flags(set)
	if set.Lookup("root-secret-access-key") != nil {
		t.Error("a secret can be given on the command line, where everybody sees it")
	}
}
