/** A two-dimensional map of the data; the decoder draws what lies under the pointer. */

import { openSession } from "../engine/session.js";
import { bytes, floats, rows } from "../kit/buffers.js";
import { assign, isTouched, make, makeFrame, toggle } from "../kit/frame.js";
import { movable } from "../kit/handle.js";
import { imageCanvas, showImage } from "../kit/image.js";
import { CodeMap } from "../kit/map.js";
import { onTheme } from "../kit/palette.js";
import { nearest, usualGap } from "../kit/plane.js";
import { makeRange } from "../kit/range.js";
import { oncePerFrame } from "../kit/schedule.js";

const N_NEAR = 4;
const STEPS = 200; // of a slider
const HINT = "Drag the ring, or move it with the arrow keys or the sliders.";

const signed = (value) => value.toFixed(2).replace("-", "−");

/** The sentence below the figure. */
export function describe(place, near, gap, nameOf, outside = false) {
  const [x, y] = place.map(signed);
  const here = `The point is at (${x}, ${y})${outside ? ", off the map" : ""}.`;
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
    make("div", {}, make("p", { className: "latent-caption" }, "drawn at the ring"), drawn),
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

async function render({ model, el }) {
  const data = readData(model);
  const frame = makeFrame({ model, el, kind: "pad" });
  const session = await openSession(model.get("_decoder"), model.get("_weights"));
  const id = `${frame.root.getAttribute("aria-labelledby")}-hint`;
  const hint = make("p", { className: "latent-caption", id }, HINT);
  const box = make("div", {
    className: "latent-map",
    tabIndex: 0,
    role: "application",
    "aria-label": "Map of the data, with a ring to move",
    "aria-describedby": hint.id,
  });
  const map = new CodeMap(box, { ...data, limits: model.get("_limits") }, () => ({
    labels: model.get("show_labels"),
    density: model.get("show_density"),
  }));
  const { side, drawn, showNear } = makeSide(model, data);
  const moveTo = (point) => {
    const [x, y] = map.view.clamp(point);
    assign(model, { x, y });
  };
  const place = () => [model.get("x"), model.get("y")];
  const sliders = makeSliders(frame, map.limits, (axis, value) =>
    moveTo(place().map((old, i) => (i === axis ? value : old))),
  );
  const ways = make("div", { className: "latent-ways" }, hint, sliders.box);
  frame.stage.append(box, side, ways);
  const switches = {
    show_labels: "classes",
    show_density: "density",
    show_neighbours: "neighbours",
  };
  for (const [trait, label] of Object.entries(switches))
    frame.controls.append(toggle(frame, model, trait, label));

  const show = async () => {
    const here = place();
    if (!here.every(Number.isFinite)) throw new Error(`place is ${here}, expected two numbers`);
    const near = nearest(data.points, here, N_NEAR);
    showImage(drawn, await session.run(here), data.shape);
    const inside = map.view.clamp(here);
    map.draw(inside, model.get("show_neighbours") ? near : []);
    showNear(near);
    const outside = inside.some((value, i) => value !== here[i]);
    frame.say(describe(here, near, data.gap, data.nameOf, outside));
    sliders.show(here);
  };
  const update = oncePerFrame(show, frame.signal);
  const redraw = () => {
    map.stale = true;
    update();
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
    touched: () => isTouched(model, Object.keys(switches)),
  };
  map.fit();
  return frame.present(show);
}

export default { render };
