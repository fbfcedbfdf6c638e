package gateway

import (
	"net/http"
)

// Headers that a browser's script may read of an answer, as AWS's endpoints
// that allow cross-origin calls expose them.
const exposed = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,x-amzn-query-error,Date"

// preflight answers OPTIONS. The RPC services allow calls from every origin:
// who may call is decided by the signature. S3's answer depends on the bucket.
func (g *Gateway) preflight(x *exchange, at place) {
	r := x.r
	origin, method := r.Header.Get("Origin"), r.Header.Get("Access-Control-Request-Method")
	s3 := g.rooms.byName["s3"]
	if at.service == "s3" || at.bucket != "" || r.URL.Path != "/" {
		if s3 != nil && s3.CORS != nil {
			x.service = "s3"
			setIDs(x, &route{entry: s3})
			s3.CORS.ServeHTTP(x, x.request())
			return
		}
	}
	if origin == "" || method == "" {
		http.Error(x, "Insufficient information. Origin request header needed.", http.StatusBadRequest)
		return
	}
	h := x.Header()
	allowOrigin(h)
	h.Set("Access-Control-Allow-Methods", "POST,GET,OPTIONS")
	if want := r.Header.Get("Access-Control-Request-Headers"); want != "" {
		h.Set("Access-Control-Allow-Headers", want)
	}
	h.Set("Access-Control-Max-Age", "172800")
	x.WriteHeader(http.StatusOK)
}

func allowOrigin(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", exposed)
}
