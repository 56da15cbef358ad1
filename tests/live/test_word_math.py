"""`WordMath`: its traits in Python, and the figure in a real browser."""

import zlib

import numpy as np
import pytest
import traitlets
from axe_playwright_python.sync_playwright import Axe
from figure_page import FRAME, LATENT, assert_leaves_nothing, line_of, put
from gensim.models import KeyedVectors

from latentlib import data
from latentlib.data import UnknownWordError, WordVectors
from latentlib.live import WordMath
from latentlib.live._terms import Term, read_terms, write_terms
from latentlib.live._words import directions, pack_words, to_steps

SUMS = [
    "king - man + woman",
    "paris - france + italy",
    "- man",
    "cat",
    "king - king + cat",
    "small + small - big - king + queen + walk",
]
EXAMPLES = [
    "king - man + woman",
    "paris - france + italy",
    "walking - walk + swim",
    "bigger - big + small",
    "cold - hot + tall",
]
MORE = ("dog", "queen", "prince", "swimming", "throne", "monarch", "smaller", "rome", "short")


@pytest.fixture(scope="module")
def words():
    """The 2,500 most frequent words, and those that the sums and their answers need."""
    everything = data.load_word_vectors()
    needed = [word for text in SUMS + EXAMPLES for word, _ in read_terms(text)]
    kept = list(dict.fromkeys([*everything.words[:2500], *needed, *MORE]))
    return WordVectors(tuple(kept), everything.lookup(kept))


@pytest.fixture(scope="module")
def made(words):
    return WordMath(words, name="math")


@pytest.fixture
def figure(made):
    made.reset()
    return made


@pytest.fixture(scope="module")
def peer(made):
    """The same directions in gensim."""
    vectors = KeyedVectors(made.vectors.vectors.shape[1])
    vectors.add_vectors(list(made.vectors.words), made.vectors.vectors)
    return vectors


def by_gensim(peer, figure, count):
    """What gensim finds, with the words of the sum left out or kept."""
    terms = read_terms(figure.expression)
    plus, minus = ([t.word for t in terms if t.sign == sign] for sign in (1, -1))
    if not figure.keep_query:
        return peer.most_similar(positive=plus, negative=minus, topn=count)
    mean = peer.get_mean_vector(plus + minus, weights=[1] * len(plus) + [-1] * len(minus))
    return peer.similar_by_vector(mean, topn=count)


def state_of(page):
    page.evaluate(FRAME)
    return page.evaluate("['expression', 'keep_query'].map((name) => model.get(name))")


def words_of(page):
    page.evaluate(FRAME)
    return page.locator(".latent-answer:visible").all_inner_texts()


def field(page, place):
    return page.get_by_role("combobox", name=f"word {place}", exact=True)


# --- sums of words -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("king - man + woman", [("king", 1), ("man", -1), ("woman", 1)]),
        ("  + king  \N{MINUS SIGN} man ", [("king", 1), ("man", -1)]),
        ("- well-known", [("well-known", -1)]),
        ("cat", [("cat", 1)]),
        ("", []),
    ],
)
def test_sums_are_read_and_written(text, terms):
    found = read_terms(text)
    assert list(found) == terms
    assert read_terms(write_terms(found)) == found
    assert write_terms(read_terms(write_terms(found))) == write_terms(found)


@pytest.mark.parametrize("text", ["king man", "king -", "king - + man", "+", "a - b c", "- - a"])
def test_what_is_no_sum_is_refused(text):
    with pytest.raises(ValueError, match=r"expression is .*, expected words with \+ or - between"):
        read_terms(text)


def test_page_and_python_read_and_write_sums_alike(call):
    module = call("kit/word_sum.js")
    for text in (*SUMS, "", "- well-known + cat"):
        terms = [term._asdict() for term in read_terms(text)]
        assert module("readTerms", text) == terms
        assert module("writeTerms", terms) == text == write_terms([Term(**t) for t in terms])


# --- words and directions as bytes ---------------------------------------------------------------


def test_steps_keep_the_direction():
    vectors = np.random.default_rng(0).normal(size=(200, 50))
    vectors *= np.geomspace(1e-6, 1e6, 200)[:, None]
    steps = to_steps(vectors)
    assert steps.dtype == np.int8
    assert np.abs(steps.astype(int)).max(axis=1).tolist() == [127] * 200
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    found = directions(steps)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(200), abs=1e-6)
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    bound = largest / 254 / np.linalg.norm(vectors, axis=1, keepdims=True) * np.sqrt(50)
    assert (np.linalg.norm(found - unit, axis=1, keepdims=True) <= 1.01 * bound).all()


