/** A Gaussian over codes: new codes from it, and how far a code is from its middle. */

/**
 * A number from the standard normal distribution, by Box and Muller's method: a radius and an
 * angle, each from one uniform number, are a point of the plane whose coordinates are normal.
 *
 * @param {() => number} uniform - From 0 up to 1.
 */
export function normal(uniform = Math.random) {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
  return radius * Math.cos(2 * Math.PI * uniform());
}

/**
 * Draw a code: the mean plus the factor times independent normal numbers.
 *
 * @param {number[]} mean
 * @param {ArrayLike<number>[]} factor - The rows of L, lower triangular, where L times its
 *   transpose is the covariance.
 * @param {() => number} uniform
 * @returns {number[]}
 */
export function drawCode(mean, factor, uniform = Math.random) {
  const noise = mean.map(() => normal(uniform));
  return mean.map((middle, i) => {
    let value = middle;
    for (let j = 0; j <= i; j++) value += factor[i][j] * noise[j];
    return value;
  });
}

/** Mahalanobis' distance of a code: the length of the noise that `drawCode` would need for it. */
export function distanceFromMean(code, mean, factor) {
  const noise = [];
  mean.forEach((middle, i) => {
    let rest = code[i] - middle;
    for (let j = 0; j < i; j++) rest -= factor[i][j] * noise[j];
    noise.push(rest / factor[i][i]);
  });
  return Math.hypot(...noise);
}
