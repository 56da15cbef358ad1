/** Words as points with names, on a canvas. */

import { Dots, makeDot } from "./dots.js";
import { make } from "./frame.js";
import { placeNames } from "./labels.js";
import { colourOf, drawMarker } from "./palette.js";

const HIGH = 16; // pixels, a line of names
const ROOM = 7; // pixels to keep around them
const FONT = "12.5px system-ui, sans-serif";
const RADII = [1.5, 2, 3.2]; // pixels, at zoom 1: of words in grey, in colour, that stand out
const RING = 5; // pixels around the chosen word's point
const FAINT = 0.65; // opacity of words in colour, where others stand out
const MARGIN = 16; // pixels beyond the edge

/** How wide each name is, in pixels. */
function measure(names, isItalic) {
  const context = document.createElement("canvas").getContext("2d");
  return Float32Array.from(names, (name, row) => {
    context.font = isItalic(row) ? `italic ${FONT}` : FONT;
    return context.measureText(name).width;
  });
}

/**
 * What a scene is made of: the `camera`; the `points` as x and y of row after row, and `progress`,
 * which changes with them; the `chosen` row or -1, and the rows `near` it; the only `theme` in
 * colour, or 0; whether points are `moving`, when only words that stand out have names.
 */
export class WordCanvas {
  /**
   * @param {HTMLElement} box - Where its canvas goes.
   * @param {{names: string[], kinds: Uint8Array, looks: number[], stands: Set<number>,
   *   pairs: [number, number][], italic: number}} data - What is written beside each point; its
   *   theme, from 1, or 0; the category of each theme; the rows that stand out; those to join by
   *   lines; the theme whose names are in italics, or -1.
   */
  constructor(box, data) {
    this.canvas = make("canvas", { "aria-hidden": "true" });
    box.append(this.canvas);
    const isItalic = (row) => data.kinds[row] === data.italic;
    Object.assign(this, { box, data, isItalic, widths: measure(data.names, isItalic) });
    this.named = []; // rows whose names are in view
  }

  /** The row whose name is written at a place, in pixels; undefined where there is none. */
  rowAt([px, py]) {
    return this.named.find((row) => {
      const [x, y] = this.pixelOf(row);
      const within = px >= x && px <= x + this.gapOf(row) + this.widths[row];
      return within && Math.abs(py - y) <= HIGH / 2;
    });
  }

  draw(scene) {
    const context = this.begin(scene);
    const { chosen, near } = scene;
    this.drawDots(context);
    this.drawLines(context, this.data.pairs, this.colours.edge);
    this.drawMarkers(context);
    this.drawLines(
      context,
      near.map((row) => [chosen, row]),
      this.colours.accent,
    );
    if (chosen >= 0) this.drawRing(context, chosen);
    this.drawNames(context);
  }

  /** Make everything ready for a scene. */
  begin(scene) {
    const { kinds, stands } = this.data;
    const { size, look } = scene.camera;
    this.scene = scene;
    const [width, height] = size.map((length) => Math.round(length * devicePixelRatio));
    const names = ["ink", "muted", "edge", "paper", "accent"];
    this.colours = Object.fromEntries(names.map((name) => [name, colourOf(this.box, name)]));
    this.growth = 1 + Math.round(4 * Math.log2(look.zoom)) / 20; // in steps, so that shapes keep
    if (this.theme !== scene.theme) {
      this.theme = scene.theme;
      const coloured = (kind) => (scene.theme ? kind === scene.theme : kind > 0);
      this.levels = kinds.map((kind, row) => (coloured(kind) ? (stands.has(row) ? 2 : 1) : 0));
    }
    if (!this.dots || this.canvas.width !== width || this.canvas.height !== height) {
      Object.assign(this.canvas, { width, height });
      this.dots = new Dots(width, height, Math.ceil(MARGIN * devicePixelRatio));
    }
    const key = `${devicePixelRatio} ${this.growth} ${this.colours.edge}`;
    if (key !== this.shapesKey) [this.shapesKey, this.shapes] = [key, this.makeShapes()];
    const context = this.canvas.getContext("2d");
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    return context;
  }

  pixelOf(row) {
    const { camera, points } = this.scene;
    return camera.toPixel([points[2 * row], points[2 * row + 1]]);
  }

