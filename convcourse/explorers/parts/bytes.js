// Numbers out of the bytes that a model brings; the last digit comes first, as NumPy writes them.

/** A number of half precision, which not every browser can read by itself. */
export function fromHalf(bits) {
  const [exponent, fraction] = [(bits >> 10) & 31, (bits & 1023) / 1024];
  const size = exponent ? 2 ** (exponent - 15) * (1 + fraction) : 2 ** -14 * fraction;
  return bits >> 15 ? -size : size;
}

/** @param {DataView} bytes */
export const readHalves = (bytes) =>
  Float64Array.from({ length: bytes.byteLength / 2 }, (_, i) => fromHalf(bytes.getUint16(2 * i, true)));

/** @param {DataView} bytes */
export const readDoubles = (bytes) =>
  Float64Array.from({ length: bytes.byteLength / 8 }, (_, i) => bytes.getFloat64(8 * i, true));
