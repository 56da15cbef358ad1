/** A slider with its name; its value in words is for those who hear it. */

import { make } from "./frame.js";

/**
 * A slider.
 *
 * @param {object} frame - The figure's frame, for its listeners.
 * @param {{label: string, min: number, max: number, step: number, text: (value: number) => string,
 *   move: (value: number) => void}} slider - `text` says a value in words.
 * @returns {{box: HTMLElement, show: (value: number) => void}}
 */
export function makeRange(frame, { label, min, max, step, text, move }) {
  const input = make("input", { type: "range", min, max, step });
  const box = make("label", { className: "latent-range" }, make("span", {}, label), input);
  frame.on(input, "input", () => move(input.valueAsNumber));
  const show = (value) => {
    input.value = value;
    input.setAttribute("aria-valuetext", text(value));
  };
  return { box, show };
}
