/* The map of the course: how far the reader is with every exercise; save, load and clear that.
   For the markup see book/_ext/exercises.py. */

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
import { format, parse } from "./store.js";

const FILE = "latent-course-progress.json";

const entries = [...document.querySelectorAll("li[id^='progress-']")].map((item) => {
  const id = item.id.replace("progress-", "").replace("-", ".");
  const sign = make("span", { className: "exercise-sign" });
  const detail = make("span", { className: "exercise-detail" });
  (item.querySelector("p") ?? item).prepend(sign);
  (item.querySelector("p") ?? item).append(detail);
  return { id, item, sign, detail };
});

const counters = [...document.querySelectorAll(".exercise-count")].map((place) => {
  const items = [...place.parentElement.querySelectorAll("li[id^='progress-']")];
  return { place, ids: entries.filter(({ item }) => items.includes(item)).map(({ id }) => id) };
});

const said = make("p", { className: "exercise-note" });
said.setAttribute("role", "status");
const say = (text) => said.replaceChildren(...withCode(text));

const save = (text, name) => {
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
};

const tools = document.querySelector(".exercise-tools");
let savers = []; /* a button for each damaged record that was set aside */
const showSavers = () => {
  const found = Object.values(store.damaged());
  if (found.length === savers.length) return;
  for (const button of savers) button.remove();
  savers = found.map((text, i) => {
    const which = found.length > 1 ? ` (${i + 1} of ${found.length})` : "";
    const name = `latent-course-damaged-${i + 1}.json`;
    return makeButton(`Save what was set aside${which}`, () => save(text, name));
  });
  tools.append(...savers);
};

const update = () => {
  for (const { id, sign, detail } of entries) {
    const record = store.of(id);
    sign.replaceChildren(makeSign(record.status));
    detail.textContent = ` ${[record.status, describe(record)].filter(Boolean).join(", ")}`;
  }
  for (const { place, ids } of counters) place.textContent = `${tally(ids)}.`;
  showSavers();
  if (store.note) say(store.note);
};

const load = async (file) => {
  try {
    const found = parse(await file.text());
    store.merge(found);
    update();
    const number = Object.keys(found).length;
    say(`Loaded ${number} ${number === 1 ? "record" : "records"}. What was further has stayed.`);
  } catch (error) {
    say(`\`${file.name}\` holds no progress: ${error.message}. Nothing has changed.`);
  }
};

const clear = () => {
  if (!confirm("Forget your progress with all exercises, in this browser?")) return;
  store.clear();
  update();
  say("All progress in this browser is forgotten.");
};

const input = make("input", { type: "file", accept: ".json,application/json" });
input.className = "visually-hidden";
input.addEventListener("change", async () => {
  if (input.files[0]) await load(input.files[0]);
  input.value = ""; /* the same file may be chosen again */
});

tools.append(
  makeButton("Save as a file", () => save(format(store.all()), FILE)),
  make("label", { className: "exercise-button" }, "Load from a file", input),
  makeButton("Clear all", clear),
);
tools.after(said);
update();
onChangeElsewhere(update);
