/** Directions of words, and which are nearest to a sum of some of them. */

import { breathe } from "./schedule.js";

const AT_A_TIME = 2500; // rows that are unpacked before the page may answer
const NOTHING = 1e-6; // length up to which a sum has no direction; word_math.py has the same

/**
 * Vectors of length one out of whole numbers of eight bits: those of `_words.directions`, to the
 * last bit.
 *
 * @param {Int8Array} steps - One row a word.
 * @param {number} nDims - Numbers in a row.
 * @returns {Promise<Float32Array>} In the same order.
 */
export async function directions(steps, nDims) {
  const unit = new Float32Array(steps.length);
  for (let at = 0, row = 1; at < steps.length; at += nDims, row++) {
    let squares = 0;
    for (let i = at; i < at + nDims; i++) squares += steps[i] * steps[i];
    const length = Math.sqrt(squares);
    for (let i = at; i < at + nDims; i++) unit[i] = steps[i] / length;
    if (row % AT_A_TIME === 0) await breathe();
  }
  return unit;
}

/** The direction of a sum of rows with signs; null where there is none. */
function sumOf(unit, nDims, terms) {
  const total = new Float64Array(nDims);
  for (const { index, sign } of terms)
    for (let i = 0; i < nDims; i++) total[i] += sign * unit[index * nDims + i];
  const length = Math.hypot(...total);
  return length > NOTHING ? total.map((value) => value / length) : null;
}

/** The cosine of each row with a target of length one. */
function cosinesWith(unit, nDims, target) {
  const cosines = new Float64Array(unit.length / nDims);
  for (let row = 0, at = 0; row < cosines.length; row++, at += nDims) {
    let cosine = 0;
    for (let i = 0; i < nDims; i++) cosine += unit[at + i] * target[i];
    cosines[row] = cosine;
  }
  return cosines;
}

/** All numbers with their places, the largest first, of equals the first. */
const ranked = (cosines) =>
  Array.from(cosines, (cosine, index) => ({ index, cosine })).sort(
    (a, b) => b.cosine - a.cosine || a.index - b.index,
  );

/** The largest of some numbers, with their places, of equals the first; some places left out. */
function largest(cosines, most, leftOut) {
  if (most >= cosines.length) return ranked(cosines).filter(({ index }) => !leftOut.has(index));
  const found = [];
  for (let index = 0; index < cosines.length; index++) {
    const cosine = cosines[index];
    if (found.length >= most && !(cosine > found[most - 1]?.cosine)) continue;
    if (leftOut.has(index)) continue;
    let at = found.length;
    while (at > 0 && cosine > found[at - 1].cosine) at--;
    found.splice(at, 0, { index, cosine });
    if (found.length > most) found.pop();
  }
  return found;
}

/**
 * The rows nearest by cosine to a sum of rows.
 *
 * @param {Float32Array} unit - Rows of length one.
 * @param {number} nDims - Numbers in a row.
 * @param {{index: number, sign: number}[]} terms - The rows of the sum.
 * @param {number} most - How many are wanted.
 * @param {boolean} keep - Whether the rows of the sum may be among them.
 * @returns {{answers: {index: number, cosine: number}[], own: {index: number, cosine: number}[]}}
 *   The nearest and the rows of the sum themselves, each nearest first, of equals the first; both
 *   are empty where the sum has no direction.
 */
export function nearestToSum(unit, nDims, terms, most, keep) {
  const target = sumOf(unit, nDims, terms);
  if (!target) return { answers: [], own: [] };
  const cosines = cosinesWith(unit, nDims, target);
  const mine = new Set(terms.map(({ index }) => index));
  const own = [...mine].map((index) => ({ index, cosine: cosines[index] }));
  own.sort((a, b) => b.cosine - a.cosine || a.index - b.index);
  return { answers: largest(cosines, most, keep ? new Set() : mine), own };
}
