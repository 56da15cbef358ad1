/** The nearest images of the one that is picked, in pixels and in code. */

import { openSession } from "../engine/session.js";
import { bytes, floats, rows } from "../kit/buffers.js";
import { assign, button, isTouched, make, makeFrame } from "../kit/frame.js";
import { imageCanvas, showImage } from "../kit/image.js";
import { makePicker } from "../kit/picker.js";
import { makeRange } from "../kit/range.js";
import { oncePerFrame } from "../kit/schedule.js";

const OFFERED = 12; // thumbnails at a time, as in neighbours.py
const SHIFT = 4; // pixels, and
const NOISE = 0.5; // the most that Python takes

const product = (shape) => shape.reduce((a, b) => a * b, 1);
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/**
 * An image moved to the right, with noise.
 *
 * @param {ArrayLike<number>} image - From 0 to 255, channel by channel.
 * @param {number[]} shape - Channels, height, width.
 * @param {number} shift - In pixels; what comes in is black.
 * @param {number} noise - Standard deviation, where white is 1.
 * @param {ArrayLike<number>} pattern - Noise of standard deviation 1.
 * @returns {Float32Array} From 0 to 1: what leaves the range is cut off.
 */
export function alter(image, [channels, height, width], shift, noise, pattern) {
  const altered = new Float32Array(image.length);
  for (let row = 0; row < channels * height; row++)
    for (let x = 0; x < width; x++) {
      const from = x - shift;
      const value = from >= 0 && from < width ? image[row * width + from] / 255 : 0;
      const at = row * width + x;
      altered[at] = clamp(value + noise * pattern[at], 0, 1);
    }
  return altered;
}

/**
 * The rows nearest to a place by Euclidean distance.
 *
 * @param {ArrayLike<number>[]} table
 * @param {ArrayLike<number>} place - Of as many numbers as each row.
 * @param {number} k
 * @param {{except?: number, unit?: number}} more - A row to leave out; what the numbers of the
 *   rows count in.
 * @returns {{index: number, distance: number}[]} The nearest first; of equals the first.
 */
export function nearestRows(table, place, k, { except = -1, unit = 1 } = {}) {
  const found = table.map((row, index) => {
    let sum = 0;
    for (let i = 0; i < row.length; i++) sum += (row[i] * unit - place[i]) ** 2;
    return { index, distance: Math.sqrt(sum) };
  });
  if (except >= 0) found.splice(except, 1);
  return found.sort((a, b) => a.distance - b.distance || a.index - b.index).slice(0, k);
}

/** The sentence below the figure; `kept` says how many neighbours are those of before. */
export function describe({ name, k, pixels, code, kept }) {
  const first = kept
    ? `Of the ${k} neighbours it had, pixels keep ${kept.pixels}, the code keeps ${kept.code}.`
    : name && `Your image is of class “${name}”.`;
  const second = `In pixels ${pixels} of ${k} neighbours are of its class, in code ${code} of ${k}.`;
  return first ? `${first} ${second}` : second;
}

/** How far an image is moved, in words. */
export function describeShift(shift) {
  if (shift === 0) return "not moved";
  const pixels = Math.abs(shift) === 1 ? "1 pixel" : `${Math.abs(shift)} pixels`;
  return `${pixels} ${shift > 0 ? "right" : "left"}`;
}

const describeNoise = (noise) => (noise > 0 ? `noise ${noise.toFixed(2)}` : "no noise");

function readData(model) {
  const shape = model.get("_image_shape");
  const images = rows(bytes(model.get("_images")), product(shape));
  const codes = floats(model.get("_codes"));
  const labels = [...bytes(model.get("_labels"))];
  const names = model.get("_label_names");
  return {
    shape,
    images,
    labels,
    k: model.get("_k"),
    codes: rows(codes, codes.length / images.length),
    pattern: floats(model.get("_pattern")),
    nameOf: (index) => names[labels[index]] ?? "",
  };
}

/** A row of neighbours with names; those of the picked image's class are marked. */
class Row {
  constructor(title, data) {
    this.data = data;
    this.count = make("span", { className: "latent-count" });
    this.list = make("ol", { "aria-label": title });
    const columns = (most) => (data.k > most ? Math.ceil(data.k / 2) : data.k);
    this.list.style.setProperty("--wide", columns(8));
    this.list.style.setProperty("--few", columns(6));
    this.cells = Array.from({ length: data.k }, () => {
      const canvas = imageCanvas(data.shape, "");
      const name = make("span", { className: "latent-caption", "aria-hidden": "true" });
      const element = make("li", {}, canvas, name);
      this.list.append(element);
      return { canvas, name, element };
    });
    const head = make("p", {}, make("span", {}, title), this.count);
    this.element = make("div", { className: "latent-row" }, head, this.list);
  }

  /** Show what was found, and return how many are of the class `label`. */
  show(found, label) {
    const { data } = this;
    found.forEach(({ index }, i) => {
      const { canvas, name, element } = this.cells[i];
      const same = data.labels[index] === label;
      showImage(canvas, data.images[index], data.shape, 255);
      canvas.setAttribute("aria-label", `${data.nameOf(index)}${same ? ", the same class" : ""}`);
      name.textContent = data.nameOf(index).replace("/", "/\u200b"); // may break there
      element.classList.toggle("latent-same", same);
    });
    const alike = found.filter(({ index }) => data.labels[index] === label).length;
    this.count.textContent = `${alike} of ${data.k} of its class`;
    return alike;
  }
}

