/* What the pages of the book do beyond the theme: menus, copy buttons, search while typing, and
   boxes that scroll can be reached by keyboard. No library, nothing loaded before it is wanted. */
(() => {
  "use strict";

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  const make = (tag, properties = {}, children = []) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  /* A polite voice for screen readers. */
  const addVoice = (parent) => {
    const voice = parent.appendChild(make("p", { className: "visually-hidden" }));
    voice.setAttribute("role", "status");
    return voice;
  };
  const voice = addVoice(document.body);

  /* Menus in the header: download, and launch where the repository is known. */
  const setUpMenu = (button) => {
    const menu = button.parentElement.querySelector(".dropdown-menu");
    if (!menu) return;
    const entries = () => all("a, button", menu);
    const show = (open) => {
      menu.classList.toggle("show", open);
      button.setAttribute("aria-expanded", String(open));
    };
    button.addEventListener("click", () => show(!menu.classList.contains("show")));
    document.addEventListener("click", (event) => {
      if (!button.parentElement.contains(event.target)) show(false);
    });
    button.parentElement.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !button.parentElement.contains(event.relatedTarget)) show(false);
    });
    button.parentElement.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") {
        show(false);
        button.focus();
      } else if (step) {
        event.preventDefault();
        show(true);
        const list = entries();
        const at = list.indexOf(document.activeElement);
        const next = at < 0 && step < 0 ? list.length - 1 : at + step;
        list[(next + list.length) % list.length].focus();
      }
    });
  };

  /* A button that copies the code of a cell. */
  const addCopyButton = (pre) => {
    const button = make("button", { type: "button", className: "copy-code", title: "Copy this code" }, [
      make("span", { className: "visually-hidden", textContent: "Copy this code" }),
    ]);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(pre.textContent.replace(/\n$/, ""));
        button.classList.add("done");
        voice.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(pre);
        voice.textContent = "Selected; copy with your keyboard";
      }
      setTimeout(() => {
        button.classList.remove("done");
        voice.textContent = "";
      }, 1600);
    });
    pre.parentElement.append(button);
  };

  /* Boxes that scroll sideways need the keyboard to reach them; formulas within a line that are
     wider than the column become such boxes. */
  const setUpScrolling = () => {
    const isWide = (span) => {
      const room = span.closest("p, li, td, th, dd, figcaption, div")?.clientWidth ?? Infinity;
      return span.firstElementChild.getBoundingClientRect().width > room;
    };
    /* All reading before all writing, and nothing written that stands there: the page is laid out
       once and not for each box. */
    const update = () => {
      const spans = all("span.math");
      const wide = new Set(spans.filter(isWide));
      for (const span of spans) span.classList.toggle("math-wide", wide.has(span));
      const boxes = all(
        "pre, .math-scroll, .math-wide, .cell_output .output, .latent-verdict, .pst-scrollable-table-container",
      );
      const scrolling = new Set(boxes.filter((box) => box.scrollWidth > box.clientWidth));
      for (const box of boxes) {
        if (scrolling.has(box)) box.tabIndex = 0;
        else box.removeAttribute("tabindex");
      }
    };
    let waiting = 0;
    const later = () => {
      clearTimeout(waiting);
      waiting = setTimeout(update, 200);
    };
    addEventListener("resize", later);
    document.addEventListener("toggle", later, true); /* what was folded had no size */
    const first = new ResizeObserver(() => {
      first.disconnect();
      update(); /* the page has just been laid out: looking at it costs nothing */
    });
    first.observe(document.body);
  };

  /* On paper nothing can be unfolded, and paper is light. */
  const setUpPrint = () => {
    const page = document.documentElement.dataset;
    let folded = [];
    let theme = page.theme;
    addEventListener("beforeprint", () => {
      theme = page.theme;
      page.theme = "light";
      folded = all("article details:not([open])");
      for (const details of folded) details.open = true;
    });
    addEventListener("afterprint", () => {
      page.theme = theme;
      for (const details of folded) details.open = false;
      folded = [];
    });
  };

  /* Say which colour mode is on, not only that there is a switch. */
  const setUpModeNames = () => {
    const names = { auto: "as the system", light: "light", dark: "dark" };
    const update = () => {
      const name = names[document.documentElement.dataset.mode] ?? "as the system";
      for (const button of all(".theme-switch-button")) {
        button.setAttribute("aria-label", `Colour mode: ${name}`);
        button.title = `Colour mode: ${name}`;
      }
    };
    new MutationObserver(update).observe(document.documentElement, { attributeFilter: ["data-mode"] });
    update();
  };

  /* Search while typing. Sphinx's index is fetched when the dialog first opens; without it the
     form still leads to the search page. */
  const root = document.documentElement.dataset.content_root ?? "./";

  const loadScript = (path, then = () => {}) =>
    new Promise((resolve, reject) => {
      const onload = () => resolve(then());
      document.head.append(make("script", { src: root + path, onload, onerror: reject }));
    });

  const loadIndex = async (restore) => {
    if (typeof Search === "undefined") {
      await loadScript("_static/language_data.js");
      await loadScript("_static/searchtools.js", restore);
    }
    if (!Search.hasIndex()) await loadScript("searchindex.js");
  };

  const textOf = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;

  const find = (query) => {
    const found = Search._performSearch(...Search._parseQuery(query)).reverse();
    const places = [...found.filter((f) => !f[3]), ...found.filter((f) => f[3])]; /* text first */
    return places.slice(0, 8).map(([page, title, anchor, about]) => {
      let parts = textOf(title).split(" > ");
      if (anchor.startsWith("#term-")) parts = [...parts, anchor.slice(6).replaceAll("-", " ")];
      const where = about ? textOf(about) : parts.slice(0, -1).join(" · ");
      const link = make("a", { href: root + page + DOCUMENTATION_OPTIONS.LINK_SUFFIX + anchor });
      link.append(make("span", { textContent: parts.at(-1) }));
      if (where) link.append(make("small", { textContent: where }));
      return make("li", {}, [link]);
    });
  };

  const setUpSearch = (dialog) => {
    const input = dialog.querySelector("input[name=q]");
    const list = dialog.appendChild(make("ol", { className: "search-found" }));
    list.setAttribute("aria-label", "Pages that match");
    const count = addVoice(dialog); /* what is outside an open dialog is not heard */
    let ready = null;
    let typed = "";
    /* Sphinx's script empties the field when it runs: what was typed by then is put back at once. */
    const restore = () => {
      input.value = typed;
    };
    const show = async () => {
      ready ??= loadIndex(restore);
      try {
        await ready;
      } catch {
        return;
      }
      const query = input.value.trim();
      const found = query.length > 1 ? find(query) : [];
      list.replaceChildren(...found);
      count.textContent = query.length > 1 ? `${found.length || "No"} places match` : "";
    };
    input.addEventListener("focus", show, { once: true });
    input.addEventListener("input", () => {
      typed = input.value;
      show();
    });
    dialog.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const stops = [input, ...all("a", list)];
      const at = stops.indexOf(document.activeElement);
      if (!step || at < 0) return;
      event.preventDefault();
      stops[Math.min(Math.max(at + step, 0), stops.length - 1)].focus();
    });
  };

  all('[data-bs-toggle="dropdown"]').forEach(setUpMenu);
  all("div.highlight > pre").filter((pre) => !pre.closest(".cell_output")).forEach(addCopyButton);
  setUpScrolling();
  setUpPrint();
  setUpModeNames();
  const dialog = document.getElementById("pst-search-dialog");
  if (dialog) setUpSearch(dialog);
})();
