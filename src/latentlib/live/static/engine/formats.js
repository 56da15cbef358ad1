/** Weights as they travel, and as the network computes with them: float32. */

const READERS = {
  float32: (bytes, { at }, n) => new Float32Array(bytes, at, n),
  float16: readHalves,
  int8: readScaled,
};

/** IEEE 754 halves: sign and fraction move, and the exponent counts from -127 in place of -15. */
function readHalves(bytes, { at }, n) {
  const halves = new Uint16Array(bytes, at, n);
  const values = new Float32Array(n);
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < n; i++) {
    const sign = (halves[i] & 0x8000) << 16;
    const rest = halves[i] & 0x7fff;
    if (rest < 0x400) values[i] = (sign ? -1 : 1) * rest * 2 ** -24; // too small for an exponent
    else bits[i] = sign | (rest < 0x7c00 ? (rest + 0x1c000) << 13 : 0x7f800000 | (rest << 13));
  }
  return values;
}

/** Whole numbers from -127 to 127, with one scale for each index along one axis. */
function readScaled(bytes, { at, shape, axis, scales_at: scalesAt }, n) {
  const whole = new Int8Array(bytes, at, n);
  const scales = new Float32Array(bytes, scalesAt, shape[axis]);
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const values = new Float32Array(n);
  for (let from = 0, row = 0; from < n; from += inner, row++) {
    const scale = scales[row % shape[axis]];
    for (let i = from; i < from + inner; i++) values[i] = whole[i] * scale;
  }
  return values;
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
