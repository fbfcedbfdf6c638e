package reflectx_test

import (
	"math"
	"math/big"
	"reflect"
	"testing"
	"time"

	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

func TestTimes(t *testing.T) {
	tests := []struct {
		text   string
		format schema.TimestampFormat
		want   string // RFC 3339, or empty where it must be refused
		out    string // where it differs from text
	}{
		{text: "0", format: schema.FormatEpoch, want: "1970-01-01T00:00:00Z"},
		{text: "1515531081.123", format: schema.FormatEpoch, want: "2018-01-09T20:51:21.123Z"},
		{text: "-1.5", format: schema.FormatEpoch, want: "1969-12-31T23:59:58.5Z"},
		{text: "1.5e9", format: schema.FormatEpoch, want: "2017-07-14T02:40:00Z", out: "1500000000"},
		{text: "253402300800", format: schema.FormatEpoch},
		{text: "1e300", format: schema.FormatEpoch},
		{text: "NaN", format: schema.FormatEpoch},
		{text: "0x42", format: schema.FormatEpoch},
		{text: "1_0", format: schema.FormatEpoch},
		{text: "", format: schema.FormatEpoch},
		{text: "1.", format: schema.FormatEpoch},
		{text: "2019-12-16T23:48:18Z", format: schema.FormatISO8601, want: "2019-12-16T23:48:18Z"},
		{text: "2019-12-16T23:48:18.123Z", format: schema.FormatISO8601, want: "2019-12-16T23:48:18.123Z"},
		{text: "2019-12-16T23:48:18+01:00", format: schema.FormatISO8601},
		{text: "2019-12-16T23:48:18,5Z", format: schema.FormatISO8601},
		{text: "2019-12-16", format: schema.FormatISO8601},
		{text: "Mon, 16 Dec 2019 23:48:18 GMT", format: schema.FormatHTTPDate, want: "2019-12-16T23:48:18Z"},
		{text: "2019-12-16T23:48:18Z", format: schema.FormatHTTPDate},
	}
	for _, tt := range tests {
		got, ok := reflectx.ParseTime(tt.text, tt.format)
		if ok != (tt.want != "") {
			t.Errorf("ParseTime(%q, %d) = %v, %v", tt.text, tt.format, got, ok)
			continue
		}
		if !ok {
			continue
		}
		if s := got.Format(time.RFC3339Nano); s != tt.want {
			t.Errorf("ParseTime(%q, %d) = %s, want %s", tt.text, tt.format, s, tt.want)
		}
		want := tt.out
		if want == "" {
			want = tt.text
		}
		if s := string(reflectx.AppendTime(nil, got, tt.format)); s != want {
			t.Errorf("AppendTime(%s, %d) = %q, want %q", got, tt.format, s, want)
		}
	}
}

// each kind in its three Go forms: an element, a field, and a recursive field.
func TestSetText(t *testing.T) {
	now := time.Date(2019, 12, 16, 23, 48, 18, 0, time.UTC)
	tests := []struct {
		kind schema.Kind
		text string
		want any // nil where the text must be refused
	}{
		{schema.String, "x", "x"},
		{schema.Blob, "aGk=", []byte("hi")},
		{schema.Blob, "aGk", nil},
		{schema.Boolean, "true", true},
		{schema.Boolean, "True", nil},
		{schema.Byte, "-128", int32(-128)},
		{schema.Byte, "128", nil},
		{schema.Short, "32767", int32(32767)},
		{schema.Short, "32768", nil},
		{schema.Integer, "2147483647", int32(math.MaxInt32)},
		{schema.Integer, "2147483648", nil},
		{schema.Integer, "+1", nil},
		{schema.Long, "9223372036854775807", int64(math.MaxInt64)},
		{schema.Long, "9223372036854775808", nil},
		{schema.Long, "", nil},
		{schema.Float, "1.5", float32(1.5)},
		{schema.Float, "-Infinity", float32(math.Inf(-1))},
		{schema.Float, "1e300", nil},
		{schema.Double, "1e300", 1e300},
		{schema.Double, "inf", nil},
		{schema.BigInteger, "123456789012345678901234567890", *mustInt("123456789012345678901234567890")},
		{schema.BigInteger, "1.5", nil},
		{schema.Timestamp, "2019-12-16T23:48:18Z", now},
		{schema.Timestamp, "0", nil},
		{schema.Structure, "x", nil},
	}
	for _, tt := range tests {
		typ := reflect.TypeFor[struct{}]()
		if tt.want != nil {
			typ = reflect.TypeOf(tt.want)
		}
		m := &schema.Member{Shape: &schema.Shape{Kind: tt.kind, Type: typ}}
		forms := []reflect.Type{typ, reflect.PointerTo(typ), reflect.TypeFor[any]()}
		if typ.Kind() == reflect.Slice {
			forms = []reflect.Type{typ, reflect.TypeFor[any]()}
		}
		if tt.want == nil {
			forms = []reflect.Type{reflect.TypeFor[any]()}
		}
		for _, form := range forms {
			v := reflect.New(form).Elem()
			err := reflectx.SetText(v, m, tt.text, schema.FormatISO8601)
			if (err == nil) != (tt.want != nil) {
				t.Errorf("SetText(%s, %d, %q): %v", form, tt.kind, tt.text, err)
			}
			if err != nil || tt.want == nil {
				continue
			}
			got, ok := reflectx.Deref(v)
			if !ok || !reflect.DeepEqual(got.Interface(), tt.want) {
				t.Errorf("SetText(%s, %d, %q) set %v, want %v", form, tt.kind, tt.text, v, tt.want)
				continue
			}
			if s := string(reflectx.AppendText(nil, got, m, schema.FormatISO8601)); tt.text != s && tt.kind != schema.Double {
				t.Errorf("AppendText(%s, %d) = %q, want %q", form, tt.kind, s, tt.text)
			}
		}
	}
}

func mustInt(s string) *big.Int {
	n, _ := new(big.Int).SetString(s, 10)
	return n
}

func TestDefaults(t *testing.T) {
	list := &schema.Shape{Kind: schema.List, Type: reflect.TypeFor[[]string]()}
	var v struct {
		Name  *string
		Count *int32
		When  *time.Time
		Data  []byte
		Items []string
		Doc   any
		Set   *string
	}
	kept := "kept"
	v.Set = &kept
	members := []schema.Member{
		{Shape: &schema.Shape{Kind: schema.String, Type: reflect.TypeFor[string]()}, Default: "hi"},
		{Shape: &schema.Shape{Kind: schema.Integer, Type: reflect.TypeFor[int32]()}, Default: int64(7)},
		{Shape: &schema.Shape{Kind: schema.Timestamp, Type: reflect.TypeFor[time.Time]()}, Default: int64(1)},
		{Shape: &schema.Shape{Kind: schema.Blob, Type: reflect.TypeFor[[]byte]()}, Default: "aGk="},
		{Shape: list, Default: []any{}},
		{Shape: &schema.Shape{Kind: schema.Document, Type: reflect.TypeFor[any]()}, Default: true},
		{Shape: &schema.Shape{Kind: schema.String, Type: reflect.TypeFor[string]()}, Default: "hi"},
	}
	for i := range members {
		reflectx.ApplyDefault(reflect.ValueOf(&v).Elem().Field(i), &members[i])
	}
	if *v.Name != "hi" || *v.Count != 7 || v.When.Unix() != 1 || string(v.Data) != "hi" ||
		v.Items == nil || v.Doc != true || *v.Set != "kept" {
		t.Errorf("defaults: %+v", v)
	}
}
