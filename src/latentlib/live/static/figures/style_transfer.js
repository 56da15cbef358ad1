/** One letter of a font is seen; the decoder writes a word in its style. */

import { openSession } from "../engine/session.js";
import { floats, rows } from "../kit/buffers.js";
import { clean, makeField, makeList } from "../kit/field.js";
import { assign, isTouched, make, makeFrame, toggle } from "../kit/frame.js";
import { imageCanvas, showImage } from "../kit/image.js";
import { inflate } from "../kit/inflate.js";
import { makePicker } from "../kit/picker.js";
import { list } from "../kit/say.js";
import { oncePerFrame } from "../kit/schedule.js";

const REST = 5000; // ms after which the advice comes back

/** What was left out of a word, in words; "" where nothing was. */
export function describeRefused({ refused, cut }, most) {
  const named = refused.map((one) => (one.trim() ? `“${one}”` : "a space"));
  const left = named.length > 3 ? [...named.slice(0, 3), "others"] : named;
  return [
    left.length > 0 && `No letter or digit: ${list(left)}.`,
    cut && `At most ${most} characters.`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** The mean squared difference of a pixel, for each image of both. */
export const squaredErrors = (written, real) =>
  written.map((image, i) => {
    let sum = 0;
    for (let p = 0; p < image.length; p++) sum += (image[p] - real[i][p] / 255) ** 2;
    return sum / image.length;
  });

/** A font's name as people write it: "fira-mono" is Fira Mono. */
export const properName = (font) =>
  font.replace(/(^|-)(.)/g, (_, before, first) => (before && " ") + first.toUpperCase());

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

/**
 * The sentences below the figure.
 *
 * @param {{font: string, letter: string, text: string}} state
 * @param {number[]} errors - Of each character; empty where the real font is not shown.
 * @param {number[]} plain - The same for the average style, the code 0.
 */
export function describe({ font, letter, text }, errors, plain) {
  const name = properName(font);
  const asked = "Type a word for it to write.";
  if (text === "") return `The network sees “${letter}” of ${name}. ${asked}`;
  const seen = `Having seen “${letter}” of ${name}, the network writes “${text}”.`;
  if (errors.length === 0) return seen;
  const [error, middle] = [mean(errors), mean(plain)];
  const word = error < middle ? "less" : "more";
  const than = `${word} than the ${middle.toFixed(3)} of the average style`;
  const worst = [...text][errors.indexOf(Math.max(...errors))];
  const least = new Set(text).size > 1 ? ` Least alike is “${worst}”.` : "";
  return `${seen} The squared error is ${error.toFixed(3)} a pixel, ${than}.${least}`;
}

async function readData(model) {
  const shape = model.get("_image_shape");
  const characters = model.get("_characters");
  const codes = floats(model.get("_codes"));
  const glyphs = rows(await inflate(model.get("_glyphs")), shape[1] * shape[2]);
  const all = rows(codes, codes.length / glyphs.length);
  const fonts = model.get("_fonts");
  const at = (font, character) =>
    fonts.indexOf(font) * characters.length + characters.indexOf(character);
  return {
    shape,
    characters,
    fonts,
    styles: all,
    most: model.get("_longest"),
    glyphOf: (font, character) => glyphs[at(font, character)],
    styleOf: (font, character) => all[at(font, character)],
    nPixels: shape[1] * shape[2],
  };
}

/** What the figure stands at; throws where that is none of what it offers. */
function readState(model, { characters, fonts, most }) {
  const [text, font, letter] = ["text", "font", "letter"].map((name) => model.get(name));
  const { refused, cut } = clean(text, characters, most);
  if (refused.length || cut)
    throw new Error(`text is “${text}”, expected at most ${most} letters and digits`);
  if (!fonts.includes(font)) throw new Error(`font is “${font}”, expected one that is shown`);
  if (!characters.includes(letter)) throw new Error(`letter is “${letter}”, expected another`);
  return { text, font, letter };
}

/** Draws characters in styles. */
function makeWriter(session, data) {
  const told = (style, character) => [
    ...style,
    ...data.characters.map((one) => (one === character ? 1 : 0)),
  ];
  return async (characters, style) => {
    if (characters.length === 0) return [];
    const inputs = characters.flatMap((character) => told(style, character));
    return rows(await session.run(inputs), data.nPixels);
  };
}

/** The word, one cell a character: what the decoder draws above what the font has. */
class Word {
  constructor(data) {
    this.data = data;
    this.caption = make("p", { className: "latent-caption" });
    this.list = make("ol", { "aria-label": "The word" });
    this.cells = Array.from({ length: data.most }, () => {
      const [written, real] = [imageCanvas(data.shape, ""), imageCanvas(data.shape, "")];
      const element = make("li", {}, written, real);
      this.list.append(element);
      return { element, written, real };
    });
    this.element = make("div", { className: "latent-word" }, this.caption, this.list);
  }

  show({ text, font }, pictures, glyphs, showReal) {
    const { shape } = this.data;
    const both = "above: drawn, below: the real font";
    this.caption.textContent = showReal ? both : "drawn in its style";
    this.cells.forEach(({ element, written, real }, i) => {
      element.hidden = i >= pictures.length;
      if (element.hidden) return;
      showImage(written, pictures[i], shape);
      written.setAttribute("aria-label", `${[...text][i]}, drawn by the decoder`);
      real.hidden = !showReal;
      if (real.hidden) return;
      showImage(real, glyphs[i], shape, 255);
      real.setAttribute("aria-label", `${[...text][i]} of ${properName(font)}`);
    });
  }
}

/** The letter that the network sees, and the list from which it is chosen. */
function makeSeen(frame, model, data) {
  const canvas = imageCanvas(data.shape, "");
  const name = make("p", { className: "latent-name" });
  const { box, show } = makeList(frame, {
    label: "letter",
    options: data.characters,
    choose: (letter) => assign(model, { letter }),
  });
  const caption = make("p", { className: "latent-caption" }, "the network sees");
  const element = make("div", { className: "latent-seen" }, caption, canvas, name, box);
  return {
    element,
    show: ({ font, letter }) => {
      showImage(canvas, data.glyphOf(font, letter), data.shape, 255);
      canvas.setAttribute("aria-label", `${letter} of ${properName(font)}`);
      name.textContent = properName(font);
      show(letter);
    },
  };
}

/** The field for the word, with a hint that says what it refuses. */
function makeWordField(frame, model, { characters, most }) {
  const id = `${frame.id}-hint`;
  const advice = `Letters A to Z and a to z, digits; at most ${most}.`;
  const hint = make("p", { className: "latent-caption", id, "aria-live": "polite" }, advice);
  let timer;
  const tell = (words) => {
    clearTimeout(timer);
    hint.textContent = words || advice;
    if (words) timer = setTimeout(tell, REST);
  };
  frame.signal.addEventListener("abort", () => clearTimeout(timer));
  const put = (found) => {
    tell(describeRefused(found, most));
    assign(model, { text: found.text });
  };
  const field = makeField(frame, { label: "your word", hint, characters, most, put });
  return { hint, ...field };
}

async function render({ model, el }) {
  const frame = makeFrame({ model, el, kind: "style" });
  const [data, session] = await Promise.all([
    readData(model),
    openSession(model.get("_decoder"), model.get("_weights")),
  ]);
  const write = makeWriter(session, data);
  const seen = makeSeen(frame, model, data);
  const word = new Word(data);
  const field = makeWordField(frame, model, data);
  const picker = makePicker(frame, {
    label: "Font",
    shape: data.shape,
    count: data.fonts.length,
    pick: (index) => assign(model, { font: data.fonts[index] }),
  });
  const real = toggle(frame, model, "show_real", "the real font");
  const typing = make("div", { className: "latent-typing" }, field.box, real, field.hint);
  const pickFont = make("p", { className: "latent-caption" }, "pick a font");
  frame.stage.append(seen.element, word.element);
  frame.controls.append(typing, pickFont, picker.box);

  let offered; // the letter that the thumbnails show
  const offer = (letter) => {
    if (offered === letter) return;
    offered = letter;
    const items = data.fonts.map((font, index) => {
      return { index, name: properName(font), pixels: data.glyphOf(font, letter) };
    });
    picker.offer(items);
  };
  const middle = new Float32Array(data.styles[0].length);
  let errors = [];
  const show = async () => {
    const state = readState(model, data);
    const characters = [...state.text];
    const glyphs = characters.map((character) => data.glyphOf(state.font, character));
    const pictures = await write(characters, data.styleOf(state.font, state.letter));
    const showReal = model.get("show_real");
    errors = squaredErrors(pictures, glyphs);
    const plain = showReal ? squaredErrors(await write(characters, middle), glyphs) : [];
    seen.show(state);
    word.show(state, pictures, glyphs, showReal);
    field.show(state.text);
    offer(state.letter);
    picker.mark(data.fonts.indexOf(state.font));
    frame.say(describe(state, showReal ? errors : [], plain));
  };
  const update = oncePerFrame(show, frame.signal);
  frame.on(frame.reset, "click", () => assign(model, model.get("_start")));
  frame.follow(["text", "font", "letter", "show_real"], update);

  const fontAt = () => data.fonts.indexOf(model.get("font"));
  el.latent = {
    code: () => [...data.styleOf(model.get("font"), model.get("letter"))],
    decode: (codes) =>
      Promise.all(codes.map(async (code) => (await write([model.get("letter")], code))[0])),
    points: data.styles.map((style) => [...style]),
    labels: data.styles.map((_, i) => Math.floor(i / data.characters.length)),
    chosen: fontAt,
    error: () => mean(errors),
    touched: () => isTouched(model, ["show_real"]),
  };
  return frame.present(show);
}

export default { render };
