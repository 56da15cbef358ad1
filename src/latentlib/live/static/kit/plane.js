/** The geometry of a map: no page, no canvas. */

/**
 * A rectangle of the plane seen through a window of pixels, y upwards.
 *
 * @param {[number, number, number, number]} limits - x from, x to, y from, y to.
 * @param {number} width
 * @param {number} height
 */
export function makeView([x0, x1, y0, y1], width, height) {
  return {
    toPixel: ([x, y]) => [((x - x0) / (x1 - x0)) * width, ((y1 - y) / (y1 - y0)) * height],
    toPlane: ([px, py]) => [x0 + (px / width) * (x1 - x0), y1 - (py / height) * (y1 - y0)],
    clamp: ([x, y]) => [Math.min(x1, Math.max(x0, x)), Math.min(y1, Math.max(y0, y))],
    scale: [width / (x1 - x0), height / (y1 - y0)],
  };
}

function squared(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum;
}

/**
 * The points nearest to a place, of any number of dimensions.
 *
 * @param {number[][]} points
 * @param {number[]} place
 * @param {number} k
 * @returns {{index: number, distance: number}[]} The nearest first; of equals the first.
 */
export function nearest(points, place, k) {
  const found = [];
  points.forEach((point, index) => {
    const distance = squared(point, place);
    if (found.length === k && !(distance < found[k - 1].distance)) return;
    let at = found.length;
    while (at > 0 && distance < found[at - 1].distance) at--;
    found.splice(at, 0, { index, distance });
    found.length = Math.min(found.length, k);
  });
  return found.map(({ index, distance }) => ({ index, distance: Math.sqrt(distance) }));
}

/** How far each point of the plane is from its nearest other, squared. */
function gapsSquared(points) {
  const gaps = new Float64Array(points.length).fill(Infinity);
  const [xs, ys] = [0, 1].map((axis) => Float64Array.from(points, (point) => point[axis]));
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      const gap = (xs[j] - xs[i]) ** 2 + (ys[j] - ys[i]) ** 2;
      if (gap < gaps[i]) gaps[i] = gap;
      if (gap < gaps[j]) gaps[j] = gap;
    }
  }
  return gaps;
}

/**
 * How far most points are at most from their nearest other: what "near" means on this map.
 *
 * @param {number[][]} points
 * @param {number} share - Of the points: 19 of 20, or 0.5 for the median.
 */
export function usualGap(points, share = 0.95) {
  const gap = gapsSquared(points).sort()[Math.floor(share * points.length)];
  return Number.isFinite(gap) ? Math.sqrt(gap) || 1 : 1;
}

/** The median of the points of each label. @returns {Map<number, number[]>} */
export function centres(points, labels) {
  const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const groups = Map.groupBy
    ? Map.groupBy(points, (_, i) => labels[i])
    : points.reduce((m, p, i) => m.set(labels[i], [...(m.get(labels[i]) ?? []), p]), new Map());
  return new Map(
    [...groups].map(([label, group]) => [
      label,
      [0, 1].map((axis) => middle(group.map((p) => p[axis]))),
    ]),
  );
}

/**
 * How dense the points lie, by a Gaussian on each, on a grid over the view.
 *
 * @param {number[][]} points - In units of the grid's cells.
 * @param {number} size - Cells along each side.
 * @param {number} width - Standard deviation of the Gaussians, in cells.
 * @returns {Float32Array} Row by row, from 0 to 1, where 1 is the densest cell.
 */
export function density(points, size, width) {
  const grid = new Float32Array(size * size);
  const radius = Math.ceil(3 * width);
  for (const [px, py] of points)
    for (let y = Math.max(0, Math.floor(py) - radius); y < Math.min(size, py + radius); y++)
      for (let x = Math.max(0, Math.floor(px) - radius); x < Math.min(size, px + radius); x++)
        grid[y * size + x] += Math.exp(
          -((x + 0.5 - px) ** 2 + (y + 0.5 - py) ** 2) / (2 * width ** 2),
        );
  const most = grid.reduce((a, b) => Math.max(a, b), 1e-9);
  return grid.map((value) => value / most);
}

/**
 * Move names apart that would cover each other, up or down, as little as that takes.
 *
 * @param {{x: number, y: number, width: number}[]} names - Their middles; all are `height` high.
 * @param {number} height
 * @returns {{x: number, y: number, width: number}[]} In the same order.
 */
export function moveApart(names, height) {
  const placed = names.map((name) => ({ ...name }));
  const overlap = (a, b) =>
    Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < height;
  for (let round = 0; round < 50; round++) {
    let moved = false;
    placed.forEach((a, i) => {
      for (const b of placed.slice(i + 1)) {
        if (!overlap(a, b)) continue;
        const [upper, lower] = a.y <= b.y ? [a, b] : [b, a];
        const missing = (height - (lower.y - upper.y)) / 2 + 0.01;
        upper.y -= missing;
        lower.y += missing;
        moved = true;
      }
    });
    if (!moved) break;
  }
  return placed;
}
