/** How many numbers an image may be told with: what models make of it, with their errors. */

import { openSession } from "../engine/session.js";
import { bytes, floats, rows } from "../kit/buffers.js";
import { assign, isTouched, make, makeFrame } from "../kit/frame.js";
import { imageCanvas, showImage } from "../kit/image.js";
import { COLOURS } from "../kit/palette.js";
import { makePicker } from "../kit/picker.js";
import { makeRange } from "../kit/range.js";
import { oncePerFrame } from "../kit/schedule.js";

const product = (shape) => shape.reduce((a, b) => a * b, 1);
const numbers = (n) => (n === 1 ? "1 number" : `${n} numbers`);
const digits = (value) => value.toPrecision(3);

/** The mean of the squared differences of two pictures, as they are: nothing is clipped. */
export function meanSquaredError(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum / a.length;
}

/** A code with zeros behind it, for a decoder of a larger one with the same first axes. */
export function padded(code, length) {
  const whole = new Float32Array(length);
  whole.set(code);
  return whole;
}

/** The end of an axis from 0 that shows `value`: of two digits, the second of them even or 0. */
export function axisEnd(value) {
  if (!(value > 0)) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];
  return Number((steps.find((step) => step * unit >= value * 0.9999) * unit).toPrecision(2));
}

/** The sentence below the figure: sizes and errors in words. */
export function describe(size, errors, names) {
  const owners = names.map((name) => (/^[a-z]/.test(name) ? `the ${name}` : name));
  const start = `With ${numbers(size)}`;
  if (names.length === 2 && errors[0] > 0) {
    const ratio = Number((errors[1] / errors[0]).toPrecision(2));
    return `${start} ${owners[1]}’s error is ${ratio} times ${owners[0]}’s.`;
  }
  const each = owners.map((owner, i) => `${owner}’s error is ${digits(errors[i])}`);
  return `${start} ${each.join(", ")}.`;
}

function readData(model) {
  const shape = model.get("_image_shape");
  const sizes = model.get("_sizes");
  const images = rows(bytes(model.get("_images")), product(shape));
  const codes = floats(model.get("_codes"));
  const total = sizes.reduce((a, b) => a + b, 0);
  /** The code of an image; they lie coder by coder, size by size, image by image. */
  const code = (coder, at, image) => {
    const before = coder * total + sizes.slice(0, at).reduce((a, b) => a + b, 0);
    const start = before * images.length + image * sizes[at];
    return codes.subarray(start, start + sizes[at]);
  };
  return {
    shape,
    sizes,
    images,
    code,
    names: model.get("_coder_names"),
    places: model.get("_places"),
    decoders: model.get("_decoders"),
    classNames: model.get("_class_names"),
  };
}

/** What each coder makes of an image with each size: `{picture, error}[][]`. */
function tellAll(data, sessions, image) {
  const truth = Float32Array.from(data.images[image], (value) => value / 255);
  const tell = async (coder, at) => {
    const place = data.places[coder][at];
    const length = product(data.decoders[place].input_shape);
    const picture = await sessions[place].run(padded(data.code(coder, at, image), length));
    return { picture, error: meanSquaredError(picture, truth) };
  };
  return Promise.all(
    data.names.map((_, coder) => Promise.all(data.sizes.map((_, at) => tell(coder, at)))),
  );
}

function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const MARKERS = [
  "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z",
  "M-3.6,-3.6h7.2v7.2h-7.2z",
  "M0,-4.6l4.4,7.8h-8.8z",
  "M0,-5l4.6,5l-4.6,5l-4.6,-5z",
];
const marker = (coder) =>
  svg("path", { d: MARKERS[coder % MARKERS.length], fill: COLOURS[coder % COLOURS.length] });

/** A picture with its name and, below, a second line behind a sign. */
function makePanel(name, shape, sign) {
  const canvas = imageCanvas(shape, "");
  const text = make("span");
  const second = make("span", { className: "latent-caption" });
  if (sign) {
    const key = svg("svg", { viewBox: "-6 -6 12 12", "aria-hidden": "true" }, sign);
    second.append(key, make("span", { className: "latent-word" }, "error "));
  }
  second.append(text);
  const caption = make("figcaption", {}, make("span", { className: "latent-name" }, name), second);
  return { canvas, text, element: make("figure", {}, canvas, caption) };
}

/** The errors of one image against the code size. Places are percentages: no size to follow. */
class Curve {
  constructor(data) {
    this.data = data;
    this.plot = svg("svg", { class: "latent-plot", role: "img" });
    this.marks = [];
    this.element = make(
      "div",
      { className: "latent-curve" },
      make("p", { className: "latent-caption" }, "mean squared error per pixel"),
      this.plot,
    );
  }

  x(at) {
    return `${(100 * at) / Math.max(1, this.data.sizes.length - 1)}%`;
  }

