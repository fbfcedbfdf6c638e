package config

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// Load gathers the settings: file (CUMULET_CONFIG, or ./cumulet.toml where it
// exists), environment, flags. set must have been given to [Flags] and parsed.
func Load(env func(string) string, set *flag.FlagSet) (Config, error) {
	c := Default()
	path := env("CUMULET_CONFIG")
	if f := set.Lookup("config"); f != nil && f.Value.String() != "" {
		path = f.Value.String()
	}
	if path == "" && exists("cumulet.toml") {
		path = "cumulet.toml"
	}
	if path != "" {
		if err := c.file(path); err != nil {
			return c, err
		}
	}
	if err := c.each(func(f field) error {
		if v := env(f.env()); v != "" || f.name == "metrics_listen" && isSet(f.env()) {
			return f.set(v, f.env())
		}
		return nil
	}); err != nil {
		return c, err
	}
	given := map[string]string{}
	set.Visit(func(f *flag.Flag) { given[f.Name] = f.Value.String() })
	if err := c.each(func(f field) error {
		if v, ok := given[f.flag()]; ok {
			return f.set(v, "--"+f.flag())
		}
		return nil
	}); err != nil {
		return c, err
	}
	return c, c.Check()
}

// isSet tells an empty variable from an absent one: empty switches metrics off.
func isSet(name string) bool { _, ok := os.LookupEnv(name); return ok }

func (c *Config) file(path string) error {
	meta, err := toml.DecodeFile(path, c)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return fmt.Errorf("%s: unknown setting %q; `cumulet serve --help` lists those there are", path, unknown[0].String())
	}
	return nil
}

// Flags defines a flag for each setting that is no secret: secrets on a command
// line are seen by everybody on the machine.
func Flags(set *flag.FlagSet) {
	c := Default()
	set.String("config", "", "TOML file with these settings (also CUMULET_CONFIG; default ./cumulet.toml where it exists)")
	_ = c.each(func(f field) error {
		if f.secret {
			return nil
		}
		help := f.help + " (also " + f.env() + ")"
		if f.value.Kind() == reflect.Bool {
			set.Bool(f.flag(), f.value.Bool(), help)
			return nil
		}
		set.String(f.flag(), f.text(), help)
		return nil
	})
}

// field is one setting.
type field struct {
	name, help string
	secret     bool
	value      reflect.Value
}

func (f field) env() string  { return "CUMULET_" + strings.ToUpper(f.name) }
func (f field) flag() string { return strings.ReplaceAll(f.name, "_", "-") }

func (f field) text() string {
	if f.value.Kind() == reflect.Slice {
		return strings.Join(f.value.Interface().([]string), ",")
	}
	return fmt.Sprint(f.value.Interface())
}

// set parses a value; lists are separated by commas.
func (f field) set(text, from string) error {
	switch f.value.Kind() {
	case reflect.Slice:
		f.value.Set(reflect.ValueOf(list(text)))
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("%s: %q is neither true nor false", from, text)
		}
		f.value.SetBool(b)
	case reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return fmt.Errorf("%s: %q is not a number", from, text)
		}
		f.value.SetInt(n)
	default:
		f.value.SetString(text)
	}
	return nil
}

func (c *Config) each(do func(field) error) error {
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag
		f := field{name: tag.Get("toml"), help: tag.Get("help"), secret: tag.Get("secret") != "", value: v.Field(i)}
		if err := do(f); err != nil {
			return err
		}
	}
	return nil
}
