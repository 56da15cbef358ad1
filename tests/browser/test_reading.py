"""What a reader does: find, switch, move by keyboard, read without scripts, print."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

FIRST = "book/index.html"
GLOSSARY = "book/glossary.html"
OpenPage = Callable[..., Page]


def theme_of(page: Page) -> str:
    return page.evaluate("document.documentElement.dataset.theme")


# --- search --------------------------------------------------------------------------------------


def test_search_while_typing_finds_a_word_and_leads_there(open_page: OpenPage) -> None:
    page = open_page(FIRST)
    page.keyboard.press("Control+k")
    page.keyboard.type("autoencoder")
    found = page.locator(".search-found a")
    expect(found.first).to_be_visible()
    assert page.locator("#pst-search-dialog input").input_value() == "autoencoder"
    page.keyboard.press("ArrowDown")
    expect(found.first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "index.html" not in url)
    expect(page.locator("article")).to_contain_text("autoencoder", ignore_case=True)


def test_search_page_finds_a_word(open_page: OpenPage) -> None:
    page = open_page("search.html?q=autoencoder")
    expect(page.locator("#search-results .search li").first).to_be_visible()
    expect(page.locator("#search-results .search-summary")).to_contain_text("found")


def test_fast_fingers_lose_no_letter(open_page: OpenPage) -> None:
    """The scripts of the search arrive while somebody types; one of them empties the field."""
    page = open_page(FIRST)

    def slowly(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/searchtools.js", slowly)
    page.keyboard.press("Control+k")
    page.keyboard.type("decoder", delay=70)
    expect(page.locator(".search-found a").first).to_be_visible()
    assert page.locator("#pst-search-dialog input").input_value() == "decoder"


def test_search_for_nonsense_says_so(open_page: OpenPage) -> None:
    page = open_page(FIRST)
    page.keyboard.press("Control+k")
    page.keyboard.type("qqzzxx", delay=20)
    status = page.locator("#pst-search-dialog [role=status]")
    expect(status).to_have_text("No places match")
    expect(page.locator(".search-found a")).to_have_count(0)


def test_enter_in_the_dialog_leads_to_the_search_page(open_page: OpenPage) -> None:
    page = open_page(FIRST)
    page.get_by_role("button", name="Search").first.click()
    page.keyboard.type("decoder")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=decoder")


# --- light and dark ------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_starts_as_the_system_is(open_page: OpenPage, scheme: str) -> None:
    page = open_page(FIRST, scheme=scheme)
    assert theme_of(page) == scheme
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 30)"}[scheme]


def test_theme_is_set_before_anything_is_drawn(open_page: OpenPage) -> None:
    """Without the page's script, which comes late, the paper is dark already: no white flash."""
    page = open_page(FIRST, scheme="dark")
    page.route("**/course.js*", lambda route: route.abort())
    page.reload()
    assert theme_of(page) == "dark"


def test_switch_changes_the_theme_and_survives_a_reload(open_page: OpenPage) -> None:
    page = open_page(FIRST, scheme="light")
    switch = page.locator(".theme-switch-button")
    expect(switch).to_have_attribute("aria-label", "Colour mode: as the system")
    switch.click()
    assert theme_of(page) == "dark"
    expect(switch).to_have_attribute("aria-label", "Colour mode: dark")
    page.reload()
    assert theme_of(page) == "dark"
    page.goto(page.url.replace(FIRST, GLOSSARY))
    assert theme_of(page) == "dark"
    page.locator(".theme-switch-button").click()
    assert theme_of(page) == "light"


def test_every_button_of_the_header_shows_an_icon_and_has_a_name(open_page: OpenPage) -> None:
    page = open_page(GLOSSARY, width=360)
    buttons = page.locator(".bd-header-article").get_by_role("button")
    assert buttons.count() >= 5  # contents, download, full screen, colours, search, on this page
    for button in buttons.all():
        name = button.evaluate(
            "(b) => b.getAttribute('aria-label') || b.title || b.textContent.trim()"
        )
        assert name, button.evaluate("(b) => b.outerHTML")
        masks = button.evaluate(
            "(b) => [...b.querySelectorAll('i, span')].filter((e) => e.checkVisibility())"
            ".map((e) => getComputedStyle(e).maskImage)"
        )
        assert any("data:image/svg" in mask for mask in masks), name


