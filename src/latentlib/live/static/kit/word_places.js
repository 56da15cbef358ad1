/** Where the words of a map are at a moment, and what is near what. */

import { betweenFrames } from "./between_frames.js";
import { nearest } from "./plane.js";

/** The places of words, some of which may be on their way. */
export class WordPlaces {
  /**
   * @param {{points: Float64Array, kinds: Uint8Array, pairs: [number, number][],
   *   turn: ?{turning: number[], frames: Int16Array[], scale: number}}} data - x and y of row
   *   after row, and the theme of each; which rows mean the same; of two languages, which rows
   *   turn, where they are at some moments, in steps, and how long a step is.
   * @param {number} count - How many neighbours a word has.
   */
  constructor(data, count) {
    Object.assign(this, { data, count, points: data.points.slice(), progress: 0, near: [] });
    this.moveTo(0);
  }

  at(row) {
    return [this.points[2 * row], this.points[2 * row + 1]];
  }

  /** Put the words where they are when some of the way is done. */
  moveTo(progress) {
    const { turn } = this.data;
    if (turn)
      betweenFrames(turn.frames, progress, (i, value) => {
        this.points[2 * turn.turning[i >> 1] + (i & 1)] = value * turn.scale;
      });
    this.progress = progress;
  }

  /** The words nearest to one: of two languages those of the other; none for row -1. */
  neighbours(row) {
    const { kinds, turn } = this.data;
    const key = `${row} ${this.progress}`;
    if (row < 0) return [];
    if (key === this.nearKey) return this.near;
    const may = [...kinds.keys()].filter((other) =>
      turn ? kinds[other] !== kinds[row] : other !== row,
    );
    const found = nearest(
      may.map((other) => this.at(other)),
      this.at(row),
      this.count,
    );
    this.nearKey = key;
    this.near = found.map(({ index, distance }) => ({ row: may[index], distance }));
    return this.near;
  }

  /** The word nearest to a place, and how far it is. */
  nearestTo([x, y]) {
    const { points } = this;
    let [row, least] = [-1, Infinity];
    for (let i = 0; i < points.length; i += 2) {
      const squared = (points[i] - x) ** 2 + (points[i + 1] - y) ** 2;
      if (squared < least) [row, least] = [i / 2, squared];
    }
    return { row, distance: Math.sqrt(least) };
  }

  /** How many words a camera sees. */
  countIn(camera) {
    const [width, height] = camera.size;
    let count = 0;
    for (let row = 0; row < this.points.length / 2; row++) {
      const [x, y] = camera.toPixel(this.at(row));
      if (x >= 0 && x <= width && y >= 0 && y <= height) count++;
    }
    return count;
  }

  /** How far the words of a pair are apart, on average. */
  get apart() {
    const gaps = this.data.pairs.map(([a, b]) => {
      const [[x, y], [u, v]] = [this.at(a), this.at(b)];
      return Math.hypot(x - u, y - v);
    });
    return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  }
}
