"""The field for a word and the words it knows: completion, spelling, keys, pointer."""

from functools import cache

import pytest

from latentlib.live._words import pack_words
from latentlib.live.link import link

WORDS = ["the", "cat", "car", "cats", "dog", "año", "anode", "well-known", "carpet", "care", "cart"]
WORDS += ["carry", "cast"]
ACCENTED = {"an": "año", "ano": "año"}  # what is found without its accent
PAGE = """async ([frame, box, vocabulary, words]) => {
  const load = (code) =>
    import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  const [{ makeFrame }, { makeWordBox, meant }, kit] =
    await Promise.all([frame, box, vocabulary].map(load));
  const bytes = Uint8Array.from(words);
  const known = await kit.openVocabulary(new DataView(bytes.buffer));
  const el = document.createElement("div");
  document.body.replaceChildren(el);
  const model = { get: () => "A title", on: () => {}, off: () => {} };
  const made = makeFrame({ model, el, kind: "test" });
  window.put = [];
  window.taken = [];
  const label = "a word";
  const field = makeWordBox(made, {
    label, vocabulary: known, put: (text) => put.push(text), take: (word) => taken.push(word),
  });
  made.stage.append(field.box);
  Object.assign(window, { field, known, meant, kit });
}"""


@pytest.fixture
def page(blank):
    """A page with a field for one of `WORDS`."""
    modules = ["kit/frame.js", "kit/word_box.js", "kit/vocabulary.js"]
    blank.evaluate(PAGE, [*map(link, modules), list(pack_words(WORDS))])
    return blank


@pytest.fixture
def box(page):
    return page.get_by_role("combobox", name="a word")


def offered(page):
    return page.get_by_role("option").all_inner_texts()


def marked(page):
    return page.locator("[aria-selected=true]").all_inner_texts()


def distance(a, b):
    """Optimal string alignment, by its recursion."""

    @cache
    def between(i, j):
        if min(i, j) == 0:
            return max(i, j)
        found = [
            between(i - 1, j) + 1,
            between(i, j - 1) + 1,
            between(i - 1, j - 1) + (a[i - 1] != b[j - 1]),
        ]
        if min(i, j) > 1 and a[i - 2 : i] == b[j - 2 : j][::-1]:
            found.append(between(i - 2, j - 2) + 1)
        return min(found)

    return between(len(a), len(b))


def test_words_are_unpacked_as_they_were_packed(page):
    assert page.evaluate("known.words") == WORDS
    assert page.evaluate("['cats', 'x', 'año'].map((word) => known.indexOf(word))") == [3, -1, 5]


def test_completions_are_the_most_frequent_that_begin_so(page):
    for start in ("c", "ca", "car", "cat", "well", "x", "an", "ano", "año", ""):
        found = page.evaluate("(start) => known.complete(start, 4)", start)
        begin = [word for word in WORDS if word.startswith(start) or word == ACCENTED.get(start)]
        begin.sort(key=lambda word: word != start)
        assert found == (begin[:4] if start else [])


def test_spelling_is_compared_as_its_recursion_says(page):
    texts = ["kitten", "sitting", "abcd", "acbd", "ca", "abc", "", "cat", "act", "carpet", "care"]
    compare = "([a, all, limit]) => all.map((b) => kit.spellingDistance(a, b, limit))"
    for a in texts:
        for limit in (2, 99):
            found = page.evaluate(compare, [a, texts, limit])
            assert found == [min(distance(a, b), limit + 1) for b in texts]


def test_words_spelled_alike_are_found_nearest_first(page):
    for text in ("catz", "dgo", "carppet", "acrpet", "zzzzzz", "hte"):
        limit = 1 if len(text) < 5 else 2
        near = sorted(
            (distance(text, word), place)
            for place, word in enumerate(WORDS)
            if distance(text, word) <= limit
        )
        found = page.evaluate("(text) => known.closest(text, 3)", text)
        assert found == [WORDS[place] for _, place in near[:3]]


def test_completions_come_while_one_types_and_go_with_the_last_letter(page, box):
    assert box.get_attribute("aria-expanded") == "false"
    box.press_sequentially("Do")
    assert offered(page) == ["dog"]
    assert box.get_attribute("aria-expanded") == "true"
    box.press_sequentially("g")
    assert offered(page) == []
    assert box.get_attribute("aria-expanded") == "false"
    assert page.evaluate("put") == ["d", "do", "dog"]
    assert page.evaluate("taken") == []


def test_at_most_six_words_are_offered(page, box):
    box.press_sequentially("ca")
    assert offered(page) == ["cat", "car", "cats", "carpet", "care", "cart"]


def test_arrows_go_around_and_enter_takes(page, box):
    box.press_sequentially("cat")
    assert (offered(page), marked(page)) == (["cat", "cats"], [])
    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        box.press(key)
        seen += marked(page) or ["none"]
    assert seen == ["cat", "cats", "none", "cats"]
    active = box.get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").inner_text() == "cats"
    box.press("Enter")
    assert (box.input_value(), offered(page)) == ("cats", [])
    assert box.get_attribute("aria-activedescendant") is None
    assert page.evaluate("[put.at(-1), taken]") == ["cats", ["cats"]]


def test_enter_takes_the_word_itself_or_the_first_that_is_offered(page, box):
    box.fill("cat")
    box.press("Enter")
    assert (box.input_value(), offered(page)) == ("cat", [])
    box.fill("carp")
    box.press("Enter")
    assert box.input_value() == "carpet"
    box.fill("dgo")
    assert offered(page) == ["dog"]
    box.press("Enter")
    assert box.input_value() == "dog"
    box.fill("zzzzzz")
    box.press("Enter")
    assert box.input_value() == "zzzzzz"
    assert page.evaluate("taken") == ["cat", "carpet", "dog"]


def test_escape_leaves_the_list_first_and_the_figure_then(page, box):
    page.evaluate("window.heard = 0; addEventListener('keydown', () => { heard += 1; })")
    box.fill("ca")
    box.press("Escape")
    assert (offered(page), box.input_value(), page.evaluate("heard")) == ([], "ca", 0)
    box.press("Escape")
    assert page.evaluate("heard") == 1
    box.press("ArrowDown")
    assert len(offered(page)) == 6


def test_a_press_takes_and_the_focus_stays(page, box):
    box.fill("ca")
    page.get_by_role("option", name="cats", exact=True).click()
    assert (box.input_value(), offered(page)) == ("cats", [])
    assert box.evaluate("(input) => input === document.activeElement")
    box.fill("ca")
    box.press("Tab")
    assert offered(page) == []
    assert page.evaluate("taken") == ["cats"]


def test_showing_a_text_leaves_what_is_the_same_as_typed(page, box):
    box.fill(" Cat ")
    page.evaluate("field.show('cat')")
    assert box.input_value() == " Cat "
    page.evaluate("field.show('dog')")
    assert (box.input_value(), offered(page)) == ("dog", [])
