package object

import (
	"encoding/hex"
	"math/rand/v2"
	"testing"
)

// The check values of "123456789" in the catalogue of parametrised CRC
// algorithms, and of FIPS 180's hash functions.
func TestHashes(t *testing.T) {
	for a, want := range map[Algorithm]string{
		MD5:       "25f9e794323b453885f5181f1b624d0b",
		CRC32:     "cbf43926",
		CRC32C:    "e3069283",
		CRC64NVME: "ae8b14860a799888",
		SHA1:      "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
		SHA256:    "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
	} {
		h, err := NewHash(a)
		if err != nil {
			t.Fatal(err)
		}
		h.Write([]byte("123456789"))
		if got := hex.EncodeToString(h.Sum(nil)); got != want {
			t.Errorf("%s: %s", a, got)
		}
	}
}

func TestCombine(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	data := make([]byte, 10_000)
	for i := range data {
		data[i] = byte(rng.Uint32())
	}
	of := func(a Algorithm, p []byte) []byte {
		h, err := NewHash(a)
		if err != nil {
			t.Fatal(err)
		}
		h.Write(p)
		return h.Sum(nil)
	}
	for _, a := range []Algorithm{CRC32, CRC32C, CRC64NVME} {
		for _, n := range []int{0, 1, 2, 4096, 9_999, 10_000} {
			got, ok := combine(a, of(a, data[:n]), of(a, data[n:]), int64(len(data)-n))
			if !ok || string(got) != string(of(a, data)) {
				t.Errorf("%s cut at %d: %x", a, n, got)
			}
		}
	}
	if _, ok := combine(SHA1, nil, nil, 0); ok {
		t.Error("SHA1 can't be combined")
	}
}

// FuzzParseID checks that ids from outside either are refused or come back as
// they are.
func FuzzParseID(f *testing.F) {
	f.Add(formatID(7, make([]byte, nonceSize)))
	f.Add("null")
	f.Add("")
	f.Fuzz(func(t *testing.T, id string) {
		if seq, nonce, ok := parseID(id); ok && formatID(seq, nonce) != id {
			t.Errorf("%q is %d, %x", id, seq, nonce)
		}
	})
}
