// Numbers out of the bytes that a model brings; the last digit comes first, as NumPy writes them.

/** A number of half precision, which not every browser can read by itself. */
export function fromHalf(bits) {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, (bits & 1023) / 1024];
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction) : 2 ** -14 * fraction);
}

/** @param {DataView} bytes */
export const readHalves = (bytes) =>
  Float64Array.from({ length: bytes.byteLength / 2 }, (_, i) => fromHalf(bytes.getUint16(2 * i, true)));

/** @param {DataView} bytes */
export const readDoubles = (bytes) =>
  Float64Array.from({ length: bytes.byteLength / 8 }, (_, i) => bytes.getFloat64(8 * i, true));
