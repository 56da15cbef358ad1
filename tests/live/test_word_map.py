"""`WordMap` and `AlignedWordMap`: their traits in Python, and the figures in a real browser."""

import numpy as np
import pytest
import scipy.linalg
import traitlets
from axe_playwright_python.sync_playwright import Axe
from figure_page import FRAME, LATENT, assert_leaves_nothing, get, line_of, put
from fingers import Fingers, inside
from matplotlib.collections import LineCollection
from scipy.interpolate import BarycentricInterpolator
from scipy.stats import ortho_group, special_ortho_group
from sklearn.neighbors import NearestNeighbors

from latentlib.data import UnknownWordError, WordVectors
from latentlib.live import AlignedWordMap, WordMap
from latentlib.live._places import between_frames, limits_of, to_grid
from latentlib.live._turning import folded_direction, nearest_orthogonal, turns

N, N_DIMS, N_PAIRS = 60, 6, 12
SYLLABLES = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru"]
WORDS = [f"{first}{second}" for first in SYLLABLES for second in SYLLABLES]
THEMES = {"fruit": WORDS[3:9], "tools": WORDS[40:43]}
MOMENTS = (0, 0.03, 0.25, 0.5, 0.71, 0.98, 1)


@pytest.fixture(scope="module")
def places():
    return np.random.default_rng(0).normal(size=(len(WORDS), 2)) * 3


@pytest.fixture
def figure(places):
    return WordMap(WORDS, places, themes=THEMES, name="map")


def make_languages(determinant=1):
    """Two clouds that an orthogonal map lays on each other, but for noise; both know "no"."""
    rng = np.random.default_rng(1)
    mapping = special_ortho_group(N_DIMS, seed=2).rvs()
    mapping[:, 0] *= determinant
    x = rng.normal(size=(N, N_DIMS)).astype(np.float32) * (3, 2, 1, 1, 1, 0.5)
    y = (x + rng.normal(0, 0.2, x.shape)) @ mapping.T
    english = ("no", *WORDS[1:N])
    spanish = ("no", *(f"{word}s" for word in WORDS[1:N]))
    vectors, others = (
        WordVectors(words, points.astype(np.float32))
        for words, points in ((english, x), (spanish, y))
    )
    return vectors, others, mapping, [*zip(english, spanish, strict=True)][:N_PAIRS]


def align(determinant=1, **more):
    vectors, others, mapping, pairs = make_languages(determinant)
    return AlignedWordMap(vectors, others, mapping, **{"pairs": pairs, "name": "align"} | more)


@pytest.fixture(scope="module")
def made():
    return align()


@pytest.fixture
def aligned(made):
    made.reset()
    return made


def terrain(page):
    return page.get_by_role("application")


def finder(page):
    return page.get_by_role("combobox", name="Find a word")


def press(page, u, v):
    page.mouse.click(*inside(terrain(page).bounding_box(), u, v))
    page.evaluate(FRAME)


def pixel_of(page, figure, word):
    """Where a word is on the screen, by the traits of the page."""
    box = terrain(page).bounding_box()
    size = np.array([box["width"], box["height"]]) - 2  # without the border
    x0, x1, y0, y1 = figure._limits
    centre, zoom = get(page, "centre", "zoom")
    scale = zoom * min(size / (x1 - x0, y1 - y0))
    place = figure.points[figure.words.index(word)]
    return np.array([box["x"], box["y"]]) + 1 + size / 2 + (place - centre) * (scale, -scale)


# --- rotations -----------------------------------------------------------------------------------


@pytest.mark.parametrize("n_dims", [3, 4, 9])
def test_a_turn_is_the_exponential_of_a_share_of_the_logarithm(n_dims):
    mapping = special_ortho_group(n_dims, seed=n_dims).rvs()
    found = turns(mapping, np.array(MOMENTS), np.eye(n_dims)[0])
    truth = [scipy.linalg.expm(t * scipy.linalg.logm(mapping)) for t in MOMENTS]
    assert found == pytest.approx(np.array(truth), abs=1e-9)


def test_half_turns_have_a_way_too():
    """A logarithm by eigenvalues is not real where one is -1."""
    basis = special_ortho_group(6, seed=0).rvs()
    mapping = basis @ np.diag([-1.0, -1, -1, -1, 1, 1]) @ basis.T
    found = turns(mapping, np.linspace(0, 1, 5), basis[:, 0])
    assert found[0] == pytest.approx(np.eye(6), abs=1e-12)
    assert found[-1] == pytest.approx(mapping, abs=1e-12)
    for turn in found:
        assert turn @ turn.T == pytest.approx(np.eye(6), abs=1e-12)
        assert np.linalg.det(turn) == pytest.approx(1)
    assert found[1] @ found[1] == pytest.approx(found[2], abs=1e-12)


def test_where_no_rotation_leads_one_direction_is_folded():
    mapping = ortho_group(5, seed=1).rvs()
    mapping[0] *= -np.sign(np.linalg.det(mapping))
    plane = np.eye(5)[[1, 3]]
    points = np.random.default_rng(0).normal(size=(50, 5))
    folded = folded_direction(points, plane)
    assert plane @ folded == pytest.approx([0, 0], abs=1e-12)
    found = turns(mapping, np.array(MOMENTS), folded)
    assert found[0] == pytest.approx(np.eye(5), abs=1e-12)
    assert found[-1] == pytest.approx(mapping, abs=1e-12)
    seen = found @ plane.T  # of the fold nothing is seen
    assert np.einsum("kdi,kdj->kij", seen, seen) == pytest.approx(
        np.tile(np.eye(2), (len(MOMENTS), 1, 1)), abs=1e-12
    )


