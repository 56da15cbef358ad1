/** A two-dimensional map of the data; the decoder draws what lies under the pointer. */

import { openSession } from "../engine/session.js";
import { bytes, floats, rows } from "../kit/buffers.js";
import { assign, make, makeFrame, toggle } from "../kit/frame.js";
import { movable } from "../kit/handle.js";
import { imageCanvas, showImage } from "../kit/image.js";
import { colourOf, drawMarker, onTheme } from "../kit/palette.js";
import { centres, density, makeView, moveApart, nearest, usualGap } from "../kit/plane.js";
import { oncePerFrame } from "../kit/schedule.js";

const CELLS = 64; // of the grid of the density, along each side
const N_NEAR = 4;

/** The sentence below the figure. */
export function describe(place, near, gap, nameOf) {
  const [x, y] = place.map((value) => value.toFixed(2).replace("-", "−"));
  const here = `The point is at (${x}, ${y}).`;
  if (near.length === 0) return here;
  const { index, distance } = near[0];
  if (distance > gap)
    return `${here} No image of the data lies near: what you see, the decoder makes up.`;
  const name = nameOf(index);
  return `${here} ${name ? `The nearest image is of class “${name}”.` : "Images of the data lie near."}`;
}

function readData(model) {
  const points = rows(floats(model.get("_points")), 2).map((point) => [...point]);
  const shape = model.get("_image_shape");
  const size = shape.reduce((a, b) => a * b, 1);
  const names = model.get("_label_names");
  const labels = [...bytes(model.get("_labels"))];
  return {
    points,
    labels,
    names,
    shape,
    images: rows(bytes(model.get("_images")), size),
    gap: usualGap(points),
    nameOf: (index) => names[labels[index]] ?? "",
  };
}

/** The map: density, points, names, and a ring at the place. */
class MapOfCodes {
  constructor(box, model, data) {
    this.canvas = make("canvas", { "aria-hidden": "true" });
    box.append(this.canvas);
    Object.assign(this, { box, model, data });
    this.limits = model.get("_limits");
    this.background = document.createElement("canvas");
    this.stale = true;
  }

  /** Fit the pixels of the canvas to its size on the screen. */
  fit() {
    const side = Math.round(this.canvas.clientWidth * devicePixelRatio);
    if (side && side !== this.canvas.width) {
      for (const canvas of [this.canvas, this.background]) canvas.width = canvas.height = side;
      this.stale = true;
    }
    this.view = makeView(this.limits, this.canvas.width, this.canvas.height);
  }

  draw(place, near) {
    this.fit();
    if (this.stale) this.drawBackground();
    const context = this.canvas.getContext("2d");
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.drawImage(this.background, 0, 0);
    const unit = devicePixelRatio;
    const [x, y] = this.view.toPixel(place);
    context.lineWidth = 1.5 * unit;
    context.strokeStyle = colourOf(this.box, "ink");
    for (const { index } of near) {
      const [px, py] = this.view.toPixel(this.data.points[index]);
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(px, py);
      context.stroke();
    }
    for (const [radius, colour, width] of [
      [9, "paper", 7],
      [9, "accent", 3.5],
    ]) {
      context.beginPath();
      context.arc(x, y, radius * unit, 0, 2 * Math.PI);
      context.lineWidth = width * unit;
      context.strokeStyle = colourOf(this.box, colour);
      context.stroke();
    }
  }

  drawBackground() {
    const context = this.background.getContext("2d");
    context.clearRect(0, 0, this.background.width, this.background.height);
    if (this.model.get("show_density")) this.drawDensity(context);
    this.drawPoints(context);
    if (this.model.get("show_labels")) this.drawNames(context);
    this.stale = false;
  }

  drawPoints(context) {
    const { points, labels } = this.data;
    const coloured = this.model.get("show_labels");
    const radius = 2.4 * devicePixelRatio;
    const plain = colourOf(this.box, "edge");
    points.forEach((point, i) => {
      const [x, y] = this.view.toPixel(point);
      if (coloured) return drawMarker(context, labels[i], x, y, radius);
      context.fillStyle = plain;
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fill();
    });
  }