/** The neighbours of an image, in both senses. */
async function findBoth(data, session, image, shift, noise) {
  const query = alter(data.images[image], data.shape, shift, noise, data.pattern);
  const code = await session.run(query);
  return {
    query,
    code,
    pixels: nearestRows(data.images, query, data.k, { except: image, unit: 1 / 255 }),
    codes: nearestRows(data.codes, code, data.k, { except: image }),
  };
}

const countCommon = (a, b) => a.filter((one) => b.some(({ index }) => index === one.index)).length;

function makeControls(frame, model, data) {
  const shift = makeRange(frame, {
    label: "shift",
    min: -SHIFT,
    max: SHIFT,
    step: 1,
    text: describeShift,
    move: (value) => assign(model, { shift: value }),
  });
  const noise = makeRange(frame, {
    label: "noise",
    min: 0,
    max: NOISE,
    step: 0.05,
    text: describeNoise,
    move: (value) => assign(model, { noise: value }),
  });
  const picker = makePicker(frame, {
    label: "Image",
    shape: data.shape,
    count: Math.min(OFFERED, data.images.length),
    pick: (index) => assign(model, { image: index }),
  });
  return { shift, noise, picker };
}

async function render({ model, el }) {
  const data = readData(model);
  const frame = makeFrame({ model, el, kind: "neighbours" });
  const session = await openSession(model.get("_encoder"), model.get("_weights"));
  const pages = Math.ceil(data.images.length / OFFERED);
  const image = () => clamp(model.get("image"), 0, data.images.length - 1);
  const page = () => clamp(model.get("page"), 0, pages - 1);
  const change = () => [
    clamp(Math.round(model.get("shift")), -SHIFT, SHIFT),
    clamp(model.get("noise"), 0, NOISE),
  ];

  const canvas = imageCanvas(data.shape, "");
  const name = make("p", { className: "latent-name" });
  const [moved, noised] = [make("span"), make("span")];
  const altered = make("p", { className: "latent-caption" }, moved, noised);
  const inPixels = new Row("Nearest in pixels", data);
  const inCode = new Row("Nearest in code", data);
  const caption = make("div", {}, name, altered);
  frame.stage.append(
    make("div", { className: "latent-query" }, canvas, caption),
    make("div", { className: "latent-rows" }, inPixels.element, inCode.element),
  );
  const { shift, noise, picker } = makeControls(frame, model, data);
  const another = button(frame, `Another ${OFFERED}`, () =>
    assign(model, { page: (page() + 1) % pages }),
  );
  another.hidden = pages === 1;
  const ranges = make("div", { className: "latent-ranges" }, shift.box, noise.box);
  frame.controls.append(ranges, picker.box, another);

  let offered = -1;
  const offer = () => {
    if (offered === page()) return;
    offered = page();
    const first = offered * OFFERED;
    const items = data.images.slice(first, first + OFFERED).map((pixels, i) => {
      const text = `${data.nameOf(first + i)}, ${first + i + 1} of ${data.images.length}`;
      return { index: first + i, pixels, name: text };
    });
    picker.offer(items);
  };
  let unaltered = { image: -1 };
  let found;
  const show = async () => {
    const [here, [by, much]] = [image(), change()];
    if (unaltered.image !== here)
      unaltered = { image: here, ...(await findBoth(data, session, here, 0, 0)) };
    const isAltered = by !== 0 || much > 0;
    found = isAltered ? await findBoth(data, session, here, by, much) : unaltered;
    showImage(canvas, found.query, data.shape);
    canvas.setAttribute("aria-label", `your image, ${data.nameOf(here)}`);
    name.textContent = data.nameOf(here);
    [moved.textContent, noised.textContent] = [describeShift(by), describeNoise(much)];
    const label = data.labels[here];
    const pixels = inPixels.show(found.pixels, label);
    const code = inCode.show(found.codes, label);
    shift.show(by);
    noise.show(much);
    offer();
    picker.mark(here);
    const kept = isAltered && {
      pixels: countCommon(found.pixels, unaltered.pixels),
      code: countCommon(found.codes, unaltered.codes),
    };
    frame.say(describe({ name: data.nameOf(here), k: data.k, pixels, code, kept }));
  };
  const update = oncePerFrame(show, frame.signal);
  frame.on(frame.reset, "click", () => assign(model, model.get("_start")));
  frame.follow(["image", "shift", "noise", "page"], update);

  el.latent = {
    code: () => [...(found?.code ?? data.codes[image()])],
    points: data.codes.map((code) => [...code]),
    labels: data.labels,
    chosen: image,
    neighbours: () => ({
      pixels: found.pixels.map(({ index }) => index),
      code: found.codes.map(({ index }) => index),
    }),
    touched: () => isTouched(model, ["page"]),
  };
  return frame.present(show);
}

export default { render };