def test_the_folded_direction_has_the_least_spread():
    scales = np.array([5.0, 4, 3, 0.5, 2])
    points = np.random.default_rng(0).normal(size=(4000, 5)) * scales
    folded = folded_direction(points, np.eye(5)[:2])
    assert np.abs(folded) == pytest.approx([0, 0, 0, 1, 0], abs=0.05)


def test_rounding_is_taken_out_of_a_map():
    exact = special_ortho_group(20, seed=0).rvs()
    found = nearest_orthogonal(exact.astype(np.float16))
    assert found @ found.T == pytest.approx(np.eye(20), abs=1e-12)
    assert found == pytest.approx(exact, abs=1e-3)


# --- places --------------------------------------------------------------------------------------


def test_places_are_off_by_half_a_step_at_most(places):
    grid = to_grid(places)
    largest = np.abs(places).max()
    assert np.abs(grid.steps.astype(int)).max() == 32767
    assert np.abs(grid.places - places).max() <= 0.5001 * largest / 32767
    assert to_grid(np.zeros((3, 2))).places.tolist() == [[0, 0]] * 3


def test_a_map_holds_all_places(places):
    x0, x1, y0, y1 = limits_of(places)
    assert ((places > (x0, y0)) & (places < (x1, y1))).all()
    assert limits_of(np.ones((2, 2)))[1] > 1


@pytest.mark.parametrize("n_frames", [4, 5, 13])
def test_between_frames_lies_a_cubic_through_four_of_them(n_frames):
    frames = np.random.default_rng(0).normal(size=(n_frames, 7, 2))
    times = np.linspace(0, 1, n_frames)
    for moment in np.linspace(0, 1, 41):
        first = int(np.clip(np.searchsorted(times, moment, side="right") - 2, 0, n_frames - 4))
        nodes = slice(first, first + 4)
        truth = BarycentricInterpolator(times[nodes], frames[nodes])(moment)
        assert between_frames(frames, moment) == pytest.approx(truth, abs=1e-9)
    for frame, moment in zip(frames, times, strict=True):
        assert between_frames(frames, moment) == pytest.approx(frame, abs=1e-9)


def test_a_point_that_turns_stays_on_its_circle():
    angles = np.linspace(0, np.pi, 13)
    frames = np.stack([np.cos(angles), np.sin(angles)], axis=-1)[:, None]
    for moment in np.linspace(0, 1, 101):
        truth = [np.cos(np.pi * moment), np.sin(np.pi * moment)]
        assert np.linalg.norm(between_frames(frames, moment)[0] - truth) <= (np.pi / 12) ** 4 / 24


# --- one language, in Python ---------------------------------------------------------------------


def test_neighbours_are_those_of_scikit_learn(figure):
    search = NearestNeighbors(n_neighbors=7, algorithm="brute").fit(figure.points)
    for figure.chosen in WORDS[::17]:
        row = WORDS.index(figure.chosen)
        distances, rows = search.kneighbors(figure.points[[row]])
        found = figure.neighbours()
        assert [word for word, _ in found] == [WORDS[i] for i in rows[0] if i != row]
        assert [d for _, d in found] == pytest.approx(distances[0][1:].tolist())
    figure.chosen = ""
    assert figure.neighbours() == []


def test_of_words_equally_near_the_most_frequent_is_first():
    figure = WordMap(["a", "b", "c", "d"], [[1, 0], [0, 0], [0, 1], [-1, 0]], chosen="b")
    assert [word for word, _ in figure.neighbours()] == ["a", "c", "d"]


def test_points_are_those_given(figure, places):
    assert figure.words == tuple(WORDS)
    assert figure.points == pytest.approx(places, abs=1e-3)


def test_a_look_moving_and_resetting(figure):
    first = list(figure.centre)
    figure.zoom, figure.theme, figure.centre = 3, "tools", [1, 1]
    assert not figure.touched
    figure.look_at("lala", zoom=5)
    assert figure.touched
    assert (figure.chosen, figure.zoom) == ("lala", 5)
    assert figure.centre == figure.points[WORDS.index("lala")].tolist()
    figure.reset()
    assert (figure.chosen, figure.zoom, figure.theme, figure.centre) == ("", 1, "", first)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"n_neighbours": 13}, ValueError, "n_neighbours is 13, expected a number from 1 to 12"),
        ({"colour": 1}, TypeError, "WordMap has no trait 'colour', expected one of centre"),
        ({"themes": {"a": ["xxx"]}}, UnknownWordError, "'xxx' is not among the 100 words"),
        ({"themes": {"a": ["baba"], "b": ["baba"]}}, ValueError, "'baba' is in two themes"),
        ({"themes": dict.fromkeys("abcdefghijklm", ())}, ValueError, "themes has 13, expected at"),
        ({"chosen": "baab"}, traitlets.TraitError, "'baab' is not among the 100 words; close to"),
        ({"theme": "wine"}, traitlets.TraitError, "theme is 'wine', expected one of"),
        ({"zoom": 33}, traitlets.TraitError, "zoom is 33.0, expected a number from 1 to 32"),
        ({"zoom": np.nan}, traitlets.TraitError, "zoom is nan, expected a number from 1 to 32"),
        ({"centre": [1]}, traitlets.TraitError, r"centre is \[1.*\], expected two finite numbers"),
        ({"centre": [1, np.inf]}, traitlets.TraitError, "expected two finite numbers"),
    ],
)
def test_what_does_not_fit_is_refused(given, error, message, places):
    with pytest.raises(error, match=message):
        WordMap(WORDS, places, **given)


