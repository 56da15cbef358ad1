/** A two-dimensional map of the data; the decoder draws what lies under the pointer. */

import { openSession } from "../engine/session.js";
import { bytes, floats, rows } from "../kit/buffers.js";
import { assign, isTouched, make, makeFrame, toggle } from "../kit/frame.js";
import { imageCanvas, showImage } from "../kit/image.js";
import { onTheme } from "../kit/palette.js";
import { nearest, usualGap } from "../kit/plane.js";
import { oncePerFrame } from "../kit/schedule.js";
import { signed } from "../kit/say.js";
import { makeWalk } from "../kit/walk.js";

const N_NEAR = 4;
const HINT = "Drag the ring, or move it with the arrow keys or the sliders.";

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

async function render({ model, el }) {
  const data = readData(model);
  const frame = makeFrame({ model, el, kind: "pad" });
  const session = await openSession(model.get("_decoder"), model.get("_weights"));
  const id = `${frame.id}-hint`;
  const hint = make("p", { className: "latent-caption", id }, HINT);
  const { side, drawn, showNear } = makeSide(model, data);
  const place = () => [model.get("x"), model.get("y")];
  const { box, map, sliders, ...ring } = makeWalk(frame, {
    data: { ...data, limits: model.get("_limits") },
    label: "Map of the data, with a ring to move",
    hint,
    shown: () => ({ labels: model.get("show_labels"), density: model.get("show_density") }),
    place,
    moveTo: ([x, y]) => assign(model, { x, y }),
  });
  const ways = make("div", { className: "latent-ways" }, hint, sliders);
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
    const outside = ring.show(model.get("show_neighbours") ? near : []);
    showNear(near);
    frame.say(describe(here, near, data.gap, data.nameOf, outside));
  };
  const update = oncePerFrame(show, frame.signal);
  const redraw = () => {
    map.stale = true;
    update();
  };

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
