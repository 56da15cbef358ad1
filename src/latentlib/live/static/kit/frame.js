/**
 * The frame that all live figures share: title, mark, stage, controls, a line that says in words
 * what is seen, reset.
 */

const DETACHED =
  "The kernel that drew this figure has stopped. The figure still answers, but Python no longer " +
  "hears it: run its cell again.";
const REST = 600; // ms without a change after which a screen reader hears the line

/** Make an element: `make("p", { className: "x" }, "text", child)`. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

/**
 * Keep a key that is pressed in a figure to the figure: in JupyterLab a lone X would cut the cell.
 * Tab and Escape, which lead out of it, and keys with Ctrl, Alt or Meta go on.
 */
function keepFromJupyter(event) {
  const leads = event.key === "Tab" || event.key === "Escape";
  if (!leads && !event.ctrlKey && !event.altKey && !event.metaKey) event.stopPropagation();
}

let frames = 0;

/**
 * Put a frame into an element.
 *
 * @param {{model: object, el: HTMLElement, kind: string}} figure - `kind` names its class of styles.
 * @returns The parts; `id` of the title, for other ids to begin with; `say(text, before)` for the
 *   line, `before` only for those who hear it; `on(target, event, listener)` for listeners that go
 *   with the figure; `remove()` to take all of it away; and `present(show)` to show it for the first
 *   time: a state that cannot be shown leaves nothing behind, and whoever asked is told.
 */
export function makeFrame({ model, el, kind }) {
  const id = `latent-figure-${++frames}`;
  const title = make("p", { className: "latent-title", id }, model.get("title"));
  const mark = make("span", { className: "latent-mark", title: "answers in your browser" }, "live");
  const stage = make("div", { className: "latent-stage" });
  const controls = make("div", { className: "latent-controls" });
  const line = make("p", { className: "latent-line" });
  const spoken = make("p", { className: "latent-spoken", role: "status", "aria-live": "polite" });
  const reset = make("button", { type: "button", className: "latent-reset" }, "Reset");
  const detached = make("p", { className: "latent-detached", role: "status" });
  const root = make(
    "section",
    { className: `latent-figure latent-${kind}`, "aria-labelledby": id },
    make("header", {}, title, mark),
    stage,
    controls,
    make("footer", {}, line, reset),
    detached,
    spoken,
  );
  el.replaceChildren(root);
  const ended = new AbortController();
  const { signal } = ended;
  let timer;
  const say = (text, before = "") => {
    const old = line.textContent;
    line.textContent = text;
    if (old === "" || old === text) return; // nobody has asked for the first, or for the same again
    clearTimeout(timer);
    timer = setTimeout(() => (spoken.textContent = before + text), REST);
  };
  const on = (target, event, listener, options) =>
    target.addEventListener(event, listener, { ...options, signal });
  const follow = (names, listener) => {
    for (const name of names) {
      model.on(`change:${name}`, listener);
      signal.addEventListener("abort", () => model.off(`change:${name}`, listener));
    }
  };
  on(root, "keydown", keepFromJupyter);
  // Jupyter's models say so when their kernel goes away; the page has none that could.
  const alone = () => (detached.textContent = DETACHED);
  model.on("comm_live_update", alone);
  signal.addEventListener("abort", () => model.off("comm_live_update", alone));
  follow(["title"], () => (title.textContent = model.get("title")));
  const remove = () => {
    clearTimeout(timer);
    ended.abort();
    root.remove();
  };
  const present = async (show) => {
    try {
      await show();
    } catch (error) {
      remove();
      throw error;
    }
    return remove;
  };
  return { id, root, stage, controls, reset, say, on, follow, signal, remove, present };
}

/** Set traits of a model at once and tell Python, or the page that remembers them. */
export function assign(model, values) {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  model.save_changes();
}

/**
 * Whether what a reader moves is not where it was at first.
 *
 * @param {object} model
 * @param {string[]} switches - Traits that change only how it is shown, or moved: no attempt.
 */
export const isTouched = (model, switches = []) =>
  Object.entries(model.get("_start")).some(
    ([name, value]) =>
      !switches.includes(name) && JSON.stringify(model.get(name)) !== JSON.stringify(value),
  );

/** A labelled checkbox bound to a boolean trait. */
export function toggle(frame, model, trait, label) {
  const box = make("input", { type: "checkbox", checked: model.get(trait) });
  frame.on(box, "change", () => assign(model, { [trait]: box.checked }));
  frame.follow([trait], () => (box.checked = model.get(trait)));
  return make("label", { className: "latent-toggle" }, box, label);
}

/** A button. */
export function button(frame, label, act) {
  const element = make("button", { type: "button", className: "latent-button" }, label);
  frame.on(element, "click", act);
  return element;
}
