/** One mouse, pen or finger at a time. */

/** Where an event is in an element: shares of its width and height, from the upper left. */
export function shareOf(element, event) {
  const box = element.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}

/**
 * Follow the pointer that is pressed on an element until it is let go, also beyond its edge. Other
 * fingers are not heard meanwhile.
 *
 * @param {object} frame - The figure's frame, for its listeners.
 * @param {HTMLElement} element - What is touched; gets the focus.
 * @param {{down: Function, drag: Function, hover?: Function, up?: Function}} listeners - Each gets
 *   the event; `hover` those of a pointer that is not pressed.
 */
export function followPointer(frame, element, { down, drag, hover = () => {}, up = () => {} }) {
  let held = null;
  frame.on(element, "pointerdown", (event) => {
    if (event.button || held !== null) return;
    element.setPointerCapture(event.pointerId);
    held = event.pointerId;
    element.focus({ preventScroll: true });
    down(event);
  });
  frame.on(element, "pointermove", (event) => {
    if (event.pointerId === held) drag(event);
    else if (held === null && event.isPrimary) hover(event);
  });
  const release = (event) => {
    if (event.pointerId !== held) return;
    held = null;
    up(event);
  };
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"])
    frame.on(element, name, release);
}
