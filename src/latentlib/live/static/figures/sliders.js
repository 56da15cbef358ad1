/** A code of up to 32 numbers, each with a slider, those first that change the picture most. */

import { openSession } from "../engine/session.js";
import { floats, rows } from "../kit/buffers.js";
import { assign, button, isTouched, make, makeFrame } from "../kit/frame.js";
import { distanceFromMean, drawCode } from "../kit/gaussian.js";
import { History, isUndo } from "../kit/history.js";
import { imageCanvas, showImage } from "../kit/image.js";
import { percent, shareBelow } from "../kit/ranks.js";
import { signed } from "../kit/say.js";
import { oncePerFrame } from "../kit/schedule.js";

const STEPS = 200; // of a slider
const SCROLLED = 8; // numbers beyond which the list scrolls
const USUAL = 0.95; // share of the data that counts as usual


/** The positions of a code, those first that change the picture most. */
export const sortedByEffect = (effects) =>
  effects.map((_, i) => i).sort((a, b) => effects[b] - effects[a] || a - b);

/** The mean absolute difference of two pictures as they are seen, in grey levels of 255. */
export function meanChange(before, after) {
  const seen = (value) => Math.min(1, Math.max(0, value));
  let sum = 0;
  for (let i = 0; i < after.length; i++) sum += Math.abs(seen(after[i]) - seen(before[i]));
  return (255 * sum) / after.length;
}

/** Whether a code is usual, in words. `share` of the data is nearer to the middle. */
export function describePlace(share) {
  if (share < 0.005) return "The code lies in the middle of the data.";
  if (share >= 1) return "Unusually far from the middle: farther than all of the data.";
  const word = share > USUAL ? "Unusually far" : "At a usual distance";
  return `${word} from the middle: farther than ${percent(share)} % of the data.`;
}

/**
 * The sentences below the figure.
 *
 * @param {{kind: string, number?: number, from?: number, to?: number}} done - What was done last.
 * @param {number} change - What that changed, in grey levels.
 * @param {number} share - Of the data nearer to the middle.
 */
export function describe({ kind, number, from, to }, change, share) {
  const levels = `the picture changed by ${change.toFixed(1)} of 255 grey levels.`;
  const said = {
    start: () => "Each slider is one number of the code. Move one.",
    slider: () => `Number ${number + 1} went from ${signed(from)} to ${signed(to)}: ${levels}`,
    random: () => `A random code: ${levels}`,
    zero: () =>
      `All numbers are 0${share > USUAL ? ", which lies outside the data" : ""}: ${levels}`,
    undo: () => `Undone: ${levels}`,
    nothing: () => "There is nothing to undo.",
    set: () => `A new code: ${levels}`,
  }[kind]();
  return `${said} ${describePlace(share)}`;
}

/** One number of the code: name, what it does, value, slider. */
function makeNumber(root, i, [low, high], effect, most) {
  const input = make("input", {
    type: "range",
    id: `${root}-${i}`,
    min: low,
    max: high,
    step: (high - low) / STEPS,
  });
  const value = make("span", { className: "latent-value", "aria-hidden": "true" });
  const bar = make("span", { className: "latent-effect", "aria-hidden": "true" }, make("span"));
  bar.firstChild.style.width = `${most > 0 ? (100 * effect) / most : 0}%`;
  bar.title = `changes the picture by ${effect.toFixed(1)} grey levels`;
  const label = make("label", { htmlFor: input.id }, `number ${i + 1}`);
  const row = make("div", { className: "latent-number" }, label, value, input, bar);
  const show = (number, chosen) => {
    input.value = number;
    value.textContent = signed(number);
    input.setAttribute("aria-valuetext", `${signed(number)}, ${bar.title}`);
    row.classList.toggle("latent-chosen", chosen);
  };
  return { row, input, show };
}

