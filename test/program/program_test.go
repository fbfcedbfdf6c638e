// Package program tests the program as its operator meets it: files, ports,
// signals, certificates, regions.
package program

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"github.com/cumulet/cumulet/internal/testenv"
	"github.com/cumulet/cumulet/test/sdk"
)

func serve(t *testing.T, env []string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, testenv.Binary(t), append([]string{"serve"}, args...)...)
	cmd.Env = append(testenv.CleanEnv(), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestSecondProcess(t *testing.T) {
	s := testenv.Start(t)
	out, err := serve(t, nil, "--data", s.Dir, "--listen", "127.0.0.1:0", "--metrics-listen", "")
	if err == nil || !strings.Contains(out, "another cumulet runs on") {
		t.Errorf("got %v: %s", err, out)
	}
}

// TestNewerFormat: a data directory of a newer program is left alone.
func TestNewerFormat(t *testing.T) {
	s := testenv.Start(t)
	s.Down()
	format := filepath.Join(s.Dir, "store", "FORMAT")
	if _, err := os.Stat(format); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(format, []byte("cumulet-kv 9999\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := serve(t, nil, "--data", s.Dir, "--listen", "127.0.0.1:0", "--metrics-listen", "")
	if err == nil || !strings.Contains(out, "9999") || !strings.Contains(out, "newer cumulet") {
		t.Errorf("got %v: %s", err, out)
	}
}

// TestMetrics: Prometheus finds the numbers, on an address of their own.
func TestMetrics(t *testing.T) {
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	s := testenv.Start(t, "CUMULET_METRICS_LISTEN="+addr)
	if _, err := sdk.S3(sdk.Config(s)).ListBuckets(sdk.Context(t, time.Minute), &s3.ListBucketsInput{}); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(body), `cumulet_requests_total{operation="ListBuckets",service="s3",status="200"} 1`) {
		t.Errorf("%v: %.2000s", err, body)
	}
}

func TestPortInUse(t *testing.T) {
	s := testenv.Start(t)
	out, err := serve(t, nil, "--data", t.TempDir(), "--listen", s.Addr, "--metrics-listen", "")
	if err == nil || !strings.Contains(out, "--listen") {
		t.Errorf("got %v: %s", err, out)
	}
}

func TestOtherAccount(t *testing.T) {
	s := testenv.Start(t)
	s.Down()
	out, err := serve(t, []string{"CUMULET_ACCOUNT_ID=999999999999"}, "--data", s.Dir, "--listen", "127.0.0.1:0", "--metrics-listen", "")
	if err == nil || !strings.Contains(out, "belongs to account") {
		t.Errorf("got %v: %s", err, out)
	}
}

// TestPrivate: nothing in the data directory is for others, and no secret is in
// the log.
func TestPrivate(t *testing.T) {
	s := testenv.Start(t)
	client := sdk.IAM(sdk.Config(s))
	ctx := sdk.Context(t, time.Minute)
	if _, err := client.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String("ann")}); err != nil {
		t.Fatal(err)
	}
	key, err := client.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: aws.String("ann")})
	if err != nil {
		t.Fatal(err)
	}
	s.Down()
	secret := []byte(*key.AccessKey.SecretAccessKey)
	if strings.Contains(s.Log(), string(secret)) {
		t.Error("a secret is in the log")
	}
	for _, name := range []string{"credentials", "config", "master.key"} {
		info, err := os.Stat(filepath.Join(s.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", name, info.Mode().Perm())
		}
	}
	err = filepath.WalkDir(s.Dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, secret) {
			t.Errorf("%s holds a user's secret in clear", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestDrain: SIGTERM lets an upload that is under way finish.
func TestDrain(t *testing.T) {
	s := testenv.Start(t)
	client := sdk.S3(sdk.Config(s))
	ctx := sdk.Context(t, time.Minute)
	if _, err := client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("drain"), CreateBucketConfiguration: sdk.Here()}); err != nil {
		t.Fatal(err)
	}
	url, err := s3.NewPresignClient(client).PresignPutObject(ctx, &s3.PutObjectInput{Bucket: aws.String("drain"), Key: aws.String("k")})
	if err != nil {
		t.Fatal(err)
	}
	body, feed := io.Pipe()
	r, err := http.NewRequestWithContext(ctx, http.MethodPut, url.URL, body)
	if err != nil {
		t.Fatal(err)
	}
	r.ContentLength = 200_000
	type result struct {
		resp *http.Response
		err  error
	}
	answered := make(chan result, 1)
	go func() {
		resp, err := http.DefaultClient.Do(r)
		answered <- result{resp, err}
	}()
	half := bytes.Repeat([]byte("x"), 100_000)
	if _, err := feed.Write(half); err != nil {
		t.Fatal(err)
	}
	down := make(chan struct{})
	go func() { s.Down(); close(down) }()
	for !strings.Contains(s.Log(), "stopping") {
		select {
		case <-ctx.Done():
			t.Fatal("the server does not stop")
		case <-time.After(5 * time.Millisecond):
		}
	}
	if _, err := feed.Write(half); err != nil {
		t.Fatal(err)
	}
	feed.Close()
	got := <-answered
	if got.err != nil || got.resp.StatusCode != http.StatusOK {
		t.Fatalf("the upload was cut: %+v", got)
	}
	got.resp.Body.Close()
	<-down
	s.Up()
	head, err := client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: aws.String("drain"), Key: aws.String("k")})
	if err != nil || *head.ContentLength != 200_000 {
		t.Errorf("got %+v, %v", head, err)
	}
}

