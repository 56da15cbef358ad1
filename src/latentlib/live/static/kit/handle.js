/** A point that can be moved in two directions: by pointer, by touch, by keyboard. */

import { followPointer, shareOf } from "./pointer.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const JUMPS = { Home: [-1, 0], End: [1, 0], PageUp: [0, 0.1], PageDown: [0, -0.1] };

/** What a key does, in shares of a range, the second upwards: null for keys that are not ours. */
export function keyStep({ key, shiftKey, altKey, ctrlKey, metaKey }) {
  if (altKey || ctrlKey || metaKey) return null;
  return JUMPS[key] ?? ARROWS[key]?.map((step) => step * (shiftKey ? 0.1 : 0.02)) ?? null;
}

/**
 * Let an element move a point.
 *
 * @param {object} frame - The figure's frame, for its listeners.
 * @param {HTMLElement} element - What is touched; gets the focus.
 * @param {(place: [number, number]) => void} moveTo - Gets shares of width and height, from the
 *   upper left.
 * @param {(step: [number, number]) => void} moveBy - Gets shares, the second upwards.
 */
export function movable(frame, element, moveTo, moveBy) {
  const at = (event) => moveTo(shareOf(element, event));
  followPointer(frame, element, { down: at, drag: at });
  frame.on(element, "keydown", (event) => {
    const step = keyStep(event);
    if (!step) return;
    event.preventDefault();
    moveBy(step);
  });
}