@pytest.mark.parametrize(
    ("words", "points", "message"),
    [
        (["a"], [[0, 0]], "words has 1, expected a number from 2 to 6000"),
        (["a", "b"], [[0, 0]], r"points has shape \(1, 2\), expected \(2, 2\)"),
        (["a", "b"], [[0, 0], [0, np.nan]], "points has a number that is not finite"),
        (["a", "a"], [[0, 0], [0, 1]], "'a' comes twice among the words"),
        (["a", "b c"], [[0, 0], [0, 1]], "a word is 'b c', expected characters without"),
        (["a", "B"], [[0, 0], [0, 1]], "a word is 'B', expected one in lower case"),
    ],
)
def test_words_and_points_that_do_not_fit_are_refused(words, points, message):
    with pytest.raises(ValueError, match=message):
        WordMap(words, points)


def test_the_still_shows_what_is_seen(figure):
    assert figure._repr_mimebundle_()[0]["image/svg+xml"].lstrip().startswith("<?xml")
    figure.look_at("lala", zoom=4)
    still = figure.still()
    [ax] = still.axes
    written = [text.get_text() for text in ax.texts]
    assert written[0] == "lala"
    points = dict(zip(WORDS, figure.points, strict=True))
    low, high = np.transpose([ax.get_xlim(), ax.get_ylim()])
    assert all(((points[word] >= low) & (points[word] <= high)).all() for word in written)
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    [legend] = still.legends
    assert [text.get_text() for text in legend.get_texts()] == ["fruit", "tools"]
    figure.theme = "tools"
    [legend] = figure.still().legends
    assert [text.get_text() for text in legend.get_texts()] == ["tools"]


# --- two languages, in Python --------------------------------------------------------------------


@pytest.mark.parametrize("determinant", [1, -1])
def test_the_other_language_goes_where_the_map_puts_it(determinant):
    vectors, others, mapping, pairs = make_languages(determinant)
    plane = np.linalg.qr(np.random.default_rng(3).normal(size=(N_DIMS, 2)))[0].T
    figure = AlignedWordMap(vectors, others, mapping, pairs=pairs, plane=plane)
    own = [f"{w}/english" if w == "no" else w for w in vectors.words]
    other = [f"{w}/spanish" if w == "no" else w for w in others.words]
    for figure.progress, turned in ((0.0, others.vectors), (1.0, others.vectors @ mapping)):
        points = dict(zip(figure.words, figure.points, strict=True))
        assert [points[w] for w in own] == pytest.approx(vectors.vectors @ plane.T, abs=1e-3)
        assert [points[w] for w in other] == pytest.approx(turned @ plane.T, abs=1e-3)


def test_on_the_way_every_step_is_a_rotation():
    vectors, others, mapping, pairs = make_languages()
    figure = AlignedWordMap(vectors, others, mapping, pairs=pairs, n_frames=49)
    is_other = figure._joined.is_other
    plane = fit_plane(vectors, pairs)
    for figure.progress in MOMENTS:
        turn = scipy.linalg.expm(figure.progress * scipy.linalg.logm(mapping))
        truth = others.vectors @ turn @ plane.T
        assert figure.points[is_other] == pytest.approx(truth, abs=2e-3)


def fit_plane(vectors, pairs):
    """The first two principal axes of the pairs' words, by their singular value decomposition."""
    points = vectors.lookup(word for word, _ in pairs).astype(np.float64)
    axes = np.linalg.svd(points - points.mean(axis=0))[2][:2]
    return axes * np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])[:, None]


@pytest.mark.parametrize("determinant", [1, -1])
def test_pairs_meet_and_become_each_others_nearest(determinant):
    vectors, others, mapping, _ = make_languages(determinant)
    figure = align(determinant)
    found = []
    for figure.progress in (0, 1):
        turned = others.vectors @ (mapping if figure.progress else np.eye(N_DIMS))
        unit, turned = (v / np.linalg.norm(v, axis=1)[:, None] for v in (vectors.vectors, turned))
        cosines = unit @ turned.T
        forth, back = cosines.argmax(axis=1), cosines.argmax(axis=0)
        mutual = sum(forth[i] == i and back[i] == i for i in range(N_PAIRS))
        assert figure.mutual_pairs == mutual
        at = dict(zip(figure.words, figure.points, strict=True))
        gaps = [np.linalg.norm(at[a] - at[b]) for a, b in figure.pairs]
        assert figure.pair_distance == pytest.approx(np.mean(gaps))
        found.append((mutual, figure.pair_distance))
    assert found[1][0] >= N_PAIRS - 2 > found[0][0]
    assert found[1][1] < 0.3 * found[0][1]


def test_words_of_both_languages_are_told_apart(aligned):
    assert aligned.words[:4] == ("no/english", "no/spanish", WORDS[1], f"{WORDS[1]}s")
    assert aligned.names[:4] == ("no", "no", WORDS[1], f"{WORDS[1]}s")
    assert aligned.pairs[:2] == [("no/english", "no/spanish"), (WORDS[1], f"{WORDS[1]}s")]
    aligned.chosen = "no/spanish"
    with pytest.raises(traitlets.TraitError, match="both languages, expected 'no/english' or 'no/"):
        aligned.chosen = "no"


def test_neighbours_are_of_the_other_language(aligned):
    aligned.progress, aligned.chosen = 1, WORDS[5]
    found = [word for word, _ in aligned.neighbours()]
    assert found[0] == f"{WORDS[5]}s"
    is_other = dict(zip(aligned.words, aligned._joined.is_other, strict=True))
    assert all(is_other[word] for word in found)
    aligned.chosen = f"{WORDS[5]}s"
    assert not any(is_other[word] for word, _ in aligned.neighbours())


