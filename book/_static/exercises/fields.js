/* What a reader answers with, by kind of exercise: a choice, a number, a live figure. */

import { judgePrediction, judgeTyped, notAttempted } from "./answers.js";
import { make, makeButton } from "./dom.js";

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
  const chosen = () => radios.find((radio) => radio.checked)?.value;
  return {
    parts: [make("fieldset", {}, legend, ...options.map(([, label]) => label))],
    answer: chosen,
    judge: () => judgePrediction(exercise, chosen()),
    restore: (answer, solved) =>
      radios.forEach((radio) => {
        radio.checked = solved ? choices[radio.value].correct : radio.value === answer;
      }),
    praise: Object.values(choices).find((choice) => choice.correct).explanation,
    focus: () => radios[0].focus(),
  };
};

const numberField = (exercise) => {
  const input = make("input", { type: "text", inputMode: "decimal", autocomplete: "off" });
  const unit = exercise.unit ? [" ", make("span", { textContent: exercise.unit })] : [];
  return {
    parts: [make("label", { className: "exercise-number" }, "Your number ", input, ...unit)],
    answer: () => input.value.trim(),
    judge: () => judgeTyped(exercise, input.value),
    restore: (answer = "") => (input.value = answer),
    praise: exercise.praise,
    focus: () => input.focus(),
  };
};

/* Whether a figure could be loaded, once that is known; it is asked to load, which by itself it
   does only near the window. */
const isReady = (host) =>
  new Promise((resolve) => {
    const look = () => {
      const { live } = host.dataset;
      if (live !== "ready" && live !== "failed") return;
      observer.disconnect();
      resolve(live === "ready");
    };
    const observer = new MutationObserver(look);
    observer.observe(host, { attributeFilter: ["data-live"] });
    host.dispatchEvent(new CustomEvent("live:start"));
    look();
  });

/* What a goal asks of a figure; `start` is the code that a reset brings back. */
const seen = ({ model, el }) => ({ ...el.latent, start: () => model.get("_start")?.code });

const figureField = (exercise) => {
  const host = () => document.querySelector(`[data-live-name="${CSS.escape(exercise.figure)}"]`);
  const show = async () => {
    const holder = host();
    if (!holder) return;
    holder.scrollIntoView({ block: "center" });
    await isReady(holder);
    const { activeElement } = document;
    if (activeElement !== button && activeElement !== document.body) return; /* gone elsewhere */
    holder.scrollIntoView({ block: "center" });
    holder.querySelector("[tabindex], button, input")?.focus({ preventScroll: true });
  };
  const button = makeButton("Show the figure", show);
  /* Fetched now, so that a page that has been opened can be used without a network. */
  const goals = import("./goals.js");
  goals.catch(() => {});
  const judge = async (tell) => {
    const holder = host();
    if (holder && holder.dataset.live !== "ready") tell("The figure is being loaded.");
    if (holder && !(await isReady(holder)))
      return notAttempted("The figure could not be loaded; try its button.");
    try {
      const { judgeFigure } = await goals;
      return await judgeFigure(exercise, holder && seen(holder.live));
    } catch (error) {
      return notAttempted(`The figure could not be looked at (${error.message}).`);
    }
  };
  return {
    parts: [],
    more: [button],
    judge,
    praise: exercise.praise,
    focus: () => button.focus(),
  };
};

/**
 * Make the field of an exercise: `judge` its `answer`, `restore` one. Where judging takes time,
 * `judge` tells why.
 * @param {object} exercise as latentlib.exercises.page describes it
 * @param {string} id
 * @param {HTMLElement} section where the exercise stands
 * @returns {object | undefined} nothing for an exercise that is answered elsewhere
 */
export const makeField = (exercise, id, section) =>
  ({ predict: predictionField, number: numberField, figure: figureField })[exercise.kind]?.(
    exercise,
    id,
    section,
  );