// certificate makes a certificate for 127.0.0.1.
func certificate(t *testing.T) (certFile, keyFile string, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "cumulet test"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.ParseIP("127.0.0.1")},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for path, b := range map[string][]byte{certFile: certPEM, keyFile: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(certPEM)
	return certFile, keyFile, pool
}

func TestTLS(t *testing.T) {
	cert, key, pool := certificate(t)
	s := testenv.New(t, "CUMULET_TLS_CERT="+cert, "CUMULET_TLS_KEY="+key)
	s.Endpoint = "https://" + s.Addr
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true}}
	s.Client = client
	s.Up()
	cfg := sdk.Config(s)
	cfg.HTTPClient = client
	if _, err := sdk.S3(cfg).ListBuckets(sdk.Context(t, time.Minute), &s3.ListBucketsInput{}); err != nil {
		t.Error(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.Endpoint+"/_cumulet/health", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.ProtoMajor != 2 {
		t.Errorf("TLS speaks %s", resp.Proto)
	}
	config, err := os.ReadFile(filepath.Join(s.Dir, "config"))
	if err != nil || !strings.Contains(string(config), "endpoint_url = https://"+s.Addr) {
		t.Errorf("%v: %s", err, config)
	}
}

func TestIPv6(t *testing.T) {
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp6", "[::1]:0")
	if err != nil {
		t.Skip("this machine has no IPv6: ", err)
	}
	addr := l.Addr().String()
	l.Close()
	s := testenv.New(t)
	s.Also = []string{addr}
	s.Up()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr+"/_cumulet/health", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Error(resp.Status)
	}
}

// TestRegions: bucket names are global, and each bucket is in its region.
func TestRegions(t *testing.T) {
	s := testenv.Start(t)
	ctx := sdk.Context(t, time.Minute)
	paris, ohio := sdk.Config(s), sdk.Config(s)
	ohio.Region = "us-east-2"
	if _, err := sdk.S3(paris).CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("in-paris"), CreateBucketConfiguration: sdk.Here()}); err != nil {
		t.Fatal(err)
	}
	_, err := sdk.S3(ohio).ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: aws.String("in-paris")})
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok || api.ErrorCode() != "AuthorizationHeaderMalformed" && api.ErrorCode() != "PermanentRedirect" {
		t.Errorf("from another region: %v", err)
	}
	_, err = sdk.S3(ohio).CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("in-ohio"),
		CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: "eu-west-3"}})
	if api, ok := errors.AsType[smithy.APIError](err); !ok || api.ErrorCode() != "IllegalLocationConstraintException" {
		t.Errorf("another region's constraint: %v", err)
	}
	head, err := sdk.S3(paris).HeadBucket(ctx, &s3.HeadBucketInput{Bucket: aws.String("in-paris")})
	if err != nil || *head.BucketRegion != "eu-west-3" {
		t.Errorf("got %+v, %v", head, err)
	}
}
