/** Thumbnails of which one is picked: radio buttons, so that keys and fingers work by themselves. */

import { make } from "./frame.js";
import { imageCanvas, showImage } from "./image.js";

/**
 * A group of thumbnails.
 *
 * @param {object} frame - The figure's frame, for its listeners.
 * @param {{label: string, shape: number[], count: number, pick: (index: number) => void}} group -
 *   What is picked, the shape of an image, how many there is room for, what a pick does.
 * @returns {{box: HTMLElement, offer: Function, mark: (index: number) => void}} `offer` takes
 *   `{index, pixels, name}[]`, at most `count` of them; `mark` shows which one is picked.
 */
export function makePicker(frame, { label, shape, count, pick }) {
  const group = `${frame.id}-pick`;
  const box = make("div", { className: "latent-picker", role: "radiogroup", "aria-label": label });
  const slots = Array.from({ length: count }, () => {
    const input = make("input", { type: "radio", name: group });
    const canvas = imageCanvas(shape, "");
    canvas.setAttribute("aria-hidden", "true");
    const slot = { input, canvas, element: make("label", {}, input, canvas) };
    frame.on(input, "change", () => pick(slot.index));
    box.append(slot.element);
    return slot;
  });
  const offer = (items) =>
    slots.forEach((slot, i) => {
      slot.index = items[i]?.index;
      slot.element.hidden = slot.input.disabled = i >= items.length;
      if (slot.element.hidden) return;
      showImage(slot.canvas, items[i].pixels, shape, 255);
      slot.input.setAttribute("aria-label", items[i].name);
      slot.element.title = items[i].name;
    });
  const mark = (index) => slots.forEach((slot) => (slot.input.checked = slot.index === index));
  return { box, offer, mark };
}
