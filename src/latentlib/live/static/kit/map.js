/** Codes of two numbers as a map on a canvas. */

import { make } from "./frame.js";
import { colourOf, drawMarker } from "./palette.js";
import { centres, density, makeView, moveApart } from "./plane.js";

const CELLS = 64; // of the grid of the density, along each side

/** Density, points, the names of classes, and a ring at the place. */
export class CodeMap {
  /**
   * @param {HTMLElement} box - Where its canvas goes.
   * @param {{points: number[][], labels: number[], names: string[], limits: number[]}} data
   * @param {() => {labels: boolean, names?: boolean, density: boolean}} shown - Whether classes
   *   are told apart, and named unless `names` is false; asked whenever `stale` is true.
   */
  constructor(box, data, shown) {
    this.canvas = make("canvas", { "aria-hidden": "true" });
    box.append(this.canvas);
    Object.assign(this, { box, data, shown, limits: data.limits });
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

  /**
   * Draw it with a ring at a place and lines to some of the points.
   *
   * @param {[number, number]} place
   * @param {{index: number}[]} near
   */
  draw(place, near = []) {
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
    const { labels, names = labels, density: shaded } = this.shown();
    if (shaded) this.drawDensity(context);
    this.drawPoints(context, labels);
    if (names) this.drawNames(context);
    this.stale = false;
  }

  drawPoints(context, coloured) {
    const { points, labels } = this.data;
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
