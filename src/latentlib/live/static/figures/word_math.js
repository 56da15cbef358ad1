/** Words are added and subtracted; the nearest to the sum are listed while one types. */

import { bytes } from "../kit/buffers.js";
import { directions, nearestToSum } from "../kit/cosines.js";
import { assign, button, isTouched, make, makeFrame, toggle } from "../kit/frame.js";
import { list, signed } from "../kit/say.js";
import { oncePerFrame } from "../kit/schedule.js";
import { openVocabulary } from "../kit/vocabulary.js";
import { meant } from "../kit/word_box.js";
import { Sum, readTerms, writeTerms } from "../kit/word_sum.js";

const NAMED = 3; // words named in a sentence

const shown = (terms) => writeTerms(terms, "−");

/** What is the matter with a text that is no word, in words. */
export function describeOdd(text, vocabulary) {
  const offered = meant(vocabulary, text).slice(0, NAMED);
  if (offered.length && vocabulary.complete(text, 1).length)
    return `No word yet: “${text}” begins ${list(offered)}.`;
  const unknown = `“${text}” is not among the ${vocabulary.words.length.toLocaleString("en")} words`;
  return offered.length ? `${unknown}; close to it: ${offered.join(", ")}.` : `${unknown}.`;
}

const named = ({ word, cosine }) => `${word}, ${signed(cosine)}`;

/** What is said of the words of the sum, where they may be answers and where not. */
function describeOwn(first, others, own, kept) {
  const isOwn = own.some(({ word }) => word === first.word);
  if (isOwn) {
    const other = others.length ? `; the first other is ${named(others[0])}` : "";
    return `, a word of the sum itself${other}.`;
  }
  const nearer = own.filter(({ cosine }) => cosine > first.cosine);
  if (own.length < 2) return ".";
  if (nearer.length === 0 || kept) return "; no word of the sum is nearer.";
  if (nearer.length > 1) return `; ${list(nearer.map(({ word }) => word))} are nearer, but left out.`;
  return `; ${nearer[0].word} itself is nearer, ${signed(nearer[0].cosine)}, but left out.`;
}

/**
 * The sentence below the figure.
 *
 * @param {{word: string, sign: number}[]} terms
 * @param {{answers: {word: string, cosine: number}[], own: {word: string, cosine: number}[]}} found
 * @param {boolean} kept - Whether the words of the sum may be answers.
 */
export function describe(terms, { answers, own }, kept) {
  if (terms.length === 0) return "Type a word.";
  if (answers.length === 0) return `No direction is left of ${shown(terms)}.`;
  const others = answers.filter(({ word }) => own.every((one) => one.word !== word));
  const nearest = `Nearest to ${shown(terms)}: ${named(answers[0])}`;
  return nearest + describeOwn(answers[0], others, own, kept);
}

async function readData(model) {
  const nDims = model.get("_n_dims");
  const raw = bytes(model.get("_steps"));
  const vocabulary = await openVocabulary(model.get("_words"));
  const unit = await directions(new Int8Array(raw.buffer, raw.byteOffset, raw.length), nDims);
  const withWord = ({ index, cosine }) => ({ word: vocabulary.words[index], cosine });
  const find = (terms, most, keep) => {
    const rows = terms.map(({ word, sign }) => ({ index: vocabulary.indexOf(word), sign }));
    const { answers, own } = nearestToSum(unit, nDims, rows, most, keep);
    return { answers: answers.map(withWord), own: own.map(withWord) };
  };
  return { vocabulary, find, unit, most: model.get("_most_terms") };
}

/** The terms of the trait; throws where they are none that the figure can show. */
function readState(model, { vocabulary, most }) {
  const terms = readTerms(model.get("expression"));
  const unknown = terms.find(({ word }) => !vocabulary.has(word));
  if (unknown) throw new Error(`“${unknown.word}” is not among the words`);
  if (terms.length > most) throw new Error(`${terms.length} words, expected at most ${most}`);
  return terms;
}