  /** How far right of its point a name begins. */
  gapOf(row) {
    return RADII[2] * this.growth + (row === this.scene.chosen ? RING + 4 : 3);
  }

  /** The shapes of points in grey, and in the colour of each theme. */
  makeShapes() {
    const radius = (level) => RADII[level] * this.growth * devicePixelRatio;
    const plain = makeDot(radius(0), (context, x, y, r) => {
      context.fillStyle = this.colours.edge;
      context.beginPath();
      context.arc(x, y, r, 0, 2 * Math.PI);
      context.fill();
    });
    const coloured = this.data.looks.map((look) =>
      makeDot(radius(1), (context, x, y, r) => {
        context.globalAlpha = FAINT;
        drawMarker(context, look, x, y, r);
      }),
    );
    return [plain, ...coloured];
  }

  /** The points that do not stand out. */
  drawDots(context) {
    const { kinds } = this.data;
    this.dots.clear();
    this.levels.forEach((level, row) => {
      if (level === 2) return;
      const [x, y] = this.pixelOf(row);
      const shape = this.shapes[level ? kinds[row] : 0];
      this.dots.add(shape, x * devicePixelRatio, y * devicePixelRatio);
    });
    this.dots.show(context);
  }

  /** Those that do. */
  drawMarkers(context) {
    const { kinds, looks } = this.data;
    const [width, height] = this.scene.camera.size;
    this.levels.forEach((level, row) => {
      if (level < 2) return;
      const [x, y] = this.pixelOf(row);
      if (x < -MARGIN || x > width + MARGIN || y < -MARGIN || y > height + MARGIN) return;
      drawMarker(context, looks[kinds[row] - 1], x, y, RADII[2] * this.growth);
    });
  }

  drawLines(context, lines, colour) {
    context.beginPath();
    for (const [from, to] of lines) {
      context.moveTo(...this.pixelOf(from));
      context.lineTo(...this.pixelOf(to));
    }
    context.strokeStyle = colour;
    context.lineWidth = 1.25;
    context.stroke();
  }

  drawRing(context, row) {
    const radius = RADII[2] * this.growth + RING;
    for (const [colour, width] of [
      ["paper", 5],
      ["accent", 2.5],
    ]) {
      context.beginPath();
      context.arc(...this.pixelOf(row), radius, 0, 2 * Math.PI);
      context.strokeStyle = this.colours[colour];
      context.lineWidth = width;
      context.stroke();
    }
  }

  /** The rows whose names have room, most important first; worked out anew where needed. */
  placeNames() {
    const { chosen, near, theme, moving, progress, camera, points } = this.scene;
    const key = [camera.scale, chosen, near, theme, progress, moving].join(" ");
    if (key === this.placedKey) return this.placed;
    const order = new Set(chosen < 0 ? [] : [chosen, ...near]);
    for (const level of moving ? [2] : [2, 1, 0])
      this.levels.forEach((one, row) => one === level && order.add(row));
    const reach = (row) => this.gapOf(row) + this.widths[row];
    const grid = { scale: camera.scale, high: HIGH, before: RADII[2] * this.growth, room: ROOM };
    this.placedKey = key;
    this.placed = placeNames(order, points, reach, grid);
    return this.placed;
  }

  drawNames(context) {
    const { camera, chosen, near } = this.scene;
    const [width, height] = camera.size;
    this.named = this.placeNames().filter((row) => {
      const [x, y] = this.pixelOf(row);
      return x > -this.widths[row] && x < width && y > -HIGH && y < height + HIGH;
    });
    Object.assign(context, { textBaseline: "middle", lineJoin: "round", lineWidth: 3 });
    context.strokeStyle = this.colours.paper;
    for (const row of this.named) {
      const [x, y] = this.pixelOf(row);
      const read = this.levels[row] || row === chosen || near.includes(row);
      const style = `${this.isItalic(row) ? "italic " : ""}${row === chosen ? "700 " : ""}`;
      context.font = style + FONT;
      context.fillStyle = read ? this.colours.ink : this.colours.muted;
      context.strokeText(this.data.names[row], x + this.gapOf(row), y);
      context.fillText(this.data.names[row], x + this.gapOf(row), y);
    }
  }
}