def test_words_are_packed_with_lines_between():
    assert zlib.decompress(pack_words(["the", "año", "well-known"])).decode() == (
        "the\naño\nwell-known"
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: pack_words(["a", "b c"]), "a word is 'b c', expected characters without white"),
        (lambda: pack_words(["a", ""]), "a word is '', expected"),
        (lambda: pack_words(["a", "B"]), "a word is 'B', expected one in lower case"),
        (lambda: pack_words(["a\u0301"]), "expected one in lower case, accents composed"),
        (lambda: pack_words(["a", "b", "a"]), "'a' comes twice among the words"),
        (lambda: to_steps(np.array([[1.0, 2], [0, 0]])), "vector 1 is all zeros, expected one"),
        (lambda: to_steps(np.array([[1.0, np.inf]])), "row 0 of vectors has a number that"),
    ],
)
def test_what_cannot_be_packed_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


# --- in Python -----------------------------------------------------------------------------------


@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize("expression", SUMS)
def test_answers_are_those_of_gensim(expression, keep, figure, peer):
    figure.expression, figure.keep_query = expression, keep
    found, truth = figure.answers(30), by_gensim(peer, figure, 30)
    assert [word for word, _ in found] == [word for word, _ in truth]
    assert [c for _, c in found] == pytest.approx([c for _, c in truth], abs=1e-5)


def test_rounding_changes_no_first_answer_and_cosines_little(words, figure):
    exact = KeyedVectors(words.vectors.shape[1])
    exact.add_vectors(list(words.words), words.vectors)
    for figure.expression in SUMS[:4]:
        found, truth = figure.answers(1), by_gensim(exact, figure, 1)
        assert found[0].word == truth[0][0]
        assert found[0].cosine == pytest.approx(truth[0][1], abs=0.005)


def test_every_word_counts_alike(words):
    """The lengths of the vectors do not matter."""
    lengths = np.random.default_rng(0).uniform(0.1, 10, (len(words), 1)).astype(np.float32)
    scaled = WordMath(WordVectors(words.words, words.vectors * lengths))
    plain = WordMath(words)
    assert [a.word for a in scaled.answers(5)] == [a.word for a in plain.answers(5)]
    assert np.abs(scaled.vectors.vectors - plain.vectors.vectors).max() < 0.01


def test_the_words_of_the_sum_are_left_out_or_kept(figure):
    own = figure.own_words()
    assert {word for word, _ in own} == {"king", "man", "woman"}
    assert own[0].word == "king"
    everything = len(figure.vectors)
    assert not {"king", "man", "woman"} & {word for word, _ in figure.answers(everything)}
    assert len(figure.answers(everything)) == everything - 3
    assert figure.answers()[0].word == "queen"
    figure.keep_query = True
    assert figure.answers()[0] == own[0]
    assert len(figure.answers(everything)) == everything


def test_a_sum_of_nothing_has_no_answers(figure):
    for figure.expression in ("", "king - king", "king - man - king + man"):
        assert figure.answers() == figure.own_words() == []


def test_moving_and_resetting(figure):
    assert not figure.touched
    figure.expression = "  king \N{MINUS SIGN} man + woman "
    assert not figure.touched
    figure.expression = "cat"
    assert figure.touched
    figure.reset()
    assert (figure.expression, figure.keep_query) == ("king - man + woman", False)
    figure.keep_query = True
    assert figure.touched


def test_examples_are_those_that_the_words_allow(words):
    assert WordMath(words)._examples == EXAMPLES
    few = WordVectors(("one", "two", "king"), np.eye(3, dtype=np.float32))
    assert WordMath(few)._examples == []
    assert WordMath(few).expression == "one"
    given = WordMath(few, examples=["two - one", "king"])
    assert (given._examples, given.expression) == (["two - one", "king"], "two - one")


def test_the_most_frequent_words_are_shown(words):
    figure = WordMath(words, n_words=600, examples=[])
    assert figure.vectors.words == words.words[:600]
    assert len(figure._steps) == 600 * 100


