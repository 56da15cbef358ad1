/** The same data on the maps of two models; each decoder draws what lies under its ring. */

import { openSession } from "../engine/session.js";
import { bytes, floats, rows } from "../kit/buffers.js";
import { assign, isTouched, make, makeFrame, toggle } from "../kit/frame.js";
import { imageCanvas, showImage } from "../kit/image.js";
import { onTheme } from "../kit/palette.js";
import { nearest, usualGap } from "../kit/plane.js";
import { oncePerFrame } from "../kit/schedule.js";
import { makeWalk } from "../kit/walk.js";

const HINT =
  "Drag a ring, or move it with the arrow keys or the sliders. The usual gap is the median " +
  "distance of an image from its nearest neighbour on that map.";
const SWITCHES = { show_labels: "classes", show_density: "density" };

/**
 * Where a ring stands, in words.
 *
 * @param {number} gaps - Distance to the nearest image, in usual gaps of the map.
 * @param {boolean} empty - Whether that is farther than most images are from one another.
 * @param {string} name - The class of the nearest image; "" where it has no name.
 * @returns {{where: string, how: string}} Short, for beside the picture.
 */
export function describeStand(gaps, empty, name) {
  const named = name && `, “${name}”`;
  const far = `${gaps.toFixed(1)} usual gaps from the nearest image${named}`;
  const how = gaps < 0.05 ? `at an image${named}` : far;
  return { where: empty ? "no data here" : "among the data", how };
}

/** The sentences below the figure, one for each map. */
export const describe = (stands) =>
  stands
    .map(({ label, where, how, outside }) => {
      const off = outside ? ", off the map" : "";
      return `${label[0].toUpperCase()}${label.slice(1)}: ${where}${off}, ${how}.`;
    })
    .join(" ");

function readMaps(model) {
  const labels = [...bytes(model.get("_labels"))];
  const names = model.get("_label_names");
  return model.get("_names").map((label, i) => {
    const points = rows(floats(model.get("_points")[i]), 2).map((point) => [...point]);
    return {
      label,
      points,
      labels,
      names,
      limits: model.get("_limits")[i],
      gap: usualGap(points),
      middle: usualGap(points, 0.5),
      nameOf: (index) => names[labels[index]] ?? "",
    };
  });
}

/** One map with its ring, its sliders, the decoder's picture and where the ring stands. */
class Pad {
  constructor(frame, model, i, data, session, hint) {
    Object.assign(this, { model, i, data, session, shape: model.get("_image_shape") });
    this.walk = makeWalk(frame, {
      data,
      hint,
      label: `Map of the ${data.label}, with a ring to move`,
      shown: () => ({ labels: model.get("show_labels"), density: model.get("show_density") }),
      place: () => this.place,
      moveTo: (place) => this.moveTo(place),
    });
    this.drawn = imageCanvas(this.shape, `what the ${data.label} draws at its ring`);
    this.where = make("span", { className: "latent-where" });
    this.how = make("span", { className: "latent-caption" });
    const told = make("div", {}, this.where, this.how);
    const stand = make("div", { className: "latent-stand" }, this.drawn, told);
    const name = make("p", { className: "latent-name" }, data.label);
    this.element = make(
      "div",
      { className: "latent-one", role: "group", "aria-label": data.label },
      name,
      this.walk.box,
      stand,
      this.walk.sliders,
    );
  }

  get place() {
    return this.model.get("places")[this.i];
  }

  moveTo(place) {
    const places = this.model.get("places").map((old, i) => (i === this.i ? [...place] : old));
    assign(this.model, { places, chosen: this.i });
  }

  /** Show everything at the ring, and return where it stands. */
  async show() {
    const { data, place } = this;
    const picture = await this.session.run(place);
    const [near] = nearest(data.points, place, 1);
    showImage(this.drawn, picture, this.shape);
    const outside = this.walk.show();
    const name = data.nameOf(near.index);
    const stand = describeStand(near.distance / data.middle, near.distance > data.gap, name);
    this.where.textContent = stand.where;
    this.how.textContent = stand.how;
    return { label: data.label, outside, ...stand };
  }
}

/** Refuse places that no map has. */
function checkPlaces(places, count) {
  const sound = (place) => place?.length === 2 && place.every(Number.isFinite);
  if (places.length !== count || !places.every(sound))
    throw new Error(`places are ${JSON.stringify(places)}, expected ${count} of two numbers`);
}

async function render({ model, el }) {
  const maps = readMaps(model);
  const frame = makeFrame({ model, el, kind: "pads" });
  const sessions = await Promise.all(
    maps.map((_, i) => openSession(model.get("_decoders")[i], model.get("_weights")[i])),
  );
  const id = `${frame.id}-hint`;
  const hint = make("p", { className: "latent-caption", id }, HINT);
  const pads = maps.map((data, i) => new Pad(frame, model, i, data, sessions[i], hint));
  frame.stage.append(...pads.map((pad) => pad.element), hint);
  for (const [trait, label] of Object.entries(SWITCHES))
    frame.controls.append(toggle(frame, model, trait, label));

  const show = async () => {
    checkPlaces(model.get("places"), maps.length);
    const stands = [];
    for (const pad of pads) stands.push(await pad.show());
    frame.say(describe(stands));
  };
  const update = oncePerFrame(show, frame.signal);
  const redraw = () => {
    for (const { walk } of pads) walk.map.stale = true;
    update();
  };
  frame.on(frame.reset, "click", () => assign(model, model.get("_start")));
  frame.follow(["places"], update);
  frame.follow(Object.keys(SWITCHES), redraw);
  onTheme(redraw, frame.signal);
  const resized = new ResizeObserver(update);
  for (const { walk } of pads) resized.observe(walk.box);
  frame.signal.addEventListener("abort", () => resized.disconnect());

  const chosen = () => (model.get("chosen") === 1 ? 1 : 0);
  const nPixels = model.get("_image_shape").reduce((a, b) => a * b, 1);
  el.latent = {
    code: () => [...pads[chosen()].place],
    decode: async (codes) => rows(await sessions[chosen()].run(codes.flat()), nPixels),
    get points() {
      return maps[chosen()].points;
    },
    labels: maps[0].labels,
    chosen,
    places: () => model.get("places"),
    touched: () => isTouched(model, ["chosen", ...Object.keys(SWITCHES)]),
  };
  for (const { walk } of pads) walk.map.fit();
  return frame.present(show);
}

export default { render };
