"""Draw the picture of the whole course that opens the book.

    python tools/figures/course_map.py            # writes book/figures/course-map.html
    python tools/figures/course_map.py --check    # exits 1 if the stored file differs

The picture comes in two arrangements, side by side for a wide column and stacked for a telephone,
in one HTML fragment that the landing page includes. Colours are the theme's own CSS variables, so
the picture follows the reader's choice of light or dark; each has a light fallback.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "book" / "figures" / "course-map.html"

HERE = {0, 1, 2, 4}  # chapters that are written; their numbers are drawn filled

SHIRT = (
    ".##..##.",
    "########",
    "########",
    ".######.",
    "..####..",
    "..####..",
    "..####..",
    "..####..",
)
BLURRED_SHIRT = (
    ".+#++#+.",
    "+######+",
    "+######+",
    ".+####+.",
    ".+####+.",
    "..####..",
    "..####..",
    "..++++..",
)

STYLE = """\
.course-map {
  --cm-ink: var(--pst-color-text-base, #222832);
  --cm-soft: var(--pst-color-text-muted, #48566b);
  --cm-line: var(--pst-color-border, #d1d5da);
  --cm-page: var(--pst-color-background, #ffffff);
  --cm-stage: var(--pst-color-surface, #f3f4f5);
  --cm-accent: var(--pst-color-primary, #0a7d91);
  --cm-a: #0072b2; --cm-b: #d55e00; --cm-c: #00805d;
  container-type: inline-size;
  margin: 1.5rem 0;
}
html[data-theme="dark"] .course-map { --cm-a: #56b4e9; --cm-b: #f0803c; --cm-c: #2fc79a; }
.course-map svg { display: block; width: 100%; height: auto; margin: 0 auto; }
.course-map .cm-wide { display: none; max-width: 820px; }
.course-map .cm-tall { max-width: 380px; }
@container (min-width: 600px) {
  .course-map .cm-wide { display: block; }
  .course-map .cm-tall { display: none; }
}
.course-map text {
  fill: var(--cm-ink); font-size: 14px;
}
.course-map .cm-head { font-weight: 700; font-size: 15px; }
.course-map .cm-note { fill: var(--cm-soft); }
.course-map .cm-mid { text-anchor: middle; }
.course-map .cm-end { text-anchor: end; }
.course-map .cm-num { font-weight: 700; font-size: 13px; text-anchor: middle; }
.course-map .cm-ring { fill: var(--cm-page); stroke: var(--cm-accent); stroke-width: 1.6; }
.course-map .cm-ring.cm-here { fill: var(--cm-accent); }
.course-map .cm-num.cm-here { fill: var(--cm-page); }
.course-map .cm-stage { fill: var(--cm-stage); stroke: var(--cm-line); stroke-width: 1.2; }
.course-map .cm-grid { stroke: var(--cm-line); stroke-width: 0.7; opacity: 0.6; }
.course-map .cm-funnel { fill: var(--cm-accent); opacity: 0.16; }
.course-map .cm-line { fill: none; stroke: var(--cm-soft); stroke-width: 1.6; }
.course-map .cm-dash { fill: none; stroke: var(--cm-soft); stroke-width: 1.6;
  stroke-dasharray: 5 4; }
.course-map .cm-tip { fill: var(--cm-soft); }
.course-map .cm-ink { fill: var(--cm-ink); }
.course-map .cm-grey { fill: var(--cm-soft); }
.course-map .cm-faint { fill: var(--cm-soft); opacity: 0.45; }
.course-map .cm-page { fill: var(--cm-page); }
.course-map .cm-empty { fill: var(--cm-soft); opacity: 0.1; }
.course-map .cm-a { fill: var(--cm-a); }
.course-map .cm-b { fill: var(--cm-b); }
.course-map .cm-c { fill: var(--cm-c); }
.course-map .cm-cloud { fill: var(--cm-a); opacity: 0.18; }
.course-map .cm-walk { fill: none; stroke: var(--cm-ink); stroke-width: 1.6; }
"""

DESCRIPTION = (
    "Data, such as an image, a word or a sound, pass through a narrowing encoder into the latent "
    "space and through a widening decoder back to data. Ten numbers mark where the chapters are: "
    "0, the latent space as a whole, where an image of 64 numbers is a point of 2 numbers; "
    "1, the encoder; "
    "2, points that become clouds; 3, the decoder, watched by a judge who asks whether its image "
    "is real; 4, words as points, with cup close to mug and boat far away; 5, a frame around part "
    "of the space, as a flat map of it; 6, a row of shapes that turn step by step along an axis; "
    "7, a path from one group of points to another; 8, scattered noise that moves in steps to a "
    "group of points; 9, a bracket around the space, the decoder and the image together."
)


def circle(x: float, y: float, r: float, css: str) -> str:
    """Return a filled circle."""
    return f'<circle class="{css}" cx="{x:g}" cy="{y:g}" r="{r:g}"/>'


def rect(x: float, y: float, w: float, h: float, css: str, rx: float = 0) -> str:
    """Return a rectangle, with rounded corners where `rx` is given."""
    return f'<rect class="{css}" x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="{rx:g}"/>'


def path(d: str, css: str) -> str:
    """Return a path."""
    return f'<path class="{css}" d="{d}"/>'


def text(x: float, y: float, words: str, css: str = "") -> str:
    """Return a line of text."""
    return f'<text class="{css}" x="{x:g}" y="{y:g}">{words}</text>'


def number(x: float, y: float, chapter: int, label: str = "") -> str:
    """Return a chapter's number in a ring, with a label to its right."""
    here = " cm-here" if chapter in HERE else ""
    ring = circle(x, y, 11, f"cm-ring{here}") + text(x, y + 4.6, str(chapter), f"cm-num{here}")
    return ring + (text(x + 17, y + 5, label) if label else "")


def group(x: float, y: float, *parts: str) -> str:
    """Return `parts` moved by (x, y)."""
    return f'<g transform="translate({x:g} {y:g})">' + "".join(parts) + "</g>"


def picture(bitmap: tuple[str, ...], cell: float = 10) -> str:
    """Return an image made of square pixels."""
    css = {"#": "cm-ink", "+": "cm-faint", ".": "cm-empty"}
    side = cell - 1
    squares = dict.fromkeys(css, "")
    for row, line in enumerate(bitmap):
        for column, mark in enumerate(line):
            squares[mark] += f"M{column * cell:g} {row * cell:g}h{side:g}v{side:g}h-{side:g}z"
    return "".join(path(d, css[mark]) for mark, d in squares.items() if d)


def sound() -> str:
    """Return a small sound wave, 80 by 30."""
    heights = (4, 9, 16, 25, 30, 21, 12, 18, 26, 17, 8, 12, 6)
    return "".join(rect(i * 6.2, 15 - h / 2, 3.4, h, "cm-ink", 1.5) for i, h in enumerate(heights))


def word() -> str:
    """Return the word that stands for text, in a frame of 80 by 30."""
    return rect(0, 0, 80, 30, "cm-stage", 6) + text(40, 20, "mug", "cm-mid")


def arrow(d: str, tip: tuple[float, float, float]) -> str:
    """Return a line with an arrowhead at `tip`, given as (x, y, angle in degrees)."""
    x, y, angle = tip
    head = f'<path class="cm-tip" d="M0 0L-9 -4.5L-9 4.5Z" transform="translate({x:g} {y:g})'
    return path(d, "cm-line") + head + f' rotate({angle:g})"/>'


def clouds() -> str:
    """Chapter 2: points that are clouds."""
    spots = ((46, 92), (80, 78), (72, 112))
    halos = "".join(circle(x, y, 21, "cm-cloud") for x, y in spots)
    return halos + "".join(circle(x, y, 4.5, "cm-a") for x, y in spots)


def words() -> str:
    """Chapter 4: words as points."""
    points = ((196, 84, "cup"), (204, 103, "mug"), (262, 126, "boat"))
    return "".join(circle(x, y, 4, "cm-ink") + text(x + 8, y + 4.5, w) for x, y, w in points)


def squares() -> str:
    """Draw the group of points where the noise ends."""
    spots = ((168, 230), (184, 214), (188, 240), (206, 224))
    return "".join(rect(x - 4.5, y - 4.5, 9, 9, "cm-b") for x, y in spots)


def triangles() -> str:
    """Draw the group of points where the walk ends."""
    spots = ((244, 200), (262, 186), (268, 208), (284, 194))
    return "".join(path(f"M{x} {y - 5.5}l5.5 9.5h-11z", "cm-c") for x, y in spots)


def walk() -> str:
    """Chapter 7: a path between two groups, with stops."""
    line = path("M92 106C126 138 160 160 232 186", "cm-walk")
    stops = ((92, 106, "cm-a"), (134, 138.5, "cm-ink"), (181, 165, "cm-ink"), (232, 186, "cm-c"))
    return line + "".join(circle(x, y, 4, css) for x, y, css in stops)


def denoising() -> str:
    """Chapter 8: scattered noise that becomes a point in steps."""
    dust = ((22, 214), (36, 244), (40, 218), (52, 236), (28, 230), (60, 213), (48, 251), (64, 226))
    steps = arrow("M70 232L92 220L112 238L134 224L152 229", (161, 230.5, 10))
    return "".join(circle(x, y, 2.4, "cm-grey") for x, y in dust) + steps


def order() -> str:
    """Chapter 6: one coordinate, one regular change."""
    axis = arrow("M18 292H288", (296, 292, 0))
    shapes = "".join(
        f'<ellipse class="cm-a" rx="11" ry="4.5" transform="translate({150 + 30 * i} 277) '
        f'rotate({-22.5 * i:g})"/>'
        for i in range(5)
    )
    return axis + shapes


def space() -> str:
    """Return the latent space, 312 by 312, with the chapters that live in it."""
    columns = "".join(f"M{12 + 24 * i} 42V300" for i in range(1, 12))
    rows = "".join(f"M8 {48 + 24 * i}H304" for i in range(11))
    grid = path(columns + rows, "cm-grid")
    frame = rect(148, 166, 154, 88, "cm-dash", 6)
    labels = (
        number(22, 24, 0, ""),
        text(39, 29, "latent space", "cm-head"),
        text(300, 29, "2 numbers", "cm-note cm-end"),
        number(22, 56, 2, "clouds"),
        number(190, 56, 4, "words"),
        number(22, 154, 7, "a walk"),
        number(22, 192, 8, "from noise"),
        number(230, 236, 5, "a map"),
        number(22, 274, 6, "good order"),
    )
    inside = (clouds(), words(), walk(), squares(), triangles(), denoising(), order())
    return rect(0, 0, 312, 312, "cm-stage", 12) + grid + frame + "".join(inside + labels)


def judge() -> str:
    """Chapter 3: somebody who asks whether the image is real, 96 wide."""
    return (
        circle(16, 14, 8, "cm-grey")
        + path("M2 40a14 14 0 0 1 28 0z", "cm-grey")
        + text(36, 22, "real?")
    )


def wide() -> str:
    """Return the arrangement for a wide column."""
    parts = (
        text(48, 58, "data", "cm-head cm-mid"),
        group(8, 74, picture(SHIRT)),
        text(48, 174, "64 numbers", "cm-note cm-mid"),
        group(8, 196, word()),
        group(8, 244, sound()),
        f"<style>\n{STYLE}</style>",
        path("M112 60L188 120V232L112 292Z", "cm-funnel"),
        number(150, 160, 1),
        text(150, 192, "encoder", "cm-mid"),
        group(200, 20, space()),
        path("M524 120L600 60V292L524 232Z", "cm-funnel"),
        number(562, 160, 3),
        text(562, 192, "decoder", "cm-mid"),
        text(660, 82, "data again", "cm-head cm-mid"),
        group(620, 98, picture(BLURRED_SHIRT)),
        text(660, 198, "64 numbers", "cm-note cm-mid"),
        group(622, 222, judge()),
        path("M200 344v10H704v-10", "cm-line"),
        rect(326, 344, 252, 20, "cm-page"),
        number(342, 354, 9, "all the parts at work together"),
    )
    return svg("cm-wide", 712, 372, parts)


def tall() -> str:
    """Return the arrangement for a narrow column."""
    parts = (
        text(168, 18, "data", "cm-head cm-mid"),
        group(22, 34, picture(SHIRT)),
        text(62, 134, "64 numbers", "cm-note cm-mid"),
        group(128, 58, word()),
        group(234, 58, sound()),
        path("M44 148H292L232 210H104Z", "cm-funnel"),
        number(128, 180, 1, "encoder"),
        group(12, 222, space()),
        path("M104 546H232L292 608H44Z", "cm-funnel"),
        number(128, 577, 3, "decoder"),
        group(100, 624, picture(BLURRED_SHIRT)),
        group(204, 640, judge()),
        text(140, 724, "64 numbers", "cm-note cm-mid"),
        text(168, 746, "data again", "cm-head cm-mid"),
        path("M12 546v222H324v-222", "cm-line"),
        rect(36, 756, 252, 24, "cm-page"),
        number(52, 768, 9, "all the parts at work together"),
    )
    return svg("cm-tall", 336, 784, parts)


def svg(css: str, width: int, height: int, parts: tuple[str, ...]) -> str:
    """Return one drawing of the given size."""
    head = (
        f'<svg class="{css}" viewBox="0 0 {width} {height}" role="img" aria-label="{DESCRIPTION}"'
    )
    return head + ' xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(parts) + "\n</svg>"


def document() -> str:
    """Return the fragment with both drawings; the first holds the style of both."""
    return (
        "<!-- Made by tools/figures/course_map.py: change that, not this. -->\n"
        f'<div class="course-map">\n{wide()}\n{tall()}\n</div>\n'
    )


def main() -> int:
    """Write the fragment, or compare it with the stored one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only compare with the stored file")
    if parser.parse_args().check:
        same = TARGET.exists() and TARGET.read_text(encoding="utf-8") == document()
        print(f"{TARGET.name} is {'up to date' if same else 'not what this script draws'}")
        return 0 if same else 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(document(), encoding="utf-8")
    print(f"wrote {TARGET.name} ({TARGET.stat().st_size:,} bytes)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