def test_the_bundled_words_weigh_little_enough():
    figure = WordMath(data.load_word_vectors())
    assert len(figure.vectors) >= 10_000
    assert len(figure._steps) + len(figure._words) < 1_200_000
    assert len(figure._examples) == 5


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda w: WordMath(w, n_words=1), ValueError, "n_words is 1, expected a number from 2"),
        (lambda w: WordMath(w, colour=1), TypeError, "no trait 'colour', expected one of expres"),
        (lambda w: WordMath(w, n_answers=21), ValueError, "n_answers is 21, .* 1 to 20"),
        (
            lambda w: WordMath(w, expression="king - mann"),
            traitlets.TraitError,
            r"'mann' is not among the [\d,]+ words; close to it: man",
        ),
        (lambda w: WordMath(w, expression="king man"), traitlets.TraitError, "expected words with"),
        (
            lambda w: WordMath(w, expression=" + ".join(["king"] * 7)),
            traitlets.TraitError,
            "expression has 7 words, expected at most 6",
        ),
        (lambda w: WordMath(w, examples=["kingg"]), UnknownWordError, "'kingg' is not among"),
        (lambda w: WordMath(w, examples=["a b"]), ValueError, "expression is 'a b', expected"),
        (
            lambda w: WordMath(WordVectors(w.words[:1], w.vectors[:1])),
            ValueError,
            "vectors has 1 words, expected at least 2",
        ),
    ],
)
def test_what_does_not_fit_is_refused(build, error, message, words):
    with pytest.raises(error, match=message):
        build(words)


def test_the_still_shows_sum_and_bars(figure):
    assert figure._repr_mimebundle_()[0]["image/svg+xml"].lstrip().startswith("<?xml")
    [ax] = figure.still().axes
    assert ax.get_title(loc="left") == "king \N{MINUS SIGN} man + woman"
    answers = figure.answers()
    assert [label.get_text() for label in ax.get_yticklabels()] == [word for word, _ in answers]
    widths = [bar.get_width() for bar in ax.patches]
    assert widths == pytest.approx([cosine for _, cosine in answers])
    king = figure.own_words()[0].cosine
    assert ax.get_xlabel() == f"cosine; nearer, but left out: king ({king:.2f})"
    figure.expression = ""
    assert figure.still().axes[0].get_title(loc="left") == ""


# --- in the page ---------------------------------------------------------------------------------


def test_sentences(call):
    module = call("figures/word_math.js")
    terms = [{"word": "a", "sign": 1}, {"word": "b", "sign": -1}]

    def said(answers, own, kept=False, terms=terms):
        found = {
            name: [{"word": word, "cosine": cosine} for word, cosine in pairs]
            for name, pairs in (("answers", answers), ("own", own))
        }
        return module("describe", terms, found, kept)

    assert said([("x", 0.744)], [("a", 0.857), ("b", -0.3)]) == (
        "Nearest to a − b: x, 0.74; a itself is nearer, 0.86, but left out."
    )
    assert said([("x", 0.7)], [("a", 0.9), ("b", 0.8)]) == (
        "Nearest to a − b: x, 0.70; a and b are nearer, but left out."
    )
    assert said([("x", 0.7)], [("a", 0.6), ("b", 0.1)]) == (
        "Nearest to a − b: x, 0.70; no word of the sum is nearer."
    )
    assert said([("a", 0.9), ("b", 0.8), ("x", 0.7)], [("a", 0.9), ("b", 0.8)], kept=True) == (
        "Nearest to a − b: a, 0.90, a word of the sum itself; the first other is x, 0.70."
    )
    assert said([("x", -0.123)], [("b", 1)], terms=terms[:1]) == "Nearest to a: x, −0.12."
    assert said([], []) == "No direction is left of a − b."
    assert said([], [], terms=[]) == "Type a word."


@pytest.mark.parametrize("keep", [False, True])
def test_a_page_finds_what_python_finds(keep, figure, show):
    page = show(figure)
    unit = page.evaluate(f"[...{LATENT}.directions]")
    assert np.array_equal(np.array(unit, np.float32), figure.vectors.vectors.ravel())
    for figure.expression in SUMS:
        figure.keep_query = keep
        put(page, expression=figure.expression, keep_query=keep)
        found = page.evaluate(f"{LATENT}.answers(40)")
        truth = figure.answers(40)
        assert [one["word"] for one in found] == [one.word for one in truth]
        assert [one["cosine"] for one in found] == pytest.approx(
            [one.cosine for one in truth], abs=1e-9
        )
        terms = [term._asdict() for term in figure.terms]
        assert page.evaluate(f"{LATENT}.terms()") == terms


