/** Draw, and watch where the drawing lands and what the decoder makes of it. */

import { openSession } from "../engine/session.js";
import { bytes, floats, rows } from "../kit/buffers.js";
import { assign, button, isTouched, make, makeFrame, toggle } from "../kit/frame.js";
import { History } from "../kit/history.js";
import { imageCanvas, showImage } from "../kit/image.js";
import { CodeMap } from "../kit/map.js";
import { addNoise, makeNoise } from "../kit/noise.js";
import { onTheme } from "../kit/palette.js";
import { BRUSHES, Paper } from "../kit/paper.js";
import { fromText } from "../kit/pen.js";
import { nearest } from "../kit/plane.js";
import { makeRange } from "../kit/range.js";
import { percent, shareBelow } from "../kit/ranks.js";
import { oncePerFrame } from "../kit/schedule.js";

const N_NEAR = 5;
const NAMED = 200; // pixels from which a map has room for the names of classes
const USUAL = 0.95; // share of the data that counts as usual
const NOISE = 0.6; // standard deviation at most, as in draw.py
const THROWS = 2 ** 31; // numbers of noise
const HINT =
  "Mouse, finger or keys: arrows move the pen, space puts it down or lifts it, Shift erases.";

/** The plane of the first principal axes. */
export const project = (code, { mean, rows: axes }) =>
  axes.map((axis) => axis.reduce((sum, value, i) => sum + value * (code[i] - mean[i]), 0));

/** The class that most of the names are of, the nearest first, and how many are. */
export function mostCommon(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const count = Math.max(...counts.values());
  return { name: names.find((name) => counts.get(name) === count), count };
}

/** Where a drawing lands on the map, and among which classes, in words. */
export function describeLanding(names, outside) {
  const named = [...new Set(names.filter(Boolean))];
  const counted = named.map((name) => `${names.filter((one) => one === name).length} ${name}`);
  const where = `Map: your drawing lands ${outside ? "off it" : "on it"}`;
  if (counted.length === 0) return `${where}.`;
  return `${where}; of the ${names.length} nearest images, ${counted.join(", ")}.`;
}

/** The mean squared difference of a pixel between a drawing and its reconstruction. */
export function squaredError(drawing, reconstruction) {
  let sum = 0;
  for (let i = 0; i < drawing.length; i++) sum += (drawing[i] - reconstruction[i]) ** 2;
  return sum / drawing.length;
}

/** How large the error of a drawing is, in words: `share` of real images have a smaller one. */
function describeError(error, share) {
  const than = share >= 1 ? "any real image" : `${percent(share)} % of real images`;
  const odd = share > USUAL ? ": it looks like nothing the network knows" : "";
  return `The squared error, ${error.toFixed(4)} a pixel, is larger than for ${than}${odd}.`;
}

/** Whether what comes back is nearer to the drawing than what had noise, in words. */
export function describeNoise(error, noiseError) {
  const [back, noise] = [error, noiseError].map((value) => value.toFixed(4));
  const word = error < noiseError ? "nearer to your drawing" : "farther from your drawing";
  return `What comes back is ${word} than what has noise: squared errors ${back} and ${noise}.`;
}

/**
 * The sentences below the figure.
 *
 * @param {string[]} names - Classes of the nearest images, the nearest first; "" where unnamed.
 * @param {boolean} outside - Whether the place is off the map.
 * @param {number} error - The squared error of a pixel.
 * @param {number} share - Of real images with a smaller one.
 * @param {number} noiseError - The squared error of a pixel that the noise makes; 0 for none.
 */
export function describe(names, outside, error, share, noiseError = 0) {
  const { name, count } = mostCommon(names);
  const near = `${count} of the ${names.length} nearest images are of class “${name}”.`;
  return [
    name ? near : "",
    outside ? "It lands off the map." : "",
    noiseError > 0 ? describeNoise(error, noiseError) : describeError(error, share),
  ]
    .filter(Boolean)
    .join(" ");
}

/** The brushes, as radio buttons. */
function makeBrushes(frame, model) {
  const name = `${frame.id}-brush`;
  const group = make("span", { className: "latent-brushes", role: "radiogroup" });
  group.setAttribute("aria-label", "Brush");
  const inputs = Object.keys(BRUSHES).map((label, i) => {
    const input = make("input", { type: "radio", name });
    frame.on(input, "change", () => assign(model, { brush: i + 1 }));
    group.append(make("label", { className: "latent-toggle" }, input, label));
    return input;
  });
  const show = () => inputs.forEach((input, i) => (input.checked = model.get("brush") === i + 1));
  frame.follow(["brush"], show);
  show();
  return group;
}

/** The drawing with noise, a slider for how much, and a button for other noise of the same. */
class Noise {
  constructor(frame, model, shape) {
    this.model = model;
    this.canvas = imageCanvas(shape, "your drawing with noise");
    this.caption = make("p", { className: "latent-caption" });
    this.picture = make("div", {}, this.caption, this.canvas);
    const text = (value) => `${value.toFixed(2)} of white`;
    const move = (noise) => assign(model, { noise });
    this.slider = makeRange(frame, { label: "noise", min: 0, max: NOISE, step: 0.02, text, move });
    const again = () => assign(model, { throw: (this.seed + 1) % THROWS });
    this.ways = make(
      "div",
      { className: "latent-noise" },
      this.slider.box,
      button(frame, "Throw again", again),
    );
  }

