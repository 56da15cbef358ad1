/* Exercises that check themselves in a chapter's page: forms for predictions, numbers and live
   figures, and how far the reader is. For the markup see book/_ext/exercises.py. */

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
import { makeField } from "./fields.js";

const CLASSES = {
  "not attempted": "latent-outcome",
  "not yet": "latent-outcome latent-outcome--not-yet",
  correct: "latent-outcome latent-outcome--correct",
};
const BEFORE = "solved before";

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
  const field = makeField(exercise, id, section);
  const outcome = makeOutcome();
  let shown = null; /* the last outcome of a check on this page */
  let recalled = ""; /* what is said of the answer that was kept */
  let last = null; /* the record that is shown */
  let judging = null; /* the check that is going on */

  const recall = () => {
    const { status, answer } = store.of(id);
    field?.restore?.(answer, status === "correct");
    const judged = answer && field?.restore ? field.judge() : null;
    const praise = status === "correct" ? field?.praise : "";
    recalled = judged?.status === status ? judged.message : praise;
  };
  const refresh = () => {
    const { status } = store.of(id);
    if (shown) outcome.show(id, shown, status === "correct" && shown.status !== "correct");
    else outcome.show(id, { status, message: recalled });
    last = store.of(id);
    again.hidden = !(id in store.all());
    outcome.element.hidden = !field && again.hidden;
    update();
  };
  const again = makeButton("Start over", () => {
    store.forget(id);
    shown = judging = null;
    recall();
    refresh();
    if (field) field.focus();
    else section.querySelector("summary, .needs-kernel a")?.focus(); /* this button is hidden */
  });
  const tell = (message) => outcome.show(id, { status: store.of(id).status, message });
  const check = async (event) => {
    event.preventDefault();
    if (judging) return;
    const mine = (judging = {});
    const found = await field.judge(tell);
    if (judging !== mine) return; /* the reader has started over */
    judging = null;
    shown = found;
    if (shown.status !== "not attempted") store.addAttempt(id, shown.status, field.answer?.());
    refresh();
  };

  const submit = make("button", { className: "exercise-button", textContent: "Check" });
  submit.onclick = ({ detail }) => detail < 2; /* a double click is one check */
  const row = make("div", { className: "exercise-row" }, ...(field ? [submit] : []));
  row.append(...(field?.more ?? []), again);
  const form = make("form", { onsubmit: check, noValidate: true }, ...(field?.parts ?? []), row);
  form.setAttribute("aria-label", `Exercise ${id}`);
  recall();
  countHints(id, section, refresh);
  box.append(form, outcome.element);
  return {
    refresh,
    reload: () => {
      const now = store.of(id);
      if (JSON.stringify(now) === JSON.stringify(last)) return;
      if (now.status !== last.status || now.answer !== last.answer) {
        shown = null;
        recall();
      }
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
onChangeElsewhere(() => {
  for (const exercise of exercises) exercise.reload();
  update();
});