def test_what_is_shown_are_the_answers(figure, show):
    page = show(figure)
    answers = figure.answers()
    assert words_of(page) == [word for word, _ in answers]
    said = page.locator(".latent-value:visible").all_inner_texts()
    assert said == [f"{cosine:.2f}" for _, cosine in answers]
    bars = page.locator(".latent-answers .latent-effect").all()
    for bar, (_, cosine) in zip(bars, answers, strict=True):
        inner = bar.locator("span").bounding_box()["width"]
        assert inner / bar.bounding_box()["width"] == pytest.approx(cosine, abs=0.01)
    page.get_by_role("checkbox").check()
    assert words_of(page)[0] == "king"
    assert page.locator(".latent-own").all_inner_texts()[0].startswith("king")


def test_answers_come_while_one_types(figure, show):
    page = show(figure)
    third = field(page, 3)
    third.fill("")
    for typed in ("q", "qu", "que", "quee"):
        third.press_sequentially(typed[-1])
        assert state_of(page)[0] == "king - man + woman"
        assert page.locator(".latent-old").count() == 1
    assert line_of(page) == "No word yet: “quee” begins queen."
    third.press_sequentially("n")
    assert state_of(page)[0] == figure.expression.replace("woman", "queen")
    figure.expression = "king - man + queen"
    assert words_of(page) == [word for word, _ in figure.answers()]
    assert page.locator(".latent-old").count() == 0


def test_an_unknown_word_is_told_with_those_spelled_like_it(figure, show):
    page = show(figure)
    field(page, 1).fill("Kingg ")
    n = f"{len(figure.vectors):,}"
    assert line_of(page) == f"“kingg” is not among the {n} words; close to it: king, kong, kind."
    assert field(page, 1).get_attribute("aria-invalid") == "true"
    page.get_by_role("option").first.click()
    assert state_of(page)[0] == "king - man + woman"
    assert field(page, 1).get_attribute("aria-invalid") == "false"
    field(page, 1).fill("xqzvkw")
    assert line_of(page) == f"“xqzvkw” is not among the {n} words."
    page.get_by_role("button", name="Reset").click()
    page.evaluate(FRAME)
    assert field(page, 1).input_value() == "king"
    assert "queen" in line_of(page)


def test_signs_turn_and_words_come_and_go(figure, show):
    page = show(figure)
    page.get_by_role("button", name="word 2 is subtracted: add it").click()
    assert state_of(page)[0] == "king + man + woman"
    page.get_by_role("button", name="remove word 2").click()
    assert state_of(page)[0] == "king + woman"
    page.get_by_role("button", name="− word").click()
    assert field(page, 3).evaluate("(input) => input === document.activeElement")
    assert state_of(page)[0] == "king + woman"
    page.keyboard.type("man")
    assert state_of(page)[0] == "king + woman - man"
    for _ in range(3):
        page.get_by_role("button", name="remove word 1").click()
    assert state_of(page)[0] == ""
    assert line_of(page) == "Type a word."
    assert words_of(page) == []
    assert page.evaluate(f"{LATENT}.answers(3)") == []
    field(page, 1).fill("cat")
    assert state_of(page)[0] == "cat"


def test_an_answer_becomes_a_term_while_there_is_room(figure, show):
    page = show(figure)
    page.locator(".latent-answer").first.click()
    assert state_of(page)[0] == "king - man + woman + queen"
    field(page, 4).fill("xx")  # no word: the next answer takes its place
    page.locator(".latent-answer").first.click()
    terms = read_terms(state_of(page)[0])
    assert [word for word, _ in terms[:3]] == ["king", "man", "woman"]
    assert len(terms) == 4
    for _ in range(2):
        page.locator(".latent-answer").first.click()
        page.evaluate(FRAME)
    full = state_of(page)
    assert len(read_terms(full[0])) == 6
    page.locator(".latent-answer").first.dispatch_event("click")
    assert state_of(page) == full
    assert page.get_by_role("button", name="+ word").count() == 0
    assert "remove a word to add another" in page.locator(".latent-found").inner_text()
    assert page.locator(".latent-answer").first.get_attribute("aria-disabled") == "true"