  /** How much, null for none; whatever was kept. */
  get sigma() {
    const value = this.model.get("noise");
    return value === null ? null : Math.min(NOISE, Math.max(0, value));
  }

  get seed() {
    return Math.floor(Math.max(0, this.model.get("throw"))) % THROWS;
  }

  /** Return what the encoder sees of an image, and show it where there is a slider. */
  show(image, shape) {
    const { sigma, seed } = this;
    this.picture.hidden = this.ways.hidden = sigma === null;
    if (sigma === null) return image;
    const noisy = sigma ? addNoise(image, sigma, makeNoise(seed, image.length)) : image;
    showImage(this.canvas, noisy, shape);
    this.caption.textContent = sigma ? `with noise ${sigma.toFixed(2)}` : "no noise";
    this.slider.show(sigma);
    return noisy;
  }
}

async function openNetworks(model) {
  const open = (name) => openSession(model.get(`_${name}`), model.get(`_${name}_weights`));
  const mapper = model.get("_mapper").layers ? open("mapper") : undefined;
  const axes = model.get("_axes");
  const [encoder, decoder, other] = await Promise.all([open("encoder"), open("decoder"), mapper]);
  return {
    encode: async (input) => [...(await encoder.run(input))],
    decode: (code) => decoder.run(code),
    placeOf: async (input, code) => {
      if (other) return [...(await other.run(input))];
      return axes.mean ? project(code, axes) : code;
    },
  };
}

function readData(model) {
  const shape = model.get("_image_shape");
  const names = model.get("_label_names");
  const labels = [...bytes(model.get("_labels"))];
  const all = floats(model.get("_codes"));
  return {
    shape,
    labels,
    names,
    nPixels: shape[1] * shape[2],
    limits: model.get("_limits"),
    points: rows(floats(model.get("_points")), 2).map((point) => [...point]),
    codes: rows(all, all.length / labels.length),
    samples: rows(bytes(model.get("_samples")), shape[1] * shape[2]),
    nameOf: ({ index }) => names[labels[index]] ?? "",
  };
}

const captioned = (text, ...children) =>
  make("div", {}, make("p", { className: "latent-caption" }, text), ...children);

async function render({ model, el }) {
  const data = readData(model);
  const frame = makeFrame({ model, el, kind: "draw" });
  const networks = await openNetworks(model);
  const id = `${frame.id}-hint`;
  const hint = make(
    "p",
    { className: "latent-caption latent-hint", id, "aria-live": "polite" },
    HINT,
  );
  const paper = new Paper(frame, model, data.shape, hint);
  const noise = new Noise(frame, model, data.shape);
  const drawn = imageCanvas(data.shape, "what the decoder makes of your drawing");
  const box = make("div", { className: "latent-place", role: "img" });
  const map = new CodeMap(box, data, () => ({
    labels: true,
    names: box.clientWidth > NAMED,
    density: false,
  }));
  const axes = make("p", { className: "latent-caption" }, model.get("_caption"));
  frame.stage.append(
    captioned("your drawing", paper.box),
    captioned("what comes back", drawn),
    captioned("where it lands", box, axes),
    make("div", {}, noise.ways, frame.controls, hint),
    noise.picture,
  );

  let code = [];
  const show = async () => {
    const pixels = fromText(model.get("sketch"));
    if (pixels.length !== data.nPixels)
      throw new Error(`sketch has ${pixels.length} pixels, expected ${data.nPixels}`);
    const ink = paper.show(pixels);
    const drawing = Float32Array.from(pixels, (value) => value / 255);
    const input = noise.show(drawing, data.shape);
    frame.root.classList.toggle("latent-noisy", noise.sigma !== null);
    code = await networks.encode(input);
    const picture = await networks.decode(code);
    const place = await networks.placeOf(input, code);
    showImage(drawn, picture, data.shape);
    map.fit();
    const inside = map.view.clamp(place);
    map.draw(inside);
    const names = nearest(data.codes, code, N_NEAR).map(data.nameOf);
    const error = squaredError(drawing, picture);
    const outside = inside.some((value, i) => value !== place[i]);
    const share = shareBelow(model.get("_errors"), error);
    const noiseError = squaredError(drawing, input);
    frame.say(describe(names, outside, error, share, noiseError), `Your drawing is ${ink}. `);
    box.setAttribute("aria-label", describeLanding(names, outside));
  };
  const update = oncePerFrame(show, frame.signal);

  let sample = 0;
  const start = () => {
    sample = (sample + 1) % data.samples.length;
    paper.replace(data.samples[sample]);
  };
  frame.controls.append(
    makeBrushes(frame, model),
    toggle(frame, model, "erase", "erase"),
    button(frame, "Undo", () => paper.undo()),
    button(frame, "Clear", () => paper.replace(new Uint8Array(data.nPixels))),
    button(frame, "Start from an image", start),
  );
  History.onKey(frame, () => paper.undo());
  frame.on(frame.reset, "click", () => assign(model, model.get("_start")));
  frame.follow(["sketch", "brush", "noise", "throw"], update);
  const redraw = () => {
    map.stale = true;
    update();
  };
  onTheme(redraw, frame.signal);
  const resized = new ResizeObserver(update);
  resized.observe(box);
  frame.signal.addEventListener("abort", () => resized.disconnect());

  el.latent = {
    code: () => code,
    decode: async (codes) => rows(await networks.decode(codes.flat()), data.nPixels),
    points: data.codes,
    labels: data.labels,
    touched: () => isTouched(model, ["brush", "erase"]),
  };
  return frame.present(show);
}

export default { render };