def test_the_most_frequent_words_are_shown_and_those_of_pairs():
    vectors, others, mapping, pairs = make_languages()
    figure = AlignedWordMap(vectors, others, mapping, pairs=[*pairs[:3], pairs[11]], n_words=5)
    assert len(figure.words) == 2 * 6
    assert set(figure.pairs[3]) <= set(figure.words)


def test_turning_is_an_attempt_and_a_reset_turns_back(aligned):
    assert not aligned.touched
    aligned.progress = 0.5
    assert aligned.touched
    aligned.reset()
    assert aligned.progress == 0


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"n_frames": 3}, ValueError, "n_frames is 3, expected a number from 4 to 49"),
        ({"n_words": 0}, ValueError, "n_words is 0, expected a number from 1 to 2000"),
        ({"pairs": [("no", "no")]}, ValueError, "the number of pairs is 1, .* from 3 to 300"),
        ({"pairs": [("no", "si")] * 3}, UnknownWordError, "'si' is not among the 60 words"),
        ({"languages": ("old english", "x")}, ValueError, "two names without spaces"),
        ({"languages": ("en", "EN")}, ValueError, "two names without spaces"),
        ({"plane": np.ones((2, 6))}, ValueError, "plane, of shape .*, has to have two rows of 6"),
        ({"plane": np.eye(6)}, ValueError, r"plane, of shape \(6, 6\), has to have two rows"),
        ({"progress": 1.5}, traitlets.TraitError, "progress is 1.5, expected a number from 0 to"),
        ({"progress": np.nan}, traitlets.TraitError, "progress is nan, expected a number"),
    ],
)
def test_what_does_not_fit_two_languages_is_refused(given, error, message):
    with pytest.raises(error, match=message):
        align(**given)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (np.ones((6, 5)), r"mapping has shape \(6, 5\), but \(D, D\) was expected"),
        (2 * np.eye(6), "mapping times its transpose is 3 off the identity"),
        (np.full((6, 6), np.nan), "mapping times its transpose is nan off the identity"),
        (np.eye(5), r"mapping has shape \(5, 5\), but \(6, 6\) was expected"),
    ],
)
def test_what_is_no_orthogonal_map_is_refused(mapping, message):
    vectors, others, _, pairs = make_languages()
    with pytest.raises(ValueError, match=message):
        AlignedWordMap(vectors, others, mapping, pairs=pairs)


def test_the_still_shows_before_and_after(aligned):
    before, after = aligned.still().axes
    assert (before.get_title(loc="left"), after.get_title(loc="left")) == ("before", "after")
    lines = [
        next(one for one in ax.collections if isinstance(one, LineCollection))
        for ax in (before, after)
    ]
    lengths = [np.mean([np.linalg.norm(a - b) for a, b in one.get_segments()]) for one in lines]
    aligned.progress = 0
    assert lengths[0] == pytest.approx(aligned.pair_distance)
    aligned.progress = 1
    assert lengths[1] == pytest.approx(aligned.pair_distance)


# --- geometry in the page ------------------------------------------------------------------------


def test_a_camera_looks_where_it_should(load):
    camera = load("kit/camera.js")
    make = "const c = new module.Camera([-4, 4, -3, 3], [400, 200], given[0]);"
    look = {"centre": [1, 0.5], "zoom": 2}
    at = camera(f"{make} return [c.toPixel([1, 0.5]), c.toPixel([2, 1]), c.scale]", look)
    scale = 2 * 200 / 6
    assert at == [[200, 100], pytest.approx([200 + scale, 100 - scale / 2]), pytest.approx(scale)]
    back = camera(f"{make} return c.toPlane(c.toPixel(given[1]))", look, [-3.3, 2.2])
    assert back == pytest.approx([-3.3, 2.2])
    moved = camera(f"{make} return c.moved([30, -10]).centre", look)
    assert moved == pytest.approx([1 - 30 / scale, 0.5 - 10 / scale])


@pytest.mark.parametrize("factor", [0.4, 1.5, 100])
def test_zooming_keeps_the_place_under_the_pointer(factor, load):
    camera = load("kit/camera.js")
    before, after, look = camera(
        """const [factor, at] = given;
        const [limits, size] = [[-4, 4, -3, 3], [400, 200]];
        const one = new module.Camera(limits, size, { centre: [0.2, 0.1], zoom: 4 });
        const look = one.zoomed(factor, at);
        const other = new module.Camera(limits, size, look);
        return [one.toPlane(at), other.toPlane(at), look];""",
        factor,
        [150, 120],
    )
    assert after == pytest.approx(before)
    assert look["zoom"] == pytest.approx(min(32, max(1, 4 * factor)))


def test_a_look_stays_on_the_map(load):
    allowed = load("kit/camera.js")
    found = allowed(
        "return module.allowed([-4, 4, -3, 3], given[0])", {"centre": [9, -7], "zoom": 0}
    )
    assert found == {"centre": [4, -3], "zoom": 1}


def test_a_flight_leads_from_one_look_to_another(load):
    between = load("kit/camera.js")
    a, b = {"centre": [0, 4], "zoom": 1}, {"centre": [2, -4], "zoom": 16}
    found = [between("return module.between(...given)", a, b, share) for share in (0, 0.5, 1)]
    assert found[0] == a
    assert found[1]["centre"] == pytest.approx([1, 0])
    assert found[1]["zoom"] == pytest.approx(4)
    assert found[2] == {"centre": [2, -4], "zoom": pytest.approx(16)}