def test_an_answer_that_is_pressed_fills_the_field_that_was_cleared(figure, show):
    page = show(figure)
    field(page, 3).fill("")
    second = page.locator(".latent-answer").nth(1)
    word = second.inner_text()
    second.click()
    assert state_of(page)[0] == f"king - man + {word}"


def test_examples_are_one_press_away(figure, show):
    page = show(figure)
    field(page, 2).fill("xx")  # half typed
    for expression in figure._examples:
        page.get_by_role("button", name=expression.replace(" - ", " − "), exact=True).click()
        assert state_of(page)[0] == expression
        words = [field(page, i).input_value() for i in (1, 2, 3)]
        assert words == [word for word, _ in read_terms(expression)]


def test_clearing_a_field_waits_for_the_word_until_it_is_left(figure, show):
    page = show(figure)
    field(page, 1).fill("")
    assert state_of(page)[0] == "king - man + woman"
    field(page, 1).press("Tab")
    assert state_of(page)[0] == "- man + woman"


def test_setting_traits_moves_the_figure(figure, show):
    page = show(figure)
    put(page, expression="- cat + dog", keep_query=True)
    assert [field(page, i).input_value() for i in (1, 2)] == ["cat", "dog"]
    assert page.locator(".latent-term:visible").count() == 2
    assert page.locator(".latent-sign:visible").all_inner_texts() == ["−", "+"]
    assert page.get_by_role("checkbox").is_checked()


@pytest.mark.parametrize("kept", ["king - xqzvkw", " + ".join(["king"] * 7)])
def test_a_kept_sum_that_fits_no_more_is_no_end(kept, figure, show):
    page = show(figure, kept={"expression": kept, "keep_query": True})
    assert page.evaluate("refused.left") == 0
    assert state_of(page) == ["king - man + woman", False]


def test_a_finger_types_and_takes(figure, show):
    page = show(figure, width=360, has_touch=True)
    field(page, 3).tap()
    page.keyboard.press("Control+a")
    page.keyboard.type("quee")
    option = page.get_by_role("option", name="queen", exact=True)
    assert option.bounding_box()["height"] >= 44
    option.tap()
    assert state_of(page)[0] == "king - man + queen"
    for name in (".latent-sign", ".latent-away", ".latent-answer", ".latent-wordbox input"):
        assert page.locator(name).first.bounding_box()["height"] >= 44, name
    page.locator(".latent-answer").first.tap()
    assert len(read_terms(state_of(page)[0])) == 4


def test_changes_are_heard(figure, show):
    page = show(figure)
    page.locator(".latent-sign").nth(1).press("Enter")
    page.wait_for_function("document.querySelector('.latent-spoken').textContent")
    assert page.locator(".latent-spoken").inner_text() == line_of(page)
    assert line_of(page).startswith("Nearest to king + man + woman: ")


def test_nothing_moves_while_words_change(figure, show):
    for width in (1000, 360):
        page = show(figure, width=width)
        heights = set()
        for expression in (*figure._examples, "king - king + cat", "king + prince + throne"):
            for keep in (False, True):
                put(page, expression=expression, keep_query=keep)
                heights.add(page.locator(".latent-figure").bounding_box()["height"])
        field(page, 2).fill("throone")
        page.evaluate(FRAME)
        heights.add(page.locator(".latent-figure").bounding_box()["height"])
        assert len(heights) == 1, width


def test_reset_puts_all_back(figure, show):
    page = show(figure)
    assert not page.evaluate(f"{LATENT}.touched()")
    page.locator(".latent-sign").first.click()
    page.get_by_role("checkbox").check()
    assert page.evaluate(f"{LATENT}.touched()")
    page.get_by_role("button", name="Reset").click()
    assert state_of(page) == ["king - man + woman", False]
    assert not page.evaluate(f"{LATENT}.touched()")


def test_clean_up_leaves_nothing(figure, show):
    page = show(figure)
    assert_leaves_nothing(page)


@pytest.mark.parametrize("width", [360, 1000])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_out_of_reach(figure, show, width, scheme):
    page = show(figure, width=width, scheme=scheme)
    for typed in ("king", "kin", "xqzvkw"):
        field(page, 3).fill(typed)
        page.evaluate(FRAME)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
