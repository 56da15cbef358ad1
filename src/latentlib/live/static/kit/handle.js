/** A point that can be moved in two directions: by pointer, by touch, by keyboard. */

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** What a key does to a share of a range: null for keys that are not ours. */
export function keyStep({ key, shiftKey, altKey, ctrlKey, metaKey }) {
  if (altKey || ctrlKey || metaKey || !STEPS[key]) return null;
  return STEPS[key].map((step) => step * (shiftKey ? 0.1 : 0.02));
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
  const at = (event) => {
    const box = element.getBoundingClientRect();
    moveTo([(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]);
  };
  frame.on(element, "pointerdown", (event) => {
    if (event.button) return;
    element.setPointerCapture(event.pointerId);
    element.focus({ preventScroll: true });
    at(event);
  });
  frame.on(element, "pointermove", (event) => {
    if (element.hasPointerCapture(event.pointerId)) at(event);
  });
  frame.on(element, "keydown", (event) => {
    const step = keyStep(event);
    if (!step) return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab's own keys
    moveBy(step);
  });
}