# --- keyboard ------------------------------------------------------------------------------------


def test_first_tab_stop_skips_to_the_text(open_page: OpenPage) -> None:
    page = open_page(FIRST)
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to main content")
    expect(link).to_be_focused()
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_focus_is_seen(open_page: OpenPage) -> None:
    page = open_page(FIRST)
    for _ in range(4):
        page.keyboard.press("Tab")
    style = page.evaluate(
        "(({ outlineStyle, outlineWidth }) => [outlineStyle, outlineWidth])"
        "(getComputedStyle(document.activeElement))"
    )
    assert style == ["solid", "2px"]


def test_menu_opens_and_closes_by_pointer(open_page: OpenPage) -> None:
    page = open_page(GLOSSARY, width=360)
    entries = page.locator(".dropdown-download-buttons .dropdown-item")
    page.get_by_role("button", name="Download this page").click()
    expect(entries.first).to_be_visible()
    page.locator("article p").last.click()
    expect(entries.first).to_be_hidden()


def test_menu_opens_walks_and_closes_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(GLOSSARY)
    button = page.get_by_role("button", name="Download this page")
    button.focus()
    page.keyboard.press("ArrowDown")
    expect(button).to_have_attribute("aria-expanded", "true")
    entries = page.locator(".dropdown-download-buttons .dropdown-item")
    expect(entries.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(entries.last).to_be_focused()
    page.keyboard.press("Escape")
    expect(entries.first).to_be_hidden()
    expect(button).to_be_focused()


def test_contents_open_as_a_dialog_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(FIRST, width=360)
    page.get_by_role("button", name="Contents of the book").click()
    dialog = page.get_by_role("dialog")
    entry = dialog.get_by_role("link", name="Glossary")
    expect(entry).to_be_visible()
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    page.get_by_role("button", name="Contents of the book").click()
    entry.click()
    page.wait_for_url("**/glossary.html")


def test_sidebar_folds_away_on_a_desk(open_page: OpenPage) -> None:
    page = open_page(FIRST)
    sidebar = page.locator("#pst-primary-sidebar")
    expect(sidebar).to_be_visible()
    page.get_by_role("button", name="Contents of the book").click()
    expect(sidebar).to_be_hidden()
    page.get_by_role("button", name="Contents of the book").click()
    expect(sidebar).to_be_visible()


def test_previous_and_next_lead_through_the_book(open_page: OpenPage) -> None:
    visited, back = open_page(FIRST).evaluate(
        """async () => {
          const visited = [], back = [];
          for (let url = location.href; url && visited.length < 100; ) {
            const text = await (await fetch(url)).text();
            const page = new DOMParser().parseFromString(text, "text/html");
            const link = (name) => {
              const a = page.querySelector(`.prev-next-area a.${name}`);
              return a && new URL(a.getAttribute("href"), url).href;
            };
            visited.push(url);
            back.push(link("left-prev"));
            url = link("right-next");
          }
          return [visited, back];
        }"""
    )
    assert len(set(visited)) == len(visited) > 3
    assert back == [None, *visited[:-1]]


# --- copy, scripts, paper, motion ----------------------------------------------------------------


def test_the_keyboard_reaches_what_scrolls_also_once_it_is_unfolded(
    open_page: OpenPage, chapter_path: str
) -> None:
    page = open_page(chapter_path, width=360)
    reached = """() => {
      const boxes = [...document.querySelectorAll("article pre")]
        .filter((box) => box.checkVisibility() && box.scrollWidth > box.clientWidth);
      return [boxes.length, boxes.every((box) => box.tabIndex === 0)];
    }"""
    page.wait_for_function(f"() => ({reached})()[1]")
    before, _ = page.evaluate(reached)
    page.evaluate("document.querySelectorAll('article details').forEach((d) => { d.open = true; })")
    page.wait_for_function(f"() => ({reached})()[1]")
    assert page.evaluate(reached)[0] > before > 0


def test_copy_button_copies_the_code(open_page: OpenPage, chapter_path: str) -> None:
    page = open_page(chapter_path, permissions=["clipboard-read", "clipboard-write"])
    block = page.locator(".cell_input .highlight").filter(visible=True).first
    block.hover()
    block.get_by_role("button", name="Copy this code").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == block.locator("pre").text_content().strip()


def test_text_formulas_and_contents_need_no_script(open_page: OpenPage, chapter_path: str) -> None:
    page = open_page(chapter_path, java_script_enabled=False)
    expect(page.locator("article h1")).to_be_visible()
    assert page.locator("article math").count() > 0
    expect(page.get_by_role("link", name="Glossary").first).to_be_visible()
    expect(page.locator(".search-button-field")).to_be_hidden()


def test_print_shows_the_text_alone_and_folds_nothing(
    open_page: OpenPage, chapter_path: str
) -> None:
    page = open_page(chapter_path, scheme="dark")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("article h1")).to_be_visible()
    for selector in ("#pst-primary-sidebar", ".bd-header-article", ".prev-next-footer"):
        expect(page.locator(selector)).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    closed = "[...document.querySelectorAll('article details')].filter((d) => !d.open).length"
    assert page.evaluate(closed) == 0
    assert theme_of(page) == "light"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert theme_of(page) == "dark"
    assert page.evaluate(closed) > 0