@pytest.mark.parametrize("scale", [3, 20, 400])
def test_names_never_cover_each_other_and_only_for_want_of_room_are_missing(scale, load):
    rng = np.random.default_rng(0)
    points, widths = rng.normal(size=(300, 2)), rng.uniform(8, 150, 300)
    order = rng.permutation(300).tolist()
    grid = {"scale": scale, "high": 16, "before": 5, "room": 7}
    placed = load("kit/labels.js")(
        """const [order, points, reach, grid] = given;
        return module.placeNames(order, points, (row) => reach[row], grid);""",
        order,
        points.ravel().tolist(),
        widths.tolist(),
        grid,
    )
    x, y = points[:, 0] * scale, -points[:, 1] * scale
    boxes = np.stack([x - 5, y - 11.5, x + widths + 7, y + 11.5], axis=1)

    def covers(row, others):
        a, b = boxes[row], boxes[others]
        return ((a[:2] < b[:, 2:]) & (b[:, :2] < a[2:])).all(axis=1).any()

    kept = []
    for row in order:
        if not covers(row, kept):
            kept.append(row)
    assert placed == kept
    assert 0 < len(placed) <= 300


@pytest.mark.parametrize("n_frames", [4, 13])
def test_page_and_python_agree_between_frames(n_frames, load):
    frames = np.random.default_rng(0).integers(-32767, 32767, size=(n_frames, 5, 2))
    code = """const found = [];
    module.betweenFrames(given[0], given[1], (i, value) => (found[i] = value));
    return found;"""
    module = load("kit/between_frames.js")
    for moment in MOMENTS:
        found = module(code, frames.reshape(n_frames, 10).tolist(), moment)
        assert found == pytest.approx(between_frames(frames, moment).ravel().tolist(), abs=1e-6)


def test_a_dot_is_what_a_canvas_draws_and_the_more_opaque_of_two_is_seen(load):
    drawn, put, both = load("kit/dots.js")(
        """const disc = (opacity) => (context, x, y, radius) => {
          context.fillStyle = `rgb(200 100 50 / ${opacity})`;
          context.beginPath();
          context.arc(x, y, radius, 0, 2 * Math.PI);
          context.fill();
        };
        const make = () => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 20, height: 12 });
          return canvas.getContext("2d", { willReadFrequently: true });
        };
        const pixels = (context) => [...context.getImageData(0, 0, 20, 12).data];
        const places = [[5, 6], [12.5, 3.5], [60, 6]];
        const one = make();
        for (const place of places) disc(1)(one, ...place, 2.3);
        const dots = new module.Dots(20, 12, 5);
        for (const place of places) dots.add(module.makeDot(2.3, disc(1)), ...place);
        const other = make();
        dots.show(other);
        dots.clear();
        for (const opacity of [0.4, 1, 0.4])
          dots.add(module.makeDot(2.3, disc(opacity)), 5, 6);
        const third = make();
        dots.show(third);
        return [one, other, third].map(pixels);"""
    )
    drawn, put, both = (np.reshape(one, (12, 20, 4)) for one in (drawn, put, both))
    opacity = drawn[..., 3:] / 255
    assert np.array_equal(put[..., 3], drawn[..., 3])
    assert (np.abs(put - drawn) * opacity).max() <= 1  # a canvas keeps colours times opacity
    assert np.array_equal(both[:, :9], put[:, :9])


def test_sentences(load):
    module = load("figures/word_map.js")
    say = "return module.describe(given[0])"
    scene = {"near": ["b", "c", "d", "e"], "seen": 12, "total": 3000, "middle": "f"}
    view = "In view: 12 of 3,000 words, “f” in the middle."
    assert module(say, scene) == view
    assert module(say, scene | {"chosen": "a"}) == f"Nearest to “a”: b, c and d. {view}"
    near = {"near": ["b"], "chosen": "a", "pairs": "Turned."}
    assert module(say, scene | near) == f"Turned. Nearest to “a”: b. {view}"
    pairs = {"total": 40, "apart": 1.234, "before": 2.5, "mutual": 7, "nDims": 100}
    said = [
        module("return module.describePairs(given[0])", pairs | {"progress": progress})
        for progress in (0, 0.4, 1)
    ]
    rest = "In all 100 dimensions 7 of them are each other's nearest."
    map_says = "on the map 40 pairs are 1.23 apart on average"
    assert said == [
        f"Not turned: {map_says}. {rest}",
        f"40 % turned: {map_says}, 2.50 before. {rest}",
        f"Turned: {map_says}, 2.50 before. {rest}",
    ]


# --- one language, in the page -------------------------------------------------------------------


def test_a_page_finds_what_python_finds(figure, show):
    page = show(figure)
    points = page.evaluate(f"{LATENT}.points()")
    assert np.array_equal(np.array(points), figure.points)
    for figure.chosen in (*WORDS[::23], ""):
        put(page, chosen=figure.chosen)
        found = page.evaluate(f"{LATENT}.neighbours()")
        truth = figure.neighbours()
        assert [one["word"] for one in found] == [word for word, _ in truth]
        assert [one["distance"] for one in found] == pytest.approx([d for _, d in truth])
        listed = page.locator(".latent-nearby button:visible").all_inner_texts()
        assert listed == [word for word, _ in truth]
        if figure.chosen:
            names = [word for word, _ in truth]
            said = f"Nearest to “{figure.chosen}”: {names[0]}, {names[1]} and {names[2]}."
            assert line_of(page).startswith(said)