  drawNames(context) {
    const { points, labels, names } = this.data;
    context.font = `600 ${12 * devicePixelRatio}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3.5 * devicePixelRatio;
    context.strokeStyle = colourOf(this.box, "paper");
    context.fillStyle = colourOf(this.box, "ink");
    const middles = [...centres(points, labels)].map(([label, centre]) => {
      const name = names[label] ?? "";
      const width = context.measureText(name).width + 6;
      const [x, y] = this.view.toPixel(centre);
      const inside = Math.min(this.background.width - width / 2, Math.max(width / 2, x));
      return { name, width, x: inside, y };
    });
    for (const { name, x, y } of moveApart(middles, 15 * devicePixelRatio)) {
      context.strokeText(name, x, y);
      context.fillText(name, x, y);
    }
  }

  drawDensity(context) {
    const cells = makeView(this.limits, CELLS, CELLS);
    this.cloud ??= density(this.data.points.map(cells.toPixel), CELLS, 1.6);
    const picture = document.createElement("canvas");
    picture.width = picture.height = CELLS;
    const small = picture.getContext("2d");
    small.fillStyle = colourOf(this.box, "accent");
    this.cloud.forEach((value, i) => {
      small.globalAlpha = 0.6 * Math.sqrt(value);
      small.fillRect(i % CELLS, Math.floor(i / CELLS), 1, 1);
    });
    context.imageSmoothingEnabled = true;
    context.drawImage(picture, 0, 0, this.background.width, this.background.height);
  }
}

function makeSide(model, data) {
  const drawn = imageCanvas(data.shape, "what the decoder draws at the point");
  const near = make("div", { className: "latent-near" });
  const canvases = Array.from({ length: N_NEAR }, () =>
    imageCanvas(data.shape, "an image of the data"),
  );
  near.append(...canvases);
  const nearby = make(
    "div",
    {},
    make("p", { className: "latent-caption" }, "nearest images"),
    near,
  );
  const side = make(
    "div",
    { className: "latent-side" },
    make("div", {}, make("p", { className: "latent-caption" }, "drawn by the decoder"), drawn),
    nearby,
  );
  const showNear = (found) => {
    nearby.hidden = !model.get("show_neighbours");
    if (nearby.hidden) return;
    canvases.forEach((canvas, i) => {
      canvas.hidden = i >= found.length;
      if (canvas.hidden) return;
      showImage(canvas, data.images[found[i].index], data.shape, 255);
      canvas.setAttribute("aria-label", data.nameOf(found[i].index) || "an image of the data");
    });
  };
  return { side, drawn, showNear };
}

async function render({ model, el }) {
  const data = readData(model);
  const frame = makeFrame({ model, el, kind: "pad" });
  const session = await openSession(model.get("_decoder"), model.get("_weights"));
  const box = make("div", {
    className: "latent-map",
    tabIndex: 0,
    role: "slider",
    "aria-roledescription": "point on a map",
    "aria-label": "Place on the map, moved with the arrow keys",
    "aria-valuenow": "0",
  });
  const map = new MapOfCodes(box, model, data);
  const { side, drawn, showNear } = makeSide(model, data);
  frame.stage.append(box, side);
  const switches = {
    show_labels: "classes",
    show_density: "density",
    show_neighbours: "neighbours",
  };
  for (const [trait, label] of Object.entries(switches))
    frame.controls.append(toggle(frame, model, trait, label));

  const place = () => [model.get("x"), model.get("y")];
  const update = oncePerFrame(async () => {
    const here = place();
    const near = nearest(data.points, here, N_NEAR);
    showImage(drawn, await session.run(here), data.shape);
    map.draw(here, model.get("show_neighbours") ? near : []);
    showNear(near);
    const text = describe(here, near, data.gap, data.nameOf);
    frame.say(text);
    box.setAttribute("aria-valuenow", here[0].toFixed(2));
    box.setAttribute("aria-valuetext", text);
  }, frame.signal);
  const redraw = () => {
    map.stale = true;
    update();
  };

  const moveTo = (point) => {
    const [x, y] = map.view.clamp(point);
    assign(model, { x, y });
  };
  const [x0, x1, y0, y1] = map.limits;
  movable(
    frame,
    box,
    ([u, v]) => moveTo([x0 + u * (x1 - x0), y1 - v * (y1 - y0)]),
    ([dx, dy]) => moveTo([model.get("x") + dx * (x1 - x0), model.get("y") + dy * (y1 - y0)]),
  );
  frame.on(frame.reset, "click", () => assign(model, model.get("_start")));
  frame.follow(["x", "y"], update);
  frame.follow(Object.keys(switches), redraw);
  onTheme(redraw, frame.signal);
  const resized = new ResizeObserver(update);
  resized.observe(box);
  frame.signal.addEventListener("abort", () => resized.disconnect());

  el.latent = {
    code: place,
    decode: async (codes) =>
      rows(
        await session.run(codes.flat()),
        data.shape.reduce((a, b) => a * b, 1),
      ),
    points: data.points,
    labels: data.labels,
    touched: () =>
      Object.entries(model.get("_start")).some(([name, value]) => model.get(name) !== value),
  };
  map.fit();
  update();
  return frame.remove;
}

export default { render };
