/** Weights as they travel, and as the network computes with them: float32. */

/** Turn the 16 bits of an IEEE 754 half into a number. */
export function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const READERS = {
  float32: (bytes, { at }, n) => new Float32Array(bytes, at, n),
  float16: (bytes, { at }, n) => Float32Array.from(new Uint16Array(bytes, at, n), fromHalf),
  int8: readScaled,
};

/** Whole numbers from -127 to 127, with one scale for each index along one axis. */
function readScaled(bytes, { at, shape, axis, scales_at: scalesAt }, n) {
  const whole = new Int8Array(bytes, at, n);
  const scales = new Float32Array(bytes, scalesAt, shape[axis]);
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  return Float32Array.from(whole, (w, i) => w * scales[Math.floor(i / inner) % shape[axis]]);
}

/**
 * Read a tensor out of the binary.
 *
 * @param {ArrayBuffer} bytes
 * @param {{at: number, shape: number[], format: string}} tensor - Where it lies and how.
 * @returns {Float32Array}
 */
export function readTensor(bytes, tensor) {
  const read = READERS[tensor.format];
  if (!read)
    throw new Error(`format of a tensor is "${tensor.format}", expected float32, float16 or int8`);
  return read(
    bytes,
    tensor,
    tensor.shape.reduce((a, b) => a * b, 1),
  );
}
