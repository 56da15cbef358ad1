/* The host of live figures in a page, where there is no kernel: it reads the state that the build
   embedded, fetches code and data once a figure nears the window, and runs the figure's module (an
   anywidget front end, the same that JupyterLab runs) with a model of its own. Until a figure is
   ready, and whenever it cannot be, its still is shown; see book/_ext/live.py for the markup. */

const ROOT = new URL("../../", import.meta.url);
const PAGE = location.pathname.slice(ROOT.pathname.length).replace(/\.html$/, "").replace(/(^|\/)$/, "$1index");
const NEAR = "100% 0px"; /* how far off the window a figure is fetched */
const WRITE_AFTER = 300; /* milliseconds of rest after which changes are kept */
const PATIENCE = 60_000; /* milliseconds after which a fetch that hangs has failed */

/* The network failed, or whoever is behind it; all other errors are defects. */
class FetchError extends Error {}

/* A file's bytes, fetched once a page; what failed can be asked for again. */
const files = new Map();
const fetchOnce = (path) => {
  if (!files.has(path)) {
    const bytes = fetch(new URL(path, ROOT), { signal: AbortSignal.timeout(PATIENCE) })
      .then((response) => {
        if (!response.ok) throw new Error(response.status);
        return response.arrayBuffer();
      })
      .catch((error) => {
        throw new FetchError(`${path}: ${error.message}`);
      });
    bytes.catch(() => files.delete(path));
    files.set(path, bytes);
  }
  return files.get(path);
};

const isPlain = (value) =>
  typeof value === "object" && value && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer);
const same = (a, b) =>
  Object.is(a, b) || (isPlain(a) && isPlain(b) && JSON.stringify(a) === JSON.stringify(b));

/* A model as anywidget gives it: handlers are called at once, for values that differ. */
const makeModel = (state, save_changes) => {
  const handlers = new Map();
  const tell = (event, ...more) => [...(handlers.get(event) ?? [])].forEach((f) => f(model, ...more));
  const model = {
    get: (name) => state[name],
    set: (name, value) => {
      const given = typeof name === "string" ? { [name]: value } : name;
      const news = Object.entries(given).filter(([key, one]) => !same(state[key], one));
      Object.assign(state, Object.fromEntries(news));
      for (const [key, one] of news) tell(`change:${key}`, one);
      if (news.length) tell("change");
    },
    on: (events, handler) => {
      for (const event of events.split(/\s+/))
        handlers.set(event, (handlers.get(event) ?? new Set()).add(handler));
    },
    off: (events, handler) => {
      for (const event of events?.split(/\s+/) ?? [...handlers.keys()]) {
        if (handler) handlers.get(event)?.delete(handler);
        else handlers.delete(event);
      }
    },
    save_changes,
    send: () => {} /* nobody listens */,
  };
  return model;
};

/* One view's handle on a model: what it listens to ends with it, and its `off` leaves others be. */
const makeView = (model) => {
  const mine = new Map();
  return {
    ...model,
    on: (events, handler) => {
      model.on(events, handler);
      for (const event of events.split(/\s+/))
        mine.set(event, (mine.get(event) ?? new Set()).add(handler));
    },
    off: (events, handler) => {
      for (const event of events?.split(/\s+/) ?? [...mine.keys()])
        for (const one of handler ? [handler] : [...(mine.get(event) ?? [])]) {
          mine.get(event)?.delete(one);
          model.off(event, one);
        }
    },
  };
};

/* What a reload finds again: some traits, in local storage, while they differ from the first. */
const makeMemory = (key, names, state, signal) => {
  const pick = () => JSON.stringify(Object.fromEntries(names.map((name) => [name, state[name]])));
  const first = pick();
  const fits = (a, b) =>
    a === null || b === null || (typeof a === typeof b && Array.isArray(a) === Array.isArray(b));
  let timer = 0;
  const quietly = (act) => {
    try {
      return act();
    } catch {
      return null; /* storage is off or full */
    }
  };
  const forget = () => quietly(() => localStorage.removeItem(key));
  const restore = () => {
    const text = quietly(() => localStorage.getItem(key));
    if (text === null) return false;
    const kept = quietly(() => JSON.parse(text));
    const sound = isPlain(kept) && names.every((n) => Object.hasOwn(kept, n) && fits(kept[n], state[n]));
    if (sound) Object.assign(state, Object.fromEntries(names.map((name) => [name, kept[name]])));
    else forget();
    return sound;
  };
  const write = () => {
    if (!timer) return;
    timer = clearTimeout(timer);
    const now = pick();
    if (now === first) forget();
    else quietly(() => localStorage.setItem(key, now));
  };
  const save = () => {
    clearTimeout(timer);
    timer = setTimeout(write, WRITE_AFTER);
  };
  addEventListener("pagehide", write, { signal });
  document.addEventListener("visibilitychange", write, { signal });
  return { restore, forget, save: names.length ? save : () => {} };
};

const styled = new Set();
const addStyle = async (path) => {
  const text = new TextDecoder().decode(await fetchOnce(path));
  if (styled.has(path)) return;
  styled.add(path);
  document.head.append(Object.assign(document.createElement("style"), { textContent: text }));
};

/* The module of a figure. All files are fetched first, so that a network that fails does so before
   the import: a browser never asks again for a module that it could not import from an address. */