function makeList(model, root) {
  const effects = model.get("_effects");
  const most = Math.max(...effects);
  const numbers = effects.map((effect, i) =>
    makeNumber(root, i, model.get("_ranges")[i], effect, most),
  );
  const list = make("div", { className: "latent-numbers", role: "group" });
  list.setAttribute("aria-label", "The numbers of the code, those that do most first");
  if (effects.length > SCROLLED) {
    list.classList.add("latent-scrolled");
    list.tabIndex = 0;
  }
  list.append(...sortedByEffect(effects).map((i) => numbers[i].row));
  const legend = `bar: effect on the picture, up to ${most.toFixed(0)} grey levels`;
  const caption = make("p", { className: "latent-caption" }, legend);
  return { numbers, list: make("div", {}, caption, list) };
}

/**
 * Let a slider change one number. What is changed from pressing it to letting go is one step: of
 * the pointer, or of a key that is held.
 */
function followSlider(frame, input, begin, move) {
  let [going, held] = [false, false];
  const end = () => (going = held = false);
  frame.on(input, "keydown", (event) => {
    if (!isUndo(event)) held = true;
  });
  frame.on(input, "input", () => {
    if (!going) begin();
    going = true;
    move(input.valueAsNumber);
  });
  frame.on(input, "change", () => held || end());
  for (const event of ["keyup", "blur"]) frame.on(input, event, end);
}

async function render({ model, el }) {
  const shape = model.get("_image_shape");
  const nPixels = shape.reduce((a, b) => a * b, 1);
  const mean = model.get("_mean");
  const factor = rows(floats(model.get("_factor")), mean.length);
  const frame = makeFrame({ model, el, kind: "sliders" });
  const session = await openSession(model.get("_decoder"), model.get("_weights"));
  const drawn = imageCanvas(shape, "what the decoder draws from the code");
  const caption = make("p", { className: "latent-caption" }, "drawn from the code");
  const { numbers, list } = makeList(model, frame.id);
  frame.stage.append(make("div", { className: "latent-drawn" }, caption, drawn), list);

  let done = { kind: "start" }; // what was done last
  const history = new History(frame, model, "code", () => (done = { kind: "set" }));
  const old = {}; // the picture before the last step, and its code
  const show = async () => {
    const { now: code, before } = history;
    if (code.length !== mean.length || !code.every(Number.isFinite))
      throw new Error(`code is ${code}, expected ${mean.length} numbers`);
    const picture = await session.run(code);
    if (old.code !== before)
      Object.assign(old, { code: before, picture: await session.run(before) });
    showImage(drawn, picture, shape);
    numbers.forEach(({ show }, i) => show(code[i], i === model.get("chosen")));
    const share = shareBelow(model.get("_distances"), distanceFromMean(code, mean, factor));
    frame.say(describe(done, meanChange(old.picture, picture), share));
  };
  const update = oncePerFrame(show, frame.signal);

  const replace = (kind, code) => {
    done = { kind };
    history.begin();
    history.put(code);
  };
  const move = (i, to) => {
    done = { kind: "slider", number: i, from: history.before[i], to };
    const code = history.now.map((value, j) => (j === i ? to : value));
    history.put(code, { chosen: i });
  };
  const undo = () => {
    done = { kind: history.undo() ? "undo" : "nothing" };
    update();
  };
  frame.controls.append(
    button(frame, "Random", () => replace("random", drawCode(mean, factor))),
    button(frame, "Zero", () => replace("zero", Array(mean.length).fill(0))),
    button(frame, "Undo", undo),
  );
  numbers.forEach(({ input }, i) =>
    followSlider(
      frame,
      input,
      () => history.begin(),
      (to) => move(i, to),
    ),
  );
  History.onKey(frame, undo);
  frame.on(frame.reset, "click", () => assign(model, model.get("_start")));
  frame.follow(["code", "chosen"], update);

  el.latent = {
    code: () => model.get("code"),
    decode: async (codes) => rows(await session.run(codes.flat()), nPixels),
    chosen: () => (model.get("chosen") < mean.length ? model.get("chosen") : -1),
    touched: () => isTouched(model),
  };
  return frame.present(show);
}

export default { render };
