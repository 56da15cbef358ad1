/** An image to draw in: by pointer, by touch, by keyboard. */

import { make } from "./frame.js";
import { History, isUndo } from "./history.js";
import { imageCanvas, showImage } from "./image.js";
import { describeInk, drawLine, fromText, toText } from "./pen.js";
import { followPointer, shareOf } from "./pointer.js";

/** The brushes by name: radius, as a share of the width. */
export const BRUSHES = { fine: 0.02, medium: 0.045, broad: 0.09 };

const REST = 4000; // ms after which the advice comes back

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** What is drawn on, with the pen over it. Places are x and y in pixels of the image. */
export class Paper {
  /**
   * @param {object} frame - The figure's frame, for its listeners.
   * @param {object} model - With the traits `sketch`, `brush` and `erase`.
   * @param {number[]} shape - Channels, of which there is one, height, width.
   * @param {HTMLElement} hint - Says how to draw; while keys draw, where the pen is.
   */
  constructor(frame, model, shape, hint) {
    const [, height, width] = shape;
    this.canvas = imageCanvas(shape, "");
    this.canvas.setAttribute("aria-hidden", "true"); // the box tells of it
    this.pen = make("span", { className: "latent-pen", "aria-hidden": "true" });
    this.box = make(
      "div",
      {
        className: "latent-paper",
        tabIndex: 0,
        role: "application",
        "aria-describedby": hint.id,
      },
      this.canvas,
      this.pen,
    );
    Object.assign(this, {
      frame,
      model,
      hint,
      size: [height, width],
      place: [width / 2, height / 2],
    });
    this.advice = hint.textContent;
    this.history = new History(frame, model, "sketch");
    this.down = false; // whether the pen of the keyboard is
    this.followPointer();
    this.followKeys();
    this.showPen();
  }

  get radius() {
    const radii = Object.values(BRUSHES);
    const chosen = Math.min(radii.length, Math.max(1, Math.round(this.model.get("brush"))));
    return radii[chosen - 1] * this.size[1];
  }

  /** Draw from the pen's place to another; what follows belongs to the same step until `end`. */
  line(to, erase) {
    if (!this.going) this.begin();
    this.going = true;
    const pixels = fromText(this.history.now);
    const drawn = drawLine(pixels, this.size, this.place, to, this.radius, erase);
    this.history.put(toText(drawn));
    this.place = to;
  }

  begin() {
    this.tell();
    this.history.begin();
  }

  end() {
    this.going = false;
  }

  /** Say something in place of the advice; nothing brings that back. */
  tell(text = this.advice) {
    clearTimeout(this.timer);
    this.hint.textContent = text;
  }

  /** Do a step as a whole. */
  replace(pixels) {
    this.end();
    this.begin();
    this.history.put(toText(pixels));
  }

  undo() {
    this.end();
    this.tell();
    if (this.history.undo()) return;
    this.tell("There is nothing to undo.");
    this.timer = setTimeout(() => this.tell(), REST);
  }

  /** Show a drawing, and tell of it. @returns {string} In words. */
  show(pixels) {
    const [height, width] = this.size;
    showImage(this.canvas, pixels, [1, height, width], 255);
    this.showPen();
    const ink = describeInk(pixels, this.size);
    this.box.setAttribute("aria-label", `Your drawing, ${width} by ${height} pixels: ${ink}`);
    return ink;
  }

  showPen() {
    const [height, width] = this.size;
    this.pen.style.left = `${(100 * this.place[0]) / width}%`;
    this.pen.style.top = `${(100 * this.place[1]) / height}%`;
    this.pen.style.width = `${Math.max(4, (200 * (this.radius + 0.25)) / width)}%`;
    this.pen.classList.toggle("latent-down", this.down);
  }

  followPointer() {
    const { frame, box } = this;
    const at = (event) => shareOf(box, event).map((share, i) => share * this.size[1 - i]);
    const erases = (event) => event.shiftKey || this.model.get("erase");
    followPointer(frame, box, {
      down: (event) => {
        this.down = false;
        this.end();
        this.place = at(event);
        this.line(this.place, erases(event));
      },
      drag: (event) => {
        this.line(at(event), erases(event));
        this.showPen();
      },
      hover: (event) => {
        if (document.activeElement !== box || !this.down) this.place = at(event);
        this.showPen();
      },
      up: () => this.end(),
    });
  }

  followKeys() {
    const { frame, box } = this;
    frame.on(box, "keydown", (event) => {
      if (isUndo(event) || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === " ") this.turnPen();
      else if (MOVES[event.key]) this.movePen(MOVES[event.key], event.shiftKey);
      else return;
      event.preventDefault();
      const [x, y] = this.place.map(Math.floor);
      const state = event.shiftKey ? "erases" : this.down ? "draws" : "is up";
      this.tell(`The pen ${state}: column ${x + 1}, row ${y + 1}.`);
      this.showPen();
    });
    frame.on(box, "keyup", (event) => event.key === "Shift" && this.end());
    frame.on(box, "blur", () => {
      this.down = false;
      this.end();
      this.tell();
      this.showPen();
    });
  }

  turnPen() {
    this.down = !this.down;
    this.end();
    if (this.down) this.line(this.place, this.model.get("erase"));
  }

  /** One pixel on, from the middle of one to the middle of the next. */
  movePen(move, erase) {
    const to = this.place.map((value, i) => {
      const last = this.size[1 - i] - 1;
      return Math.min(last, Math.max(0, Math.floor(value) + move[i])) + 0.5;
    });
    if (erase || this.down) this.line(to, erase || this.model.get("erase"));
    this.place = to;
  }
}
