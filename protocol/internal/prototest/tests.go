package prototest

import (
	"encoding/json"
	"fmt"
	"iter"
	"strings"
)

// tests are the tests on one operation or error.
type tests struct {
	requests  []requestTest
	responses []responseTest
	malformed []malformedTest
}

// message is what the three kinds of test say about an HTTP message.
type message struct {
	Headers       map[string]string `json:"headers"`
	ForbidHeaders []string          `json:"forbidHeaders"`
	Require       []string          `json:"requireHeaders"`
	MediaType     string            `json:"bodyMediaType"`
}

type requestTest struct {
	ID          string `json:"id"`
	Protocol    string `json:"protocol"`
	AppliesTo   string `json:"appliesTo"`
	Method      string `json:"method"`
	URI         string `json:"uri"`
	Host        string `json:"host"`
	QueryParams []string
	message
	Body   *string        `json:"body"`
	Params map[string]any `json:"params"`
}

type responseTest struct {
	ID        string `json:"id"`
	Protocol  string `json:"protocol"`
	AppliesTo string `json:"appliesTo"`
	Code      int    `json:"code"`
	message
	Body   *string        `json:"body"`
	Params map[string]any `json:"params"`
}

type malformedTest struct {
	ID       string `json:"id"`
	Protocol string `json:"protocol"`
	Request  struct {
		Method      string            `json:"method"`
		URI         string            `json:"uri"`
		Host        string            `json:"host"`
		QueryParams []string          `json:"queryParams"`
		Headers     map[string]string `json:"headers"`
		Body        *string           `json:"body"`
	} `json:"request"`
	Response struct {
		Code    int               `json:"code"`
		Headers map[string]string `json:"headers"`
		Body    *struct {
			MediaType string `json:"mediaType"`
			Assertion struct {
				Contents     *string `json:"contents"`
				MessageRegex *string `json:"messageRegex"`
			} `json:"assertion"`
		} `json:"body"`
	} `json:"response"`
	Parameters map[string][]string `json:"testParameters"`
}

// expand gives the test once for each row of its parameters, which stand in it
// as $name:L (as they are) and $name:S (as a JSON string).
// https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html#parameterized-tests
func (m malformedTest) expand() iter.Seq2[string, malformedTest] {
	return func(yield func(string, malformedTest) bool) {
		if len(m.Parameters) == 0 {
			m.apply(strings.NewReplacer("$$", "$").Replace)
			yield(m.ID, m)
			return
		}
		rows := 0
		for _, values := range m.Parameters {
			rows = len(values)
		}
		for i := range rows {
			var pairs []string
			for name, values := range m.Parameters {
				quoted, _ := json.Marshal(values[i])
				pairs = append(pairs, "$"+name+":L", values[i], "$"+name+":S", string(quoted))
			}
			c := m
			c.apply(strings.NewReplacer(append(pairs, "$$", "$")...).Replace)
			if !yield(fmt.Sprintf("%s/%d", m.ID, i), c) {
				return
			}
		}
	}
}

func (m *malformedTest) apply(f func(string) string) {
	text := func(p *string) *string {
		if p == nil {
			return nil
		}
		s := f(*p)
		return &s
	}
	all := func(in map[string]string) map[string]string {
		out := map[string]string{}
		for k, v := range in {
			out[k] = f(v)
		}
		return out
	}
	m.Request.URI = f(m.Request.URI)
	m.Request.Body = text(m.Request.Body)
	m.Request.Headers = all(m.Request.Headers)
	m.Response.Headers = all(m.Response.Headers)
	var query []string
	for _, q := range m.Request.QueryParams {
		query = append(query, f(q))
	}
	m.Request.QueryParams = query
	if b := m.Response.Body; b != nil {
		c := *b
		c.Assertion.Contents = text(b.Assertion.Contents)
		c.Assertion.MessageRegex = text(b.Assertion.MessageRegex)
		m.Response.Body = &c
	}
}
