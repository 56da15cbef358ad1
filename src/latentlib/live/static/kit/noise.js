/** Noise that is the same whenever its number is: that of `latentlib.live._noise`. */

import { normal } from "./gaussian.js";

const STEP = 0x9e3779b9; // 2^32 divided by the golden ratio, odd

/** Stir the bits of a whole number of 32 bits. */
function stir(number) {
  let x = number ^ (number >>> 16);
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * Independent standard-normal numbers.
 *
 * @param {number} seed - A whole number, not negative.
 * @param {number} count
 * @returns {Float64Array}
 */
export function makeNoise(seed, count) {
  let state = stir(seed);
  const uniform = () => {
    state = (state + STEP) >>> 0;
    return stir(state) / 2 ** 32;
  };
  return Float64Array.from({ length: count }, () => normal(uniform));
}

/** An image with noise, cut off at black and white. @returns {Float32Array} */
export const addNoise = (image, sigma, noise) =>
  Float32Array.from(image, (value, i) => Math.min(1, Math.max(0, value + sigma * noise[i])));
