/** A map to walk over: its ring is moved by pointer, by touch, by keys, by two sliders. */

import { make } from "./frame.js";
import { movable } from "./handle.js";
import { CodeMap } from "./map.js";
import { makeRange } from "./range.js";
import { signed } from "./say.js";

const STEPS = 200; // of a slider

/** A slider for each of the two numbers: for those who do not drag, or do not see the map. */
function makeSliders(frame, limits, moveAlong) {
  const sliders = ["x", "y"].map((label, axis) => {
    const [min, end] = limits.slice(2 * axis);
    const step = (end - min) / STEPS;
    const max = end + step / 1000; // that the last step is not lost to rounding
    const move = (value) => moveAlong(axis, value);
    return makeRange(frame, { label, min, max, step, text: signed, move });
  });
  const box = make("div", { className: "latent-pair" }, ...sliders.map((slider) => slider.box));
  return { box, show: (place) => sliders.forEach((slider, axis) => slider.show(place[axis])) };
}

/**
 * Make a map with its two sliders.
 *
 * @param {object} frame - The figure's frame, for its listeners.
 * @param {object} walk
 * @param {{points: number[][], labels: number[], names: string[], limits: number[]}} walk.data
 * @param {string} walk.label - What the map is, for those who do not see it.
 * @param {HTMLElement} walk.hint - How the ring is moved.
 * @param {() => object} walk.shown - As `CodeMap` asks for it.
 * @param {() => [number, number]} walk.place - Where the ring is.
 * @param {(place: [number, number]) => void} walk.moveTo - Gets places on the map only.
 * @returns {{box: HTMLElement, map: CodeMap, sliders: HTMLElement, show: Function}} `show` draws
 *   the ring, with lines to some points, and returns whether it is off the map.
 */
export function makeWalk(frame, { data, label, hint, shown, place, moveTo }) {
  const box = make("div", {
    className: "latent-map",
    tabIndex: 0,
    role: "application",
    "aria-label": label,
    "aria-describedby": hint.id,
  });
  const map = new CodeMap(box, data, shown);
  const go = (point) => moveTo(map.view.clamp(point));
  const sliders = makeSliders(frame, map.limits, (axis, value) =>
    go(place().map((old, i) => (i === axis ? value : old))),
  );
  const [x0, x1, y0, y1] = map.limits;
  movable(
    frame,
    box,
    ([u, v]) => go([x0 + u * (x1 - x0), y1 - v * (y1 - y0)]),
    ([dx, dy]) => go([place()[0] + dx * (x1 - x0), place()[1] + dy * (y1 - y0)]),
  );
  const show = (near = []) => {
    const here = place();
    map.fit();
    const inside = map.view.clamp(here);
    map.draw(inside, near);
    sliders.show(here);
    return inside.some((value, i) => value !== here[i]);
  };
  return { box, map, sliders: sliders.box, show };
}
