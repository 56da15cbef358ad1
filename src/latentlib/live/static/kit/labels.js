/** Names beside points, as many as do not cover one another: no page, no canvas. */

const CELL = 64; // pixels, of the grid in which boxes are looked for

/** Boxes by the cells of a grid that they touch. */
class Boxes {
  constructor(high) {
    this.high = high;
    this.cells = new Map();
  }

  /** Call a function for each cell that a box touches until one returns true. */
  some(x0, y0, x1, y1, act) {
    for (let row = Math.floor(y0 / this.high); row <= Math.floor(y1 / this.high); row++)
      for (let column = Math.floor(x0 / CELL); column <= Math.floor(x1 / CELL); column++)
        if (act(row * 1e5 + column)) return true;
    return false;
  }

  isFree(x0, y0, x1, y1) {
    return !this.some(x0, y0, x1, y1, (cell) => {
      const there = this.cells.get(cell);
      for (let i = 0; there && i < there.length; i += 4)
        if (x0 < there[i + 2] && there[i] < x1 && y0 < there[i + 3] && there[i + 1] < y1)
          return true;
      return false;
    });
  }

  add(x0, y0, x1, y1) {
    this.some(x0, y0, x1, y1, (cell) => {
      const there = this.cells.get(cell);
      if (there) there.push(x0, y0, x1, y1);
      else this.cells.set(cell, [x0, y0, x1, y1]);
      return false;
    });
  }
}

/**
 * Choose which names are written. It depends on the scale and not on what is seen, so that names
 * stay where they are while a map is moved.
 *
 * @param {Iterable<number>} order - Rows, the most important first.
 * @param {ArrayLike<number>} points - x and y of row after row, in units.
 * @param {(row: number) => number} reach - How far a name reaches right of its point, in pixels.
 * @param {{scale: number, high: number, before: number, room: number}} grid - Pixels a unit, height
 *   of a name, pixels left of a point and pixels around names that are kept free.
 * @returns {number[]} Their rows, the most important first.
 */
export function placeNames(order, points, reach, { scale, high, before, room }) {
  const boxes = new Boxes(high + room);
  const placed = [];
  for (const row of order) {
    const x = points[2 * row] * scale;
    const y0 = -points[2 * row + 1] * scale - (high + room) / 2;
    const box = [x - before, y0, x + reach(row) + room, y0 + high + room];
    if (!boxes.isFree(...box)) continue;
    boxes.add(...box);
    placed.push(row);
  }
  return placed;
}
