"""The host of live figures, in a small book that is built, served and opened in Chromium."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nbformat.v4 import new_markdown_cell
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from serve import BookHandler, BookServer
from visits import accessibility_problems, layout_problems, visit

BOOK_TESTS = Path(__file__).resolve().parents[1] / "book"
if str(BOOK_TESTS) not in sys.path:
    sys.path.insert(0, str(BOOK_TESTS))

from live_book import CLASS, build_live_book, live_cell  # noqa: E402

FAR = "\n\n".join(["Prose."] * 80)
CHAPTER = "chapters/one.html"
BROKEN = "chapters/broken.html"
KEY = "latent:v1:figure:chapters/one:first"
Open = Callable[..., Page]

#: Notes what happens before any script of the page runs.
NOTES = """
window.ready = [];
document.addEventListener("live:ready", ({ target }) => ready.push(target.dataset.liveName));
"""


class CountingServer(BookServer):
    """Serves a folder and notes the paths that are asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, 0)
        asked = self.asked = list[str]()

        class Handler(BookHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                super().do_GET()

        self.RequestHandlerClass = Handler

    def live_files(self) -> list[str]:
        """Names of the files of live figures that were asked for, without the host."""
        names = [path.rpartition("/")[2] for path in self.asked if "/_static/live/" in path]
        return [name for name in names if not name.startswith("host.js")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CountingServer]:
    """A book of two chapters: figures that work, and one that cannot draw."""
    words = [new_markdown_cell(f"## {title}\n\n{FAR}") for title in ("Start", "Far", "End", "Last")]
    nested = 'Bars(nested={"a": [b"12", {"c": b"34"}]})'
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LATENT_COURSE_REPOSITORY", raising=False)
        pages = build_live_book(
            tmp_path_factory.mktemp("host"),
            one=[
                CLASS,
                words[0],
                live_cell('twice = Bars(name="first")\ntwice', "fig-first"),
                live_cell('Bars(name="second")', "fig-second"),
                words[1],
                live_cell(nested, "fig-third"),
                words[2],
                live_cell("twice", "fig-again"),
                words[3],
            ],
            broken=[CLASS, live_cell("Bars(numbers=[-1])", "fig-broken")],
        )
    with CountingServer(pages) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser, whose pages note which figures became ready."""
    context = browser.new_context(viewport={"width": 1200, "height": 700})
    context.add_init_script(NOTES)
    yield context
    context.close()


@pytest.fixture
def open_it(context: BrowserContext, server: CountingServer) -> Open:
    """Open a page; its console and uncaught errors are in ``page.said``."""

    def open_it(path: str = CHAPTER) -> Page:
        page = context.new_page()
        page.said = said = []
        page.on(
            "console", lambda m: said.append(m.text) if m.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(server.address + path)
        return page

    return open_it


def figure(page: Page, name: str) -> Locator:
    """Find a figure; of two views of one, the first."""
    return page.locator(f'[data-live-name="{name}"]').first


def bring(page: Page, name: str) -> Locator:
    """Scroll to a figure and wait until it is ready."""
    found = figure(page, name)
    found.scroll_into_view_if_needed()
    expect(found).to_have_attribute("data-live", "ready")
    return found


def numbers(found: Locator) -> str:
    return found.locator("output").inner_text()


# --- from still to figure ------------------------------------------------------------------------


def test_a_figure_comes_to_life(open_it: Open, server: CountingServer) -> None:
    page = open_it()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    first = bring(page, "first")
    assert numbers(first) == "1 2 3"
    expect(first.locator(".live-stage")).to_be_visible()
    expect(first.locator(".live-still")).to_be_hidden()
    expect(first.locator(".live-note")).to_be_hidden()
    assert "first" in page.evaluate("ready")
    assert first.evaluate("(e) => e.live.el.parentElement === e")
    assert page.locator("figure#fig-first figcaption").is_visible()
    assert page.evaluate("typeof require") == "undefined"
    source = page.locator('script[src*="host.js"]').get_attribute("src")
    assert re.fullmatch(r"\.\./_static/live/host\.js\?v=[0-9a-f]{12}", source)
    assert all(url.startswith(server.address) for url in requests)
    assert page.said == []


def test_nothing_is_fetched_before_a_figure_is_near(open_it: Open, server: CountingServer) -> None:
    server.asked.clear()
    page = open_it()
    page.wait_for_timeout(300)
    assert server.live_files() == []
    assert figure(page, "3").get_attribute("data-live") == "waiting"
    bring(page, "second")
    assert len(server.live_files()) == 4, "module, what it imports, style, weights"
    assert figure(page, "3").get_attribute("data-live") == "waiting"
    bring(page, "3")
    assert len(server.live_files()) == 6, "and two small buffers of its own"


def test_figures_share_one_copy_of_code_and_weights(open_it: Open, server: CountingServer) -> None:
    server.asked.clear()
    page = open_it()
    for name in ("first", "second", "3"):
        bring(page, name)
    assert len(server.live_files()) == len(set(server.live_files())) == 6
    same = """(name) => {
      const [a, b] = ["first", name].map((n) =>
        document.querySelector(`[data-live-name="${n}"]`).live);
      const [v, w] = [a, b].map(({ model }) => model.get("_weights"));
      return v instanceof DataView && v.byteLength === 4000 && v.buffer === w.buffer &&
        a.el.log === b.el.log && a.el.sum(v) === 0;
    }"""
    assert page.evaluate(same, "second")
    assert page.evaluate(same, "3")
    assert page.evaluate("document.querySelectorAll('head > style').length") == 1


def test_binary_values_within_lists_and_dictionaries(open_it: Open) -> None:
    page = open_it()
    read = """({ live }) => {
      const { a: [first, { c }] } = live.model.get("nested");
      return [first, c].map((view) => new TextDecoder().decode(view));
    }"""
    assert bring(page, "3").evaluate(read) == ["12", "34"]


def test_two_views_of_one_model_move_together(open_it: Open) -> None:
    page = open_it()
    places = page.locator('[data-live-name="first"]')
    expect(places).to_have_count(2)
    for place in (places.first, places.last):
        place.scroll_into_view_if_needed()
        expect(place).to_have_attribute("data-live", "ready")
    places.last.get_by_role("button", name="More").click()
    assert [numbers(places.first), numbers(places.last)] == ["2 3 4", "2 3 4"]
    log = places.first.evaluate("(e) => e.live.el.log.filter((line) => line.endsWith('first'))")
    assert log == ["initialize first", "render first", "render first"]


def test_one_view_does_not_silence_another(open_it: Open) -> None:
    page = open_it()
    places = page.locator('[data-live-name="first"]')
    for place in (places.first, places.last):
        place.scroll_into_view_if_needed()
        expect(place).to_have_attribute("data-live", "ready")
    places.first.evaluate("({ live: { model } }) => model.off()")
    places.last.get_by_role("button", name="More").click()
    assert [numbers(places.first), numbers(places.last)] == ["1 2 3", "2 3 4"]


def test_closing_cleans_up(open_it: Open) -> None:
    first = bring(open_it(), "first")
    seen = first.evaluate(
        """({ live: { model, el, close } }) => {
          const before = el.signal.aborted;
          close();
          model.set("numbers", [9]);
          return [before, el.signal.aborted, el.log.at(-1), el.querySelector("output").textContent];
        }"""
    )
    assert seen == [False, True, "closed", "1 2 3"]


def test_the_model_is_as_anywidget_has_it(open_it: Open) -> None:
    first = bring(open_it(), "first")
    seen = first.evaluate(
        """({ live: { model } }) => {
          const heard = [], on = (word) => () => heard.push(`${word} ${model.get("numbers")}`);
          const [a, b, all] = [on("a"), on("b"), on("all")];
          model.on("change:numbers", a);
          model.on("change:numbers change:name", b);
          model.on("change", all);
          model.set("numbers", [1, 2, 3]);
          model.set("numbers", [4]);
          model.off("change:numbers", a);
          model.set({ numbers: [5], name: "first" });
          model.off();
          model.set("numbers", [6]);
          model.send({});
          return [heard, model.get("numbers"), model.get("nobody")];
        }"""
    )
    assert seen == [["a 4", "b 4", "all 4", "b 5", "all 5"], [6], None]


def test_what_stands_below_stays_in_place(open_it: Open) -> None:
    """The figure before the heading is 120 pixels higher than its still."""
    page = open_it(f"{CHAPTER}#end")
    expect(figure(page, "3")).to_have_attribute("data-live", "ready")
    page.wait_for_timeout(200)
    top = page.evaluate("document.querySelector('#end').getBoundingClientRect().top")
    padding = page.evaluate(
        "parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop)"
    )
    assert top == pytest.approx(padding or 0, abs=2)
    assert figure(page, "3").bounding_box()["height"] == 320


def test_the_still_stands_while_a_figure_loads(open_it: Open) -> None:
    page = open_it()
    held: list[Route] = []
    page.route("**/_static/live/*.bin", lambda route: held.append(route))
    third = figure(page, "3")
    height = third.bounding_box()["height"]
    third.scroll_into_view_if_needed()
    expect(third).to_have_attribute("data-live", "loading")
    expect(third.locator(".live-still")).to_be_visible()
    assert third.bounding_box()["height"] == height
    for route in held:
        route.continue_()
    expect(third).to_have_attribute("data-live", "ready")


# --- memory --------------------------------------------------------------------------------------


def kept(page: Page) -> str | None:
    return page.evaluate(f"localStorage.getItem('{KEY}')")


def test_a_reload_restores_and_a_reset_forgets(open_it: Open) -> None:
    page = open_it()
    bring(page, "first").get_by_role("button", name="More").click()
    page.reload()
    assert numbers(bring(page, "first")) == "2 3 4"
    assert kept(page) == '{"numbers":[2,3,4]}'
    figure(page, "first").evaluate("({ live: { model } }) => model.set('numbers', [1, 2, 3])")
    figure(page, "first").evaluate("({ live: { model } }) => model.save_changes()")
    page.wait_for_function(f"localStorage.getItem('{KEY}') === null")
    page.reload()
    assert numbers(bring(page, "first")) == "1 2 3"


def test_what_was_cleared_stays_cleared(open_it: Open) -> None:
    page = open_it()
    bring(page, "first").get_by_role("button", name="More").click()
    page.wait_for_function(f"localStorage.getItem('{KEY}') !== null")
    page.evaluate("localStorage.clear()")
    page.reload()
    assert numbers(bring(page, "first")) == "1 2 3"


@pytest.mark.parametrize(
    "text", ["{", "[1]", "null", '{"numbers": "7"}', '{"others": [7]}', '{"numbers": [-1]}']
)
def test_damaged_memory_is_thrown_away(open_it: Open, context: BrowserContext, text: str) -> None:
    """The last is sound, but the figure cannot draw it."""
    page = open_it("book/index.html")
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
    page = open_it()
    assert numbers(bring(page, "first")) == "1 2 3"
    assert kept(page) is None
    assert page.said == []


def test_a_browser_that_keeps_nothing(open_it: Open, context: BrowserContext) -> None:
    context.add_init_script(
        """for (const name of ["getItem", "setItem", "removeItem"]) {
          const original = Storage.prototype[name];
          Storage.prototype[name] = function (key, ...more) {
            if (key.startsWith("latent:")) throw new DOMException("full", "QuotaExceededError");
            return original.call(this, key, ...more);
          };
        }"""
    )
    page = open_it()
    first = bring(page, "first")
    first.get_by_role("button", name="More").click()
    page.wait_for_timeout(400)
    assert numbers(first) == "2 3 4"
    assert page.said == []


# --- failures ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["_esm", "_css", "imports", "buffers"])
def test_a_failed_fetch_shows_the_still_and_can_be_retried(open_it: Open, kind: str) -> None:
    page = open_it()
    files = page.evaluate(
        """(kind) => {
          const text = document.querySelector("script[type*=widget-state]").textContent;
          const [{ files, imports, buffers }] = Object.values(JSON.parse(text).state);
          return { ...files, imports: imports[0], buffers: buffers[0].url }[kind];
        }""",
        kind,
    )
    page.route(f"**/{files}*", lambda route: route.abort())
    second = figure(page, "second")
    second.scroll_into_view_if_needed()
    expect(second).to_have_attribute("data-live", "failed")
    expect(second.locator(".live-still")).to_be_visible()
    expect(second.locator("img:visible")).to_have_attribute("alt", "Three bars.")
    status = second.locator(".live-failure[role=status]")
    expect(status).to_contain_text("This figure could not be loaded; you see a still of it.")
    button = second.get_by_role("button", name="Try again")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_be_focused()
    expect(second).to_have_attribute("data-live", "failed")
    assert accessibility_problems(page) == []
    page.unroute(f"**/{files}*")
    button.focus()
    page.keyboard.press("Enter")
    expect(second).to_have_attribute("data-live", "ready")
    assert numbers(second) == "1 2 3"
    expect(status).to_be_hidden()
    assert second.evaluate("({ live }) => document.activeElement === live.el")
    assert all("net::ERR_FAILED" in line for line in page.said), "the browser's own words only"


def test_trying_twice_at_once_draws_once(open_it: Open) -> None:
    page = open_it()
    page.route("**/_static/live/*.bin", lambda route: route.abort())
    second = figure(page, "second")
    second.scroll_into_view_if_needed()
    expect(second).to_have_attribute("data-live", "failed")
    page.unroute("**/_static/live/*.bin")
    second.get_by_role("button", name="Try again").evaluate("(b) => { b.click(); b.click(); }")
    expect(second).to_have_attribute("data-live", "ready")
    assert second.locator("output").count() == 1


def test_an_answer_that_is_an_error_is_a_failure(open_it: Open) -> None:
    page = open_it()
    page.route("**/_static/live/*.bin", lambda route: route.fulfill(status=503, body="busy"))
    second = figure(page, "second")
    second.scroll_into_view_if_needed()
    expect(second).to_have_attribute("data-live", "failed")


def test_a_fetch_that_hangs_is_a_failure(open_it: Open, context: BrowserContext) -> None:
    """A minute of the page's clock passes at once."""
    context.add_init_script(
        "AbortSignal.timeout = () => AbortSignal.abort(new DOMException('late', 'TimeoutError'))"
    )
    page = open_it()
    second = figure(page, "second")
    second.scroll_into_view_if_needed()
    expect(second).to_have_attribute("data-live", "failed")
    expect(second.get_by_role("button", name="Try again")).to_be_visible()
    assert page.said == []


def test_a_figure_far_away_starts_when_it_is_asked_to(open_it: Open) -> None:
    page = open_it()
    far = figure(page, "3")
    expect(far).to_have_attribute("data-live", "waiting")
    far.evaluate("(e) => e.dispatchEvent(new CustomEvent('live:start'))")
    expect(far).to_have_attribute("data-live", "ready")
    far.evaluate("(e) => e.dispatchEvent(new CustomEvent('live:start'))")
    far.scroll_into_view_if_needed()
    page.wait_for_timeout(100)
    assert page.evaluate("ready.filter((name) => name === '3').length") == 1


def test_a_figure_that_cannot_draw_shows_its_still_and_says_why(open_it: Open) -> None:
    page = open_it(BROKEN)
    broken = figure(page, "1")
    broken.scroll_into_view_if_needed()
    expect(broken).to_have_attribute("data-live", "failed")
    expect(broken.locator(".live-still")).to_be_visible()
    assert len(page.said) == 1
    assert "cannot draw -1" in page.said[0]


def test_figures_work_offline_once_loaded(open_it: Open, context: BrowserContext) -> None:
    page = open_it()
    first = bring(page, "first")
    context.set_offline(True)
    first.get_by_role("button", name="More").click()
    assert numbers(first) == "2 3 4"
    third = figure(page, "3")
    third.scroll_into_view_if_needed()
    expect(third).to_have_attribute("data-live", "failed")
    context.set_offline(False)
    third.get_by_role("button", name="Try again").click()
    expect(third).to_have_attribute("data-live", "ready")


# --- paper, no script, phone ---------------------------------------------------------------------


def test_paper_shows_the_still(open_it: Open) -> None:
    page = open_it()
    first = bring(page, "first")
    page.emulate_media(media="print")
    expect(first.locator(".live-still")).to_be_visible()
    expect(first.locator(".live-stage")).to_be_hidden()
    expect(first.locator(".live-note")).to_be_visible()


def test_without_scripts_the_still_and_a_sentence(browser: Browser, server: CountingServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.address + CHAPTER)
    still = page.locator("#fig-first .live-still img:visible")
    expect(still).to_have_attribute("alt", "Three bars.")
    expect(page.locator("#fig-first .live-note")).to_have_text(
        "This figure is live where JavaScript runs; this is a still of it."
    )
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone(browser: Browser, server: CountingServer, scheme: str) -> None:
    here = visit(browser, server.address, BROKEN, width=360, scheme=scheme)
    figure(here.page, "1").scroll_into_view_if_needed()
    expect(figure(here.page, "1")).to_have_attribute("data-live", "failed")
    assert layout_problems(here.page) + accessibility_problems(here.page) == []
    assert figure(here.page, "1").get_by_role("button").bounding_box()["height"] >= 44
    here.page.context.close()