  /** Draw the errors of an image, `errors[coder][at]`. */
  draw(errors) {
    const end = axisEnd(Math.max(...errors.flat()));
    const y = (error) => `${100 * (1 - error / end)}%`;
    const rules = [0, end / 2, end].flatMap((level) => [
      svg("line", { x1: "-1%", x2: "101%", y1: y(level), y2: y(level), class: "latent-rule" }),
      svg("text", { x: "-1%", dx: -8, y: y(level), dy: "0.32em", "text-anchor": "end" }, level),
    ]);
    this.ticks = this.data.sizes.map((size, at) =>
      svg("text", { x: this.x(at), y: "100%", dy: "1.5em", "text-anchor": "middle" }, size),
    );
    this.now = svg("line", { y1: "0%", y2: "100%", class: "latent-now" });
    const lines = errors.flatMap((row, coder) =>
      row.slice(1).map((error, at) =>
        svg("line", {
          x1: this.x(at),
          y1: y(row[at]),
          x2: this.x(at + 1),
          y2: y(error),
          stroke: COLOURS[coder % COLOURS.length],
          "stroke-width": 2,
        }),
      ),
    );
    this.marks = errors.map((row, coder) =>
      row.map((error, at) =>
        svg("svg", { x: this.x(at), y: y(error), overflow: "visible" }, marker(coder)),
      ),
    );
    this.plot.replaceChildren(...rules, ...this.ticks, this.now, ...lines, ...this.marks.flat());
    const told = errors.map((row, coder) => {
      const each = row.map((error, at) => `${digits(error)} with ${this.data.sizes[at]}`);
      return `${this.data.names[coder]} ${each.join(", ")}`;
    });
    this.plot.setAttribute("aria-label", `The error for each size: ${told.join("; ")}`);
  }

  /** Mark a size. */
  mark(at) {
    for (const end of ["x1", "x2"]) this.now.setAttribute(end, this.x(at));
    this.ticks.forEach((tick, i) => tick.classList.toggle("latent-here", i === at));
    for (const row of this.marks)
      row.forEach((sign, i) =>
        sign.firstChild.setAttribute("transform", i === at ? "scale(1.6)" : ""),
      );
  }
}

async function render({ model, el }) {
  const data = readData(model);
  const frame = makeFrame({ model, el, kind: "size" });
  const weights = model.get("_weights");
  const sessions = await Promise.all(data.decoders.map((d, i) => openSession(d, weights[i])));
  const last = data.images.length - 1;
  const image = () => Math.min(last, Math.max(0, model.get("image")));
  const place = () => Math.max(0, data.sizes.indexOf(model.get("size")));

  const original = makePanel("the image", data.shape);
  const panels = data.names.map((name, coder) => makePanel(name, data.shape, marker(coder)));
  original.text.textContent = numbers(product(data.shape));
  const pictures = make("div", { className: "latent-told" });
  pictures.append(original.element, ...panels.map(({ element }) => element));
  const curve = new Curve(data);
  const slider = makeRange(frame, {
    label: "numbers",
    min: 0,
    max: data.sizes.length - 1,
    step: 1,
    text: (at) => numbers(data.sizes[at]),
    move: (at) => assign(model, { size: data.sizes[at] }),
  });
  const picker = makePicker(frame, {
    label: "Image",
    shape: data.shape,
    count: data.images.length,
    pick: (index) => assign(model, { image: index }),
  });
  picker.offer(
    data.images.map((pixels, index) => ({
      index,
      pixels,
      name: `${data.classNames[index]}, ${index + 1} of ${data.images.length}`,
    })),
  );
  curve.element.append(slider.box);
  frame.stage.append(pictures, curve.element);
  frame.controls.append(picker.box);

  let told = [];
  let toldOf = -1;
  const show = async () => {
    const [here, at] = [image(), place()];
    if (here !== toldOf) {
      told = await tellAll(data, sessions, here);
      toldOf = here;
      curve.draw(told.map((row) => row.map(({ error }) => error)));
      showImage(original.canvas, data.images[here], data.shape, 255);
      original.canvas.setAttribute("aria-label", `the image, ${data.classNames[here]}`);
    }
    const size = data.sizes[at];
    panels.forEach(({ canvas, text }, coder) => {
      const { picture, error } = told[coder][at];
      showImage(canvas, picture, data.shape);
      canvas.setAttribute("aria-label", `what ${data.names[coder]} makes of ${numbers(size)}`);
      text.textContent = digits(error);
    });
    curve.mark(at);
    slider.show(at);
    picker.mark(here);
    const errors = told.map((row) => row[at].error);
    frame.say(describe(size, errors, data.names));
  };
  const update = oncePerFrame(show, frame.signal);
  frame.on(frame.reset, "click", () => assign(model, model.get("_start")));
  frame.follow(["image", "size"], update);

  const coder = data.names.length - 1;
  el.latent = {
    code: () => [...data.code(coder, place(), image())],
    decode: async (codes) => {
      const session = data.places[coder][place()];
      const length = product(data.decoders[session].input_shape);
      const inputs = codes.flatMap((code) => [...padded(code, length)]);
      return rows(await sessions[session].run(inputs), product(data.shape));
    },
    chosen: image,
    touched: () => isTouched(model),
  };
  return frame.present(show);
}

export default { render };