/** The answers, each with a bar for its cosine; a press makes a term of one. */
class Answers {
  constructor(frame, count, take) {
    this.caption = make("p", { className: "latent-caption" });
    this.list = make("ol", { className: "latent-answers", "aria-label": "Nearest words" });
    this.rows = Array.from({ length: count }, () => {
      const word = make("button", { type: "button", className: "latent-answer" });
      const bar = make("span");
      const value = make("span", { className: "latent-value" });
      const effect = make("span", { className: "latent-effect", "aria-hidden": "true" }, bar);
      const element = make("li", {}, word, effect, value);
      frame.on(word, "click", () => take(word.textContent));
      this.list.append(element);
      return { element, word, bar, value };
    });
    frame.on(this.list, "mousedown", (event) => event.preventDefault()); // a field keeps the focus:
    // were it left, these answers would be others before the press has ended
    this.element = make("div", { className: "latent-found" }, this.caption, this.list);
  }

  /** Show what was found; `full` where none can be added, `old` while another sum is typed. */
  show(terms, { answers, own }, full, old) {
    const advice = full ? "remove a word to add another" : "press one to add it";
    this.caption.textContent = old
      ? `These are still the words nearest to ${shown(terms)}.`
      : `Nearest words, by cosine; ${advice}.`;
    this.element.classList.toggle("latent-old", old);
    this.rows.forEach(({ element, word, bar, value }, i) => {
      element.classList.toggle("latent-blank", i >= answers.length);
      if (i >= answers.length) return;
      const [answer, isOwn] = [answers[i], own.some((one) => one.word === answers[i].word)];
      word.textContent = answer.word;
      word.setAttribute("aria-disabled", String(full));
      bar.style.width = `${100 * Math.max(0, answer.cosine)}%`;
      value.textContent = signed(answer.cosine);
      element.classList.toggle("latent-own", isOwn);
    });
  }
}

function makeExamples(frame, examples, put) {
  const buttons = examples.map((expression) =>
    button(frame, shown(readTerms(expression)), () => put({ expression })),
  );
  const caption = make("span", { className: "latent-caption" }, "Try");
  const group = { className: "latent-examples", role: "group", "aria-label": "Examples" };
  return make("div", { ...group, hidden: buttons.length === 0 }, caption, ...buttons);
}

async function render({ model, el }) {
  const data = await readData(model);
  const frame = makeFrame({ model, el, kind: "math" });
  const sum = new Sum(frame, data, () => {
    if (!sum.pending) assign(model, { expression: writeTerms(sum.terms) });
    update();
  });
  const answers = new Answers(frame, model.get("_n_answers"), (word) => sum.take(word));
  const keep = toggle(frame, model, "keep_query", "let the words of the sum answer, too");
  const follow = () => {
    sum.set(readState(model, data));
    update();
  };
  const put = (values) => {
    sum.clear(); // what is half typed goes, too
    assign(model, values);
    follow();
  };
  const examples = makeExamples(frame, model.get("_examples"), put);
  frame.stage.append(examples, sum.element, answers.element);
  frame.controls.append(keep);

  const find = (most) => data.find(readState(model, data), most, model.get("keep_query"));
  const show = () => {
    const terms = readState(model, data);
    const found = find(model.get("_n_answers"));
    const { odd } = sum;
    sum.show();
    const old = terms.length > 0 && writeTerms(terms) !== writeTerms(sum.terms);
    answers.show(terms, found, sum.full, old);
    if (odd.length) frame.say(odd.map((text) => describeOdd(text, data.vocabulary)).join(" "));
    else frame.say(describe(terms, found, model.get("keep_query")));
  };
  const update = oncePerFrame(show, frame.signal);
  frame.on(frame.reset, "click", () => put(model.get("_start")));
  frame.follow(["expression"], follow);
  frame.follow(["keep_query"], update);

  el.latent = {
    terms: () => readState(model, data),
    answers: (count) => find(count).answers,
    directions: data.unit,
    touched: () => isTouched(model),
  };
  return frame.present(() => {
    sum.set(readState(model, data));
    show();
  });
}

export default { render };
