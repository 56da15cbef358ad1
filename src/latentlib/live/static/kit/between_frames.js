/** Places between key frames, as `_places.between_frames` has them. */

const NODES = 4; // frames that a moment is taken from

/**
 * The places at a moment: a cubic through the four key frames around it.
 *
 * @param {ArrayLike<number>[]} frames - At equal steps from 0 to 1, at least four.
 * @param {number} moment - From 0 to 1.
 * @param {(index: number, value: number) => void} put - Gets each number of a frame.
 */
export function betweenFrames(frames, moment, put) {
  const at = moment * (frames.length - 1);
  const first = Math.min(Math.max(Math.floor(at) - 1, 0), frames.length - NODES);
  const [a, b, c, d] = frames.slice(first, first + NODES);
  const u = at - first;
  const wa = (-(u - 1) * (u - 2) * (u - 3)) / 6;
  const wb = (u * (u - 2) * (u - 3)) / 2;
  const wc = (-u * (u - 1) * (u - 3)) / 2;
  const wd = (u * (u - 1) * (u - 2)) / 6;
  for (let i = 0; i < a.length; i++) put(i, a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd);
}