const loadModule = async ({ files: { _esm }, imports }, attempt) => {
  await Promise.all([_esm, ...imports].map(fetchOnce));
  const module = await import(new URL(attempt ? `${_esm}?retry=${attempt}` : _esm, ROOT));
  const widget = module.default ?? module;
  return typeof widget === "function" ? widget() : widget;
};

/* State with its binary traits, as views on shared memory. */
const loadState = async ({ state, buffers }) => {
  const whole = structuredClone(state);
  const views = buffers.map(async ({ path, url }) => {
    const at = path.slice(0, -1).reduce((part, step) => part[step], whole);
    at[path.at(-1)] = new DataView(await fetchOnce(url));
  });
  await Promise.all(views);
  return whole;
};

const experimental = {
  invoke: () => Promise.reject(new Error("there is no kernel behind this page")),
};

/* Model and module of an entry of the embedded state, `initialize` called. */
const begin = async (entry, name, attempt) => {
  const style = entry.files._css && addStyle(entry.files._css);
  const [state, widget] = await Promise.all([loadState(entry), loadModule(entry, attempt), style]);
  const names = (state._kept ?? []).filter((trait) => !ArrayBuffer.isView(state[trait]));
  const life = new AbortController();
  const { signal } = life;
  const memory = makeMemory(`latent:v1:figure:${PAGE}:${name}`, names, state, signal);
  const restored = memory.restore();
  const model = makeModel(state, memory.save);
  try {
    await widget.initialize?.({ model, signal, experimental });
  } catch (error) {
    life.abort();
    throw error;
  }
  return { model, widget, end: () => life.abort(), forget: restored && memory.forget };
};

const begun = new Map(); /* by model: two views of one model share it */

/* One place in the page for one view of a model. */
class Place {
  #attempt = 0;

  constructor(holder, id, entry, name) {
    Object.assign(this, { holder, id, entry, name });
    this.notice = holder.appendChild(document.createElement("p"));
    this.notice.className = "live-failure";
    this.notice.setAttribute("role", "status");
    holder.dataset.liveName = name;
    holder.dataset.live = "waiting";
    holder.addEventListener("live:start", () => this.wake());
  }

  /* Start unless that has been done: when the figure is near, or whoever needs it asks. */
  wake() {
    observer.unobserve(this.holder);
    if (this.holder.dataset.live === "waiting") this.start();
  }

  async start() {
    const { holder, id } = this;
    if (["loading", "ready"].includes(holder.dataset.live)) return;
    const el = Object.assign(document.createElement("div"), { className: "live-stage" });
    const controller = new AbortController();
    const { signal } = controller;
    let parts = null;
    holder.dataset.live = "loading";
    holder.append(el);
    try {
      if (!begun.has(id)) begun.set(id, begin(this.entry, this.name, this.#attempt));
      parts = await begun.get(id);
      const { widget } = parts;
      const model = makeView(parts.model);
      signal.addEventListener("abort", () => model.off());
      const cleanUp = await widget.render?.({ model, el, signal, experimental });
      const close = () => {
        controller.abort();
        cleanUp?.();
      };
      this.show({ model, el, close });
    } catch (error) {
      controller.abort();
      el.remove();
      begun.delete(id);
      parts?.end();
      this.#attempt += 1;
      holder.dataset.live = "failed";
      if (!parts?.forget) return this.fail(error);
      parts.forget(); /* what was kept may be what it cannot draw */
      await this.start();
    }
  }

  show(live) {
    const { holder, notice } = this;
    const before = holder.getBoundingClientRect();
    const hadFocus = notice.contains(document.activeElement);
    notice.replaceChildren();
    holder.dataset.live = "ready";
    const grown = holder.getBoundingClientRect().bottom - before.bottom;
    if (before.top < 0) scrollBy({ top: grown, behavior: "instant" }); /* one reads below it */
    if (hadFocus) {
      live.el.tabIndex = -1;
      live.el.focus({ preventScroll: true });
    }
    holder.live = live;
    holder.dispatchEvent(new CustomEvent("live:ready", { bubbles: true }));
  }

  fail(error) {
    if (!(error instanceof FetchError)) console.error(error);
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.textContent = "Try again";
    button.addEventListener("click", () => this.start());
    const focused = this.notice.contains(document.activeElement);
    this.notice.replaceChildren("This figure could not be loaded; you see a still of it. ", button);
    if (focused) button.focus({ preventScroll: true });
  }
}

const json = (script) => JSON.parse(script.textContent);
const kind = (name) => `script[type="application/vnd.jupyter.widget-${name}+json"]`;
const stateScript = document.querySelector(kind("state"));
const { state: entries } = stateScript ? json(stateScript) : { state: {} };
const places = new Map();
document.documentElement.style.overflowAnchor = "none"; /* `show` does it, in every browser */
const observer = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting } of seen) if (isIntersecting) places.get(target).wake();
  },
  { rootMargin: NEAR },
);
document.querySelectorAll(kind("view")).forEach((script, index) => {
  const id = json(script).model_id;
  const holder = script.parentElement;
  if (!entries[id] || holder.dataset.live) return;
  const name = entries[id].state.name || String(index + 1);
  places.set(holder, new Place(holder, id, entries[id], name));
  observer.observe(holder);
});
addEventListener("beforeprint", () => {
  for (const image of document.querySelectorAll(".live-still img")) image.loading = "eager";
});
