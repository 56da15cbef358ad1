/* Exercises that check themselves in a chapter's page: forms for predictions, numbers and live
   figures, and how far the reader is. For the markup see book/_ext/exercises.py. */

import { judgePrediction, judgeTyped, notAttempted } from "./answers.js";
import {
  describe,
  make,
  makeButton,
  makeSign,
  onChangeElsewhere,
  store,
  tally,
  withCode,
} from "./dom.js";

const CLASSES = {
  "not attempted": "latent-outcome",
  "not yet": "latent-outcome latent-outcome--not-yet",
  correct: "latent-outcome latent-outcome--correct",
};
const BEFORE = "solved before";

/* --- what a reader answers with, by kind: `judge` it, `reset` it, `restore` a right one --- */

const predictionField = (exercise, id, section) => {
  const list = section.querySelector(".exercise-choices");
  const options = [...list.children].map((item) => {
    const value = item.querySelector("strong").textContent.trim();
    const radio = make("input", { type: "radio", name: `choice-${id}`, value });
    const text = make("span", {}, ...(item.querySelector("p") ?? item).childNodes);
    return [radio, make("label", {}, radio, text)];
  });
  const { choices } = exercise;
  const legend = make("legend", { className: "visually-hidden", textContent: "Your choice" });
  list.remove();
  const radios = options.map(([radio]) => radio);
  return {
    parts: [make("fieldset", {}, legend, ...options.map(([, label]) => label))],
    judge: () => judgePrediction(exercise, radios.find((radio) => radio.checked)?.value),
    reset: () => radios.forEach((radio) => (radio.checked = false)),
    restore: () => radios.forEach((radio) => (radio.checked = choices[radio.value].correct)),
    praise: Object.values(choices).find((choice) => choice.correct).explanation,
    focus: () => radios[0].focus(),
  };
};

const numberField = (exercise) => {
  const input = make("input", { type: "text", inputMode: "decimal", autocomplete: "off" });
  const unit = exercise.unit ? [" ", make("span", { textContent: exercise.unit })] : [];
  return {
    parts: [make("label", { className: "exercise-number" }, "Your number ", input, ...unit)],
    judge: () => judgeTyped(exercise, input.value),
    reset: () => (input.value = ""),
    restore: () => {},
    praise: exercise.praise,
    focus: () => input.focus(),
  };
};

const figureField = (exercise) => {
  const host = () => document.querySelector(`[data-live-name="${CSS.escape(exercise.figure)}"]`);
  const show = () => {
    host()?.scrollIntoView({ block: "center" });
    host()?.querySelector("[tabindex], button, input")?.focus({ preventScroll: true });
  };
  /* Fetched now, so that a page that has been opened can be used without a network. */
  const goals = import("./goals.js");
  goals.catch(() => {});
  const judge = async () => {
    const state = host()?.dataset.live;
    if (state === "failed") return notAttempted("The figure could not be loaded; try its button.");
    try {
      const { judgeFigure } = await goals;
      return await judgeFigure(exercise, host()?.live?.el.latent);
    } catch (error) {
      return notAttempted(`The figure could not be looked at (${error.message}).`);
    }
  };
  const button = makeButton("Show the figure", show);
  return { parts: [], more: [button], judge, praise: exercise.praise, focus: () => button.focus() };
};

const KINDS = { predict: predictionField, number: numberField, figure: figureField };

/* --- one exercise --- */

const makeOutcome = () => {
  const element = make("div", { className: CLASSES["not attempted"] });
  element.setAttribute("role", "status");
  const show = (id, { status, message }, before) => {
    const record = store.of(id);
    const details = [before && BEFORE, describe(record)].filter(Boolean).join(", ");
    const head = make("p", {}, makeSign(status), " ", make("strong", { textContent: status }));
    if (details) head.append(make("span", { textContent: ` · ${details}` }));
    element.className = CLASSES[status];
    element.replaceChildren(head);
    if (message) element.append(make("p", {}, ...withCode(message)));
  };
  return { element, show };
};

const countHints = (id, section, refresh) => {
  for (const summary of section.querySelectorAll("details > summary")) {
    const hint = /^Hint (\d)$/.exec(summary.textContent.trim());
    if (!hint) continue;
    summary.addEventListener("click", () => {
      if (summary.parentElement.open) return; /* it is being folded */
      store.addHint(id, Number(hint[1]));
      refresh();
    });
  }
};

const setUp = (box, update) => {
  const id = box.dataset.exercise;
  const section = box.closest("section");
  const exercise = JSON.parse(box.querySelector("script").textContent);
  const field = KINDS[exercise.kind]?.(exercise, id, section);
  const outcome = makeOutcome();
  let shown = null; /* the last outcome of a check on this page */

  const refresh = () => {
    const { status } = store.of(id);
    const solved = status === "correct";
    if (shown) outcome.show(id, shown, solved && shown.status !== "correct");
    else outcome.show(id, { status, message: solved ? field?.praise : "" });
    again.hidden = !(id in store.all());
    outcome.element.hidden = !field && again.hidden;
    update();
  };
  const again = makeButton("Start over", () => {
    store.forget(id);
    shown = null;
    field?.reset?.();
    refresh();
    field?.focus();
  });
  const check = async (event) => {
    event.preventDefault();
    shown = await field.judge();
    if (shown.status !== "not attempted") store.addAttempt(id, shown.status);
    refresh();
  };

  const submit = make("button", { className: "exercise-button", textContent: "Check" });
  const row = make("div", { className: "exercise-row" }, ...(field ? [submit] : []));
  row.append(...(field?.more ?? []), again);
  const form = make("form", { onsubmit: check, noValidate: true }, ...(field?.parts ?? []), row);
  form.setAttribute("aria-label", `Exercise ${id}`);
  if (store.of(id).status === "correct") field?.restore?.();
  countHints(id, section, refresh);
  box.append(form, outcome.element);
  return {
    refresh,
    reload: () => {
      shown = null;
      refresh();
    },
  };
};

/* --- the page --- */

const boxes = [...document.querySelectorAll(".exercise[data-exercise]")];
const ids = boxes.map((box) => box.dataset.exercise);
const place = document.querySelector(".exercise-count");
const counter = make("span");
const note = make("p", { className: "exercise-note" });
note.setAttribute("role", "status");
place?.prepend(counter);
place?.after(note);

const update = () => {
  counter.textContent = `${tally(ids)}. `;
  note.replaceChildren(...withCode(store.note));
};
const exercises = boxes.map((box) => setUp(box, update));
for (const exercise of exercises) exercise.refresh();
onChangeElsewhere(() => exercises.forEach((exercise) => exercise.reload()));