def test_themes_come_first_and_more_names_the_closer_one_looks(figure, show):
    page = show(figure)
    themed = {word for words in THEMES.values() for word in words}
    counts = []
    for zoom in (1, 2, 6):
        put(page, zoom=zoom, centre=figure.points.mean(axis=0).tolist())
        named = page.evaluate(f"{LATENT}.named()")
        marks = [word in themed for word in named]
        assert marks == sorted(marks, reverse=True)
        ranks = [WORDS.index(word) for word in named if word not in themed]
        assert ranks == sorted(ranks)
        seen = int(line_of(page).split()[2])
        counts.append(len(named) / seen)
    assert counts == sorted(counts)
    put(page, zoom=1, theme="tools")
    assert page.evaluate(f"{LATENT}.named()")[0] == THEMES["tools"][0]


def test_names_stay_while_the_map_is_moved(figure, show):
    page = show(figure)
    centre = figure.points.mean(axis=0)
    put(page, zoom=2, centre=centre.tolist())
    before = page.evaluate(f"{LATENT}.named()")
    put(page, centre=(centre + 0.2).tolist())
    after = page.evaluate(f"{LATENT}.named()")
    put(page, centre=centre.tolist())
    assert page.evaluate(f"{LATENT}.named()") == before
    common = [word for word in before if word in after]
    assert len(common) > 0.7 * len(before)
    assert common == [word for word in after if word in before]


def test_the_legend_leaves_one_theme_in_colour(figure, show):
    page = show(figure)
    tools = page.get_by_role("button", name="tools")
    tools.click()
    assert get(page, "theme") == ["tools"]
    assert tools.get_attribute("aria-pressed") == "true"
    tools.click()
    assert get(page, "theme") == [""]
    assert tools.get_attribute("aria-pressed") == "false"
    assert not page.evaluate(f"{LATENT}.touched()")


def test_keys_move_zoom_choose_and_go_back(figure, show):
    page = show(figure)
    first = list(figure.centre)
    x0, x1, y0, y1 = figure._limits
    size = terrain(page).evaluate("(box) => [box.clientWidth, box.clientHeight]")
    step = 0.1 * size[0] / min(size[0] / (x1 - x0), size[1] / (y1 - y0))
    terrain(page).press("ArrowRight")
    assert get(page, "centre")[0] == pytest.approx([first[0] + step, first[1]])
    terrain(page).press("Shift+ArrowLeft")
    assert get(page, "centre")[0] == pytest.approx([first[0] - 3 * step, first[1]])
    terrain(page).press("ArrowUp")
    assert get(page, "centre")[0][1] > first[1]
    terrain(page).press("+")
    assert get(page, "zoom") == [1.5]
    terrain(page).press("-")
    terrain(page).press("-")
    assert get(page, "zoom") == [1]
    terrain(page).press("0")
    assert get(page, "centre", "zoom") == [pytest.approx(first), 1]
    terrain(page).press("Enter")
    [chosen] = get(page, "chosen")
    nearest = np.linalg.norm(figure.points - first, axis=1).argmin()
    assert chosen == WORDS[nearest]
    assert f"“{chosen}” in the middle" in line_of(page)


def test_buttons_zoom_and_show_all(figure, show):
    page = show(figure)
    page.get_by_role("button", name="zoom in").click()
    page.get_by_role("button", name="zoom in").click()
    assert get(page, "zoom") == [pytest.approx(2.25)]
    page.get_by_role("button", name="zoom out").click()
    assert get(page, "zoom") == [pytest.approx(1.5)]
    page.get_by_role("button", name="show the whole map").click()
    assert get(page, "zoom", "centre") == [1, pytest.approx(figure.centre)]


def test_a_pointer_drags_and_what_was_under_it_stays_under_it(figure, show):
    page = show(figure)
    put(page, zoom=2)
    before = pixel_of(page, figure, WORDS[0])
    page.mouse.move(*inside(terrain(page).bounding_box(), 0.5, 0.5))
    page.mouse.down()
    for u in (0.52, 0.55, 0.6):
        page.mouse.move(*inside(terrain(page).bounding_box(), u, 0.45))
    page.mouse.up()
    size = terrain(page).bounding_box()
    by = np.array([0.1 * size["width"], -0.05 * size["height"]])
    assert pixel_of(page, figure, WORDS[0]) - before == pytest.approx(by, abs=1)
    assert get(page, "chosen") == [""]


def test_a_press_chooses_a_word_or_none(figure, show):
    page = show(figure)
    alone = isolated(figure)
    page.mouse.click(*(pixel_of(page, figure, alone) + 2))
    assert get(page, "chosen") == [alone]
    x, y = pixel_of(page, figure, alone)
    page.mouse.click(x + 25, y)  # its name
    assert get(page, "chosen") == [alone]
    press(page, 0.01, 0.99)
    assert get(page, "chosen") == [""]


def isolated(figure):
    """The word that is farthest from its nearest other."""
    search = NearestNeighbors(n_neighbors=2).fit(figure.points)
    return figure.words[search.kneighbors(figure.points)[0][:, 1].argmax()]


