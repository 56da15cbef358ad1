/** Images on a canvas, pixel by pixel. */

import { make } from "./frame.js";

/**
 * A canvas for an image.
 *
 * @param {number[]} shape - Channels (1 or 3), height, width.
 * @param {string} label - What it shows, for those who do not see it.
 */
export function imageCanvas([, height, width], label) {
  const canvas = make("canvas", { width, height, className: "latent-image", role: "img" });
  canvas.setAttribute("aria-label", label);
  return canvas;
}

/**
 * Turn an image into red, green, blue and opacity.
 *
 * @param {ArrayLike<number>} pixels - Channel by channel, from 0 to `white`; clipped.
 * @param {number[]} shape
 * @param {number} white
 * @param {Uint8ClampedArray} rgba - Where it goes; rounds and clips by itself.
 */
export function toRgba(pixels, [channels, height, width], white, rgba) {
  const n = height * width;
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < 3; c++)
      rgba[4 * i + c] = (255 * pixels[(channels === 3 ? c * n : 0) + i]) / white;
    rgba[4 * i + 3] = 255;
  }
}

/** Show an image on its canvas. `white` is 1 for what a network answers, 255 for stored bytes. */
export function showImage(canvas, pixels, shape, white = 1) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  toRgba(pixels, shape, white, image.data);
  context.putImageData(image, 0, 0);
}
