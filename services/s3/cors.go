package s3

import (
	"bytes"
	"encoding/xml"
	"net/http"
)

// refusePreflight answers OPTIONS: no bucket has CORS, which is not built.
func refusePreflight(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Origin") == "" || r.Header.Get("Access-Control-Request-Method") == "" {
		writeXMLError(w, http.StatusBadRequest, "BadRequest", "Insufficient information. Origin request header needed.", r.Header.Get("Access-Control-Request-Method"))
		return
	}
	writeXMLError(w, http.StatusForbidden, "AccessForbidden", "CORSResponse: CORS is not enabled for this bucket.", r.Header.Get("Access-Control-Request-Method"))
}

func writeXMLError(w http.ResponseWriter, status int, code, message, method string) {
	var b bytes.Buffer
	b.WriteString(xml.Header + "<Error>")
	for _, e := range [][2]string{
		{"Code", code}, {"Message", message}, {"Method", method}, {"ResourceType", "BUCKET"}, {"RequestId", w.Header().Get("x-amz-request-id")},
	} {
		b.WriteString("<" + e[0] + ">")
		_ = xml.EscapeText(&b, []byte(e[1])) // a buffer never fails
		b.WriteString("</" + e[0] + ">")
	}
	b.WriteString("</Error>")
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the client left
}