def test_the_wheel_zooms_only_where_it_was_asked_for(figure, show):
    page = show(figure)
    page.add_style_tag(content="body { padding-bottom: 2000px; }")
    page.mouse.move(*inside(terrain(page).bounding_box(), 0.5, 0.5))
    page.mouse.wheel(0, 200)
    page.wait_for_function("scrollY > 100")
    assert get(page, "zoom") == [1]
    page.evaluate("scrollTo(0, 0)")
    terrain(page).focus()
    page.mouse.wheel(0, -200)
    page.wait_for_function("model.get('zoom') > 1")
    assert get(page, "zoom") == [pytest.approx(np.exp(0.4))]
    assert page.evaluate("scrollY") == 0
    page.mouse.wheel(0, 200)
    page.wait_for_function("model.get('zoom') === 1")
    assert page.evaluate("scrollY") == 0
    page.mouse.wheel(0, 200)  # nothing is left to zoom out
    page.wait_for_function("scrollY > 100")


PHONE = {"width": 360, "has_touch": True}


def test_fingers_pinch_drag_and_tap(figure, show):
    page = show(figure, **PHONE)
    box = terrain(page).bounding_box()
    fingers = Fingers(page)
    left, right = inside(box, 0.4, 0.5), inside(box, 0.6, 0.5)
    fingers.press(left)
    fingers.press(left, right)
    fingers.move(inside(box, 0.3, 0.5), inside(box, 0.7, 0.5))
    fingers.lift()
    assert get(page, "zoom") == [pytest.approx(2, rel=0.02)]
    before = get(page, "centre")[0]
    fingers.drag(inside(box, 0.5, 0.5), inside(box, 0.5, 0.6), inside(box, 0.5, 0.7))
    assert get(page, "centre")[0][1] > before[1]
    assert page.evaluate("scrollY") == 0
    assert get(page, "chosen") == [""]
    page.touchscreen.tap(*pixel_of(page, figure, figure.words[0]))
    assert get(page, "chosen")[0] != ""


def test_a_finger_scrolls_over_a_map_that_is_seen_as_a_whole(figure, show):
    page = show(figure, **PHONE)
    page.add_style_tag(content="body { padding-bottom: 2000px; }")
    box = terrain(page).bounding_box()
    Fingers(page).drag(*(inside(box, 0.5, v) for v in np.linspace(0.9, 0.2, 8)))
    page.wait_for_function("scrollY > 50")
    assert get(page, "chosen", "zoom") == ["", 1]


def test_a_word_is_found_and_flown_to(figure, show):
    page = show(figure)
    finder(page).fill("Nin")
    assert page.get_by_role("option").all_inner_texts() == ["nini"]
    finder(page).press("Enter")
    page.wait_for_function("Math.abs(model.get('zoom') - 1) > 0.01")
    page.wait_for_timeout(800)
    assert get(page, "chosen") == ["nini"]
    row = WORDS.index("nini")
    assert get(page, "centre")[0] == pytest.approx(figure.points[row].tolist())
    box = terrain(page).bounding_box()
    for word in ["nini", *page.locator(".latent-nearby button").all_inner_texts()]:
        x, y = pixel_of(page, figure, word) - (box["x"], box["y"])
        assert 0 < x < box["width"]
        assert 0 < y < box["height"]
    first = page.locator(".latent-nearby button").first
    name = first.inner_text()
    first.click()
    page.wait_for_timeout(800)
    assert get(page, "chosen") == [name]
    assert finder(page).input_value() == name


def test_a_word_that_is_not_there_is_told(figure, show):
    page = show(figure)
    finder(page).fill("xyzzy")
    assert line_of(page) == "“xyzzy” is not on the map."
    finder(page).press("Tab")
    assert line_of(page).startswith("In view")
    assert finder(page).input_value() == ""


def test_a_word_typed_and_left_is_taken(figure, show):
    page = show(figure, reduced_motion="reduce")
    finder(page).fill("lala")
    finder(page).press("Tab")
    assert get(page, "chosen") == ["lala"]
    finder(page).fill("")
    assert get(page, "chosen") == [""]


def test_a_press_after_typing_means_what_is_seen(figure, show):
    page = show(figure)
    finder(page).fill("nini")
    finder(page).press("Enter")
    page.wait_for_timeout(800)
    finder(page).fill("lala")  # typed, not entered
    first = page.locator(".latent-nearby button").first
    name = first.inner_text()
    first.click()
    assert get(page, "chosen") == [name]
    page.wait_for_timeout(800)
    finder(page).fill("lala")
    x, y = pixel_of(page, figure, name)
    page.mouse.click(x, y)
    assert get(page, "chosen") == [name]


def test_an_accent_may_be_typed_apart(show):
    page = show(WordMap(("año", "casa"), [[0, 0], [1, 1]]))
    finder(page).fill("an\N{COMBINING TILDE}o")
    finder(page).press("Enter")
    assert get(page, "chosen") == ["año"]


def test_who_wants_no_motion_is_there_at_once(figure, show):
    page = show(figure, reduced_motion="reduce")
    finder(page).fill("nini")
    finder(page).press("Enter")
    centre = page.evaluate("model.get('centre')")
    assert centre == pytest.approx(figure.points[WORDS.index("nini")].tolist())


def test_a_hand_on_the_map_ends_a_flight(figure, show):
    page = show(figure)
    finder(page).fill("nini")
    finder(page).press("Enter")
    terrain(page).press("0")
    page.wait_for_timeout(800)
    assert get(page, "zoom", "centre") == [1, pytest.approx(figure.centre)]


# --- two languages, in the page ------------------------------------------------------------------


