/** A map that a reader moves over: what is pressed, the camera, the flights. */

import { animate, prefersRest } from "./animate.js";
import { Camera, allowed, between } from "./camera.js";
import { button, make } from "./frame.js";
import { CLOSER, panAndZoom } from "./pan_zoom.js";

const FLIGHT = 600; // ms
const ROOM = 0.7; // of half the window, for what is to be seen around a place that is flown to
const CLOSEST = 24; // zoom of a flight

/** The buttons over the map. */
function makeZoomButtons(frame, camera, put, all) {
  const half = () => camera().size.map((length) => length / 2);
  const acts = [
    ["+", "zoom in", () => put(camera().zoomed(CLOSER, half()))],
    ["−", "zoom out", () => put(camera().zoomed(1 / CLOSER, half()))],
    ["⤢", "show the whole map", () => put(all)],
  ];
  const buttons = acts.map(([sign, label, act]) => {
    const one = button(frame, sign, act);
    one.setAttribute("aria-label", label);
    one.title = label;
    return one;
  });
  return make("div", { className: "latent-zoom", role: "group", "aria-label": "Zoom" }, ...buttons);
}

/** The box of a map with its buttons; what draws in it is the figure's. */
export class Terrain {
  /**
   * @param {object} frame - The figure's frame, for its listeners.
   * @param {{label: string, hint: HTMLElement, limits: number[], whole: object,
   *   look: () => object, put: (look: object) => void,
   *   tap: (at: [number, number], place: [number, number], reach: number) => void}} map - What it
   *   is, for those who do not see it, and how it is moved; its limits; the look that shows all of
   *   it, the look now, what a new look is given to; `tap` gets where something was chosen, in
   *   pixels and in the map's units, and how far off it may be in those.
   */
  constructor(frame, { label, hint, limits, whole, look, put, tap }) {
    this.box = make("div", {
      className: "latent-terrain",
      tabIndex: 0,
      role: "application",
      "aria-label": label,
      "aria-describedby": hint.id,
    });
    Object.assign(this, { frame, limits, look, put, stop: () => {} });
    const camera = () => this.camera;
    const move = (to) => {
      this.stop();
      put(to);
    };
    panAndZoom(frame, this.box, camera, {
      put: move,
      tap: (at, reach) => tap(at, camera().toPlane(at), reach / camera().scale),
      whole,
    });
    const zoom = makeZoomButtons(frame, camera, move, whole);
    this.element = make("div", { className: "latent-ground" }, this.box, zoom);
  }

  get camera() {
    const { clientWidth, clientHeight } = this.box;
    return new Camera(this.limits, [clientWidth, clientHeight], this.look());
  }

  /** Fly to a place, as close as leaves room for what is around it, up to a distance. */
  flyTo(centre, around) {
    this.stop();
    const { scale, look, size } = this.camera;
    const near = (ROOM * Math.min(...size) * look.zoom) / (2 * scale * Math.max(around, 1e-9));
    const there = allowed(this.limits, { centre, zoom: Math.min(CLOSEST, near) });
    if (prefersRest()) return this.put(there);
    const { signal } = this.frame;
    this.stop = animate(signal, FLIGHT, (share) => this.put(between(look, there, share)));
    return undefined;
  }

  /** Let a finger scroll the page over a map that is seen as a whole, and move it else. */
  show() {
    this.box.classList.toggle("latent-closer", this.look().zoom > 1);
  }
}