def test_nothing_moves_for_who_wants_no_motion(open_page: OpenPage) -> None:
    page = open_page(FIRST, reduced_motion="reduce")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter((e) => {"
        " const s = getComputedStyle(e);"
        " return s.transitionDuration !== '0s' || s.animationName !== 'none'; }).length"
    )
    assert moving == 0


# --- the page itself -----------------------------------------------------------------------------


def test_lines_are_about_seventy_characters(open_page: OpenPage, chapter_path: str) -> None:
    page = open_page(chapter_path)
    lengths = page.evaluate(
        """() => {
          const lengths = [];
          for (const p of document.querySelectorAll("article section > p")) {
            if (p.querySelector("math, code") || p.textContent.length < 160) continue;
            const node = p.firstChild, range = document.createRange();
            range.selectNodeContents(p);
            const lines = new Set([...range.getClientRects()].map((r) => Math.round(r.bottom / 8)));
            if (lines.size > 2) lengths.push(p.textContent.length / (lines.size - 0.4));
          }
          return lengths.sort((a, b) => a - b);
        }"""
    )
    assert lengths, "the chapter has no paragraph of some length"
    middle = lengths[len(lengths) // 2]
    assert 58 <= middle <= 80, f"the median line has {middle:.0f} characters"


@pytest.mark.parametrize(("width", "least"), [(1440, 1), (360, 0.65)])
def test_letters_in_figures_can_be_read(
    open_page: OpenPage, chapter_path: str, width: int, least: float
) -> None:
    """They are drawn with 9 points or more, which is 12 pixels where the figure is not shrunk."""
    page = open_page(chapter_path, width=width)
    column = page.locator("article section > p").first.bounding_box()["width"]
    figures = page.evaluate(
        "[...document.querySelectorAll('article .cell_output figure img')]"
        ".filter((i) => i.checkVisibility())"
        ".map((i) => [i.getBoundingClientRect().width, Number(i.getAttribute('width'))])"
    )
    assert figures
    for shown, drawn in figures:
        assert least * drawn <= shown + 0.5 <= min(column, drawn) + 1, (shown, drawn, column)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_picture_of_each_pair_is_shown(
    open_page: OpenPage, chapter_path: str, scheme: str
) -> None:
    """Of the stills of live figures the rule is asked alone: a figure that is alive hides both."""
    page = open_page(chapter_path, scheme=scheme)
    other = {"light": "dark", "dark": "light"}[scheme]
    hidden = "(all) => all.map((image) => getComputedStyle(image).display === 'none')"
    of_one, of_other = (page.locator(f"article img.only-{name}") for name in (scheme, other))
    assert of_one.count() == of_other.count() > page.locator(".live-still img").count() / 2 > 0
    assert not any(of_one.evaluate_all(hidden))
    assert all(of_other.evaluate_all(hidden))
    for image in page.locator(f"article img.only-{scheme}:not(.live-still *)").all():
        expect(image).to_be_visible()


def test_description_and_language_are_there(open_page: OpenPage, page_path: str) -> None:
    page = open_page(page_path)
    assert page.locator("html").get_attribute("lang") == "en"
    if page_path != "search.html":
        description = page.locator("meta[name=description]").first.get_attribute("content")
        assert 40 <= len(description) <= 320, description
