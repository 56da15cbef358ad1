/** A map that is dragged, pinched, wheeled, and moved by keys. */

const SLOP = 5; // pixels that a press may move and still be a tap
const REACH = { mouse: 14, pen: 20, touch: 28 }; // pixels around a tap
const KEYS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const STEP = 0.1; // of the window, a key; times 4 with Shift
export const CLOSER = 1.5; // a key or button

const middle = ([a, b = a]) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
const spread = ([a, b]) => (b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0);

/** The fingers on an element, two at most, or the mouse. */
class Touches {
  constructor(element) {
    this.element = element;
    this.places = new Map();
  }

  at({ clientX, clientY }) {
    const box = this.element.getBoundingClientRect();
    return [clientX - box.left, clientY - box.top];
  }

  down(event) {
    if (this.places.size === 0) this.travel = 0;
    else this.travel = Infinity; // two fingers do not tap
    this.places.set(event.pointerId, this.at(event));
  }

  /** Take a move over. @returns How the whole hand has moved, and around where it has spread. */
  move(event) {
    const before = [...this.places.values()];
    this.places.set(event.pointerId, this.at(event));
    const now = [...this.places.values()];
    const [from, to] = [middle(before), middle(now)];
    const by = [to[0] - from[0], to[1] - from[1]];
    this.travel += Math.hypot(...by);
    return { by, at: to, factor: spread(before) ? spread(now) / spread(before) : 1 };
  }
}

function listenToPointers(frame, box, camera, put, tap) {
  const touches = new Touches(box);
  frame.on(box, "pointerdown", (event) => {
    if (event.button || touches.places.size > 1) return;
    box.setPointerCapture(event.pointerId);
    box.focus({ preventScroll: true });
    touches.down(event);
  });
  frame.on(box, "pointermove", (event) => {
    if (!touches.places.has(event.pointerId)) return;
    const { by, at, factor } = touches.move(event);
    if (touches.travel <= SLOP) return;
    put(camera().moved(by));
    if (factor !== 1) put(camera().zoomed(factor, at));
  });
  frame.on(box, "pointerup", (event) => {
    if (!touches.places.has(event.pointerId) || touches.travel > SLOP) return;
    tap(touches.at(event), REACH[event.pointerType] ?? REACH.mouse);
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"])
    frame.on(box, name, (event) => touches.places.delete(event.pointerId));
}

/** The wheel zooms where the map has the focus, or with Ctrl, as a pinched touchpad sends it. */
function listenToWheel(frame, box, camera, put) {
  const wheel = (event) => {
    if (!event.ctrlKey && document.activeElement !== box) return;
    if (!event.ctrlKey && event.deltaY > 0 && camera().look.zoom <= 1) return; // the page scrolls
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : 1);
    const edges = box.getBoundingClientRect();
    const at = [event.clientX - edges.left, event.clientY - edges.top];
    put(camera().zoomed(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.002)), at));
  };
  frame.on(box, "wheel", wheel, { passive: false });
}

function listenToKeys(frame, box, camera, { put, tap, whole }) {
  frame.on(box, "keydown", (event) => {
    const { key, shiftKey, altKey, ctrlKey, metaKey } = event;
    if (altKey || ctrlKey || metaKey) return;
    const half = camera().size.map((length) => length / 2);
    const step = KEYS[key]?.map((way, i) => way * 2 * half[i] * STEP * (shiftKey ? 4 : 1));
    if (step) put(camera().moved(step));
    else if (key === "+" || key === "=") put(camera().zoomed(CLOSER, half));
    else if (key === "-") put(camera().zoomed(1 / CLOSER, half));
    else if (key === "0") put(whole);
    else if (key === "Enter" || key === " ") tap(half, Infinity);
    else return;
    event.preventDefault();
  });
}

/**
 * Let an element move a map.
 *
 * @param {object} frame - The figure's frame, for its listeners.
 * @param {HTMLElement} box - What is touched; gets the focus.
 * @param {() => import("./camera.js").Camera} camera - What is seen now.
 * @param {{put: (look: object) => void, tap: (at: [number, number], reach: number) => void,
 *   whole: object}} acts - `put` gets the new look; `tap` where something was chosen, in pixels,
 *   and how far off it may be: with keys, it is nearest to the middle; `whole` is the look that
 *   shows all.
 */
export function panAndZoom(frame, box, camera, acts) {
  listenToPointers(frame, box, camera, acts.put, acts.tap);
  listenToWheel(frame, box, camera, acts.put);
  listenToKeys(frame, box, camera, acts);
}