@pytest.mark.parametrize("determinant", [1, -1])
def test_a_page_turns_as_python_does(determinant, show):
    figure = align(determinant)
    page = show(figure)
    figure.chosen = WORDS[4]
    for figure.progress in MOMENTS:
        put(page, progress=figure.progress, chosen=figure.chosen)
        points = np.array(page.evaluate(f"{LATENT}.points()"))
        assert points == pytest.approx(figure.points, abs=1e-9)
        found = page.evaluate(f"{LATENT}.neighbours()")
        assert [one["word"] for one in found] == [word for word, _ in figure.neighbours()]
        line = line_of(page)
        assert f"{N_PAIRS} pairs are {figure.pair_distance:.2f} apart" in line
        assert f"{figure.mutual_pairs or 'none'} of them are each other's nearest" in line


def test_a_button_turns_stops_and_begins_again(aligned, show):
    page = show(aligned)
    page.clock.install(time=0)
    page.clock.pause_at(1000)  # or it ticks while the test looks for a button
    page.get_by_role("button", name="Turn").click()
    page.clock.run_for(2500)
    half = get_now(page, "progress")
    assert half == pytest.approx(0.5, abs=0.02)
    page.get_by_role("button", name="Stop").click()
    page.clock.run_for(1000)
    assert get_now(page, "progress") == half
    page.get_by_role("button", name="Turn").click()
    page.clock.run_for(3000)
    assert get_now(page, "progress") == 1
    page.get_by_role("button", name="Again").click()
    page.clock.run_for(1000)
    assert get_now(page, "progress") == pytest.approx(0.2, abs=0.02)


def get_now(page, trait):
    return page.evaluate("(trait) => model.get(trait)", trait)


def test_while_it_turns_only_names_of_pairs_are_written(aligned, show):
    page = show(aligned)
    pairs = {word for pair in aligned.pairs for word in pair}
    page.get_by_label("rotation").press("ArrowRight")
    page.evaluate(FRAME)
    moving = set(page.evaluate(f"{LATENT}.named()"))
    assert moving <= pairs
    page.wait_for_timeout(500)
    assert not set(page.evaluate(f"{LATENT}.named()")) <= pairs


def test_keys_turn_and_are_heard(aligned, show):
    page = show(aligned)
    slider = page.get_by_label("rotation")
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    assert get(page, "progress") == [pytest.approx(0.02)]
    assert slider.get_attribute("aria-valuetext") == "2 % turned"
    slider.press("End")
    page.evaluate(FRAME)
    assert slider.get_attribute("aria-valuetext") == "turned"
    page.wait_for_function("document.querySelector('.latent-spoken').textContent")
    assert page.locator(".latent-spoken").inner_text() == line_of(page)


def test_who_wants_no_motion_sees_before_and_after(aligned, show):
    page = show(aligned, reduced_motion="reduce")
    turn = page.locator(".latent-turning button")
    seen = []
    for _ in range(3):
        turn.click()
        seen += get(page, "progress")
    assert seen == [1, 0, 1]


def test_words_that_both_languages_have_are_found_apart(aligned, show):
    page = show(aligned, reduced_motion="reduce")
    finder(page).fill("no")
    assert page.get_by_role("option").all_inner_texts() == ["no/english", "no/spanish"]
    page.get_by_role("option", name="no/spanish").click()
    assert get(page, "chosen") == ["no/spanish"]
    assert "Nearest English words" in page.locator(".latent-found").inner_text()
    assert "“no”" in line_of(page)


# --- both ----------------------------------------------------------------------------------------


@pytest.fixture(params=["one", "two"])
def either(request, figure, aligned):
    return {"one": figure, "two": aligned}[request.param]


def test_a_kept_state_is_shown(either, show):
    kept = {"chosen": either.words[7], "centre": [0.5, 0.25], "zoom": 3, "theme": ""}
    page = show(either, kept=kept)
    assert page.evaluate("window.refused") is None
    assert finder(page).input_value() == either.words[7]
    assert f"“{either.names[7]}”" in line_of(page)


@pytest.mark.parametrize("kept", [{"chosen": "gone"}, {"centre": [1]}, {"centre": [None, 1]}])
def test_a_kept_state_that_fits_no_more_is_refused(kept, either, show):
    page = show(either, kept=kept)
    assert page.evaluate("refused.left") == 0
    assert line_of(page)


def test_a_kept_look_beyond_the_map_is_brought_back(either, show):
    page = show(either, kept={"centre": [1e9, 0], "zoom": 0.01, "theme": "gone"})
    assert page.evaluate("window.refused") is None
    assert "In view: 0 of" not in line_of(page)
    assert page.evaluate(f"{LATENT}.named()")


def test_reset_puts_all_back(either, show):
    page = show(either)
    assert not page.evaluate(f"{LATENT}.touched()")
    terrain(page).press("+")
    assert not page.evaluate(f"{LATENT}.touched()")
    finder(page).fill(either.words[9])
    finder(page).press("Enter")
    assert page.evaluate(f"{LATENT}.touched()")
    page.get_by_role("button", name="Reset").click()
    page.wait_for_timeout(800)
    assert get(page, *either.moved) == [getattr(either, name) for name in either.moved]
    assert finder(page).input_value() == ""
    assert not page.evaluate(f"{LATENT}.touched()")


def test_clean_up_leaves_nothing(either, show):
    page = show(either)
    assert_leaves_nothing(page)


def test_nothing_moves_while_exploring(either, show):
    for width in (1000, 360):
        page = show(either, width=width)
        heights = set()
        for word in ("", *either.words[::31]):
            put(page, chosen=word, zoom=1 if word else 4)
            heights.add(page.locator(".latent-figure").bounding_box()["height"])
        assert len(heights) == 1


@pytest.mark.parametrize("width", [360, 1000])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_out_of_reach(either, show, width, scheme):
    page = show(either, width=width, scheme=scheme)
    put(page, chosen=either.words[3])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
