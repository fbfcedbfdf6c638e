package object

import "encoding/binary"

// combine gives the checksum of two byte sequences put together, from that of
// each and the length of the second; false where the algorithm can't. All CRCs
// here are reflected, with all ones before and after, for which
// crc(a‖b) = crc(a)·x^(8·len(b)) + crc(b).
func combine(a Algorithm, first, second []byte, length int64) ([]byte, bool) {
	switch a {
	case CRC32:
		return combine32(0xedb88320, first, second, length), true
	case CRC32C:
		return combine32(0x82f63b78, first, second, length), true
	case CRC64NVME:
		x := shift(polyCRC64, 64, binary.BigEndian.Uint64(first), length)
		return binary.BigEndian.AppendUint64(nil, x^binary.BigEndian.Uint64(second)), true
	}
	return nil, false
}

func combine32(poly uint64, first, second []byte, length int64) []byte {
	x := shift(poly, 32, uint64(binary.BigEndian.Uint32(first)), length)
	return binary.BigEndian.AppendUint32(nil, uint32(x)^binary.BigEndian.Uint32(second))
}

// shift multiplies a polynomial by x^(8·length), modulo poly. Polynomials have
// width bits, the highest holding the constant term.
func shift(poly uint64, width int, p uint64, length int64) uint64 {
	power := uint64(1) << (width - 9) // x^8
	for ; length > 0; length >>= 1 {
		if length&1 != 0 {
			p = multiply(poly, width, p, power)
		}
		power = multiply(poly, width, power, power)
	}
	return p
}

func multiply(poly uint64, width int, a, b uint64) (product uint64) {
	for i := width - 1; i >= 0; i-- {
		if a>>i&1 != 0 {
			product ^= b
		}
		// b times x
		if b&1 != 0 {
			b = b>>1 ^ poly
		} else {
			b >>= 1
		}
	}
	return product
}
