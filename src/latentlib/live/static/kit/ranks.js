/** Where a value stands among those of the data. */

/**
 * The share of the data below a value.
 *
 * @param {number[]} quantiles - At equal steps, from the smallest value to the largest.
 * @param {number} value
 * @returns {number} From 0 to 1.
 */
export function shareBelow(quantiles, value) {
  const steps = quantiles.length - 1;
  const above = quantiles.findIndex((quantile) => quantile >= value);
  if (above === -1) return 1;
  if (above === 0) return 0;
  const [low, high] = [quantiles[above - 1], quantiles[above]];
  return (above - 1 + (value - low) / (high - low)) / steps;
}

/** A share in whole percent; less than all is never called 100. */
export const percent = (share) => (share >= 1 ? 100 : Math.min(99, Math.round(100 * share)));
