"""The house style of chapters, rule by rule.

Each rule is a function that yields one sentence a finding, and nothing for a chapter that keeps it.
The numbers are those of the project's design and style.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterator

import nbformat
from chapter_model import (
    ANATOMY,
    HIDING_TAGS,
    Chapter,
    Course,
    calls,
    code_lines,
    draws,
    is_python,
    linked_terms,
    tags,
    without_fences,
    word_count,
)

from latentlib.exercises.notebook import ExerciseFormatError, find_exercises

CELLS = (35, 70)
WORDS = (1500, 3000)
CODE_LINES = {"median": 6, "nine in ten": 12, "longest": 25}
HIDDEN_SHARE = 0.15
FIVE_WORDS = 120
SETUP_LINES = 12
MIN_ALT_WORDS = 8
MIN_TERMS = 10
MIN_EXERCISES = {"all": 5, "code": 2, "predict": 1}

Findings = Iterator[str]
Rule = Callable[[Chapter, Course], Findings]


def size(chapter: Chapter, course: Course) -> Findings:
    """35 to 70 cells, 1500 to 3000 words."""
    words = sum(word_count(cell.source) for _, cell in chapter.markdown)
    if not WORDS[0] <= words <= WORDS[1]:
        yield f"{words} words of prose, expected {WORDS[0]} to {WORDS[1]}"
    if not CELLS[0] <= len(chapter.cells) <= CELLS[1]:
        yield f"{len(chapter.cells)} cells, expected {CELLS[0]} to {CELLS[1]}"


def code_length(chapter: Chapter, course: Course) -> Findings:
    """Median code cell 6 lines at most, nine in ten 12, the longest 25."""
    lengths = sorted(len(code_lines(cell.source)) for _, cell in chapter.code) or [0]
    found = {
        "median": statistics.median(lengths),
        "nine in ten": lengths[int(0.9 * (len(lengths) - 1))],
        "longest": lengths[-1],
    }
    for name, limit in CODE_LINES.items():
        if found[name] > limit:
            yield f"{name} code cell has {found[name]} lines, expected {limit} at most"


def hidden_code(chapter: Chapter, course: Course) -> Findings:
    """At most 15 % of the code is hidden, and only plotting."""
    everything = sum(len(code_lines(cell.source)) for _, cell in chapter.code)
    hidden = [(index, cell) for index, cell in chapter.code if tags(cell) & HIDING_TAGS]
    lines = sum(len(code_lines(cell.source)) for _, cell in hidden)
    if lines > HIDDEN_SHARE * everything:
        yield f"{lines} of {everything} code lines are hidden, expected {HIDDEN_SHARE:.0%} at most"
    for index, cell in hidden:
        if not draws(cell.source):
            yield f"cell {index} is hidden and draws nothing: only plotting may be hidden"


def prose_between(chapter: Chapter, course: Course) -> Findings:
    """At most two code cells stand together without prose between them."""
    run = 0
    for index, cell in enumerate(chapter.cells):
        run = run + 1 if cell.cell_type == "code" else 0
        if run == 3:
            yield f"cell {index} is the third code cell in a row"


def figures(chapter: Chapter, course: Course) -> Findings:
    """Every figure has its own name, a caption, and alt text that says what there is to see."""
    names: Counter[str] = Counter()
    for index, cell in chapter.code:
        settings = cell.metadata.get("mystnb", {})
        alt = settings.get("image", {}).get("alt", "")
        figure = settings.get("figure", {})
        if draws(cell.source):
            if len(alt.split()) < MIN_ALT_WORDS:
                yield f"cell {index} draws, with alt text {alt!r}: too short to say what is seen"
            if not figure.get("caption", "").strip():
                yield f"cell {index} draws without a caption"
            if not figure.get("name", "").startswith("fig-"):
                yield f"cell {index} draws without a name that starts with fig-"
        names.update([figure["name"]] if "name" in figure else [])
    yield from (f"{n} figures are named {name}" for name, n in names.items() if n > 1)
    for index, cell in chapter.markdown:
        for alt in re.findall(r"!\[([^\]]*)\]\(", cell.source):
            if len(alt.split()) < MIN_ALT_WORDS:
                yield f"cell {index} has an image with alt text {alt!r}: too short"


def outputs(chapter: Chapter, course: Course) -> Findings:
    """Only verdict cells store outputs, and they do, with a count, or nbval would not compare."""
    for index, cell in chapter.code:
        if "verdict" in tags(cell):
            if not cell.outputs:
                yield f"cell {index} is a verdict without its stored output"
            if cell.execution_count is None:
                yield f"cell {index} is a verdict without an execution count: nbval would skip it"
        elif cell.outputs:
            yield f"cell {index} stores outputs and is no verdict"


def verdict_cells(chapter: Chapter, course: Course) -> Findings:
    """A verdict cell is tagged, for nbval as well, tries one claim, and stores its record."""
    for index, cell in chapter.code:
        tried = _tried(cell.source)
        if not tried and "verdict" not in tags(cell):
            continue
        if len(tried) != 1:
            yield f"cell {index} tries {len(tried)} claims, expected one a verdict cell"
        for tag in sorted({"verdict", "keep_output", "nbval-check-output"} - tags(cell)):
            yield f"cell {index} gives a verdict without the tag {tag}"
        stored = [
            output.get("metadata", {}).get("latentlib", {}).get("claim") for output in cell.outputs
        ]
        if cell.outputs and stored != tried:
            yield f"cell {index} tries {tried} and stores the record of {stored}"


def claims(chapter: Chapter, course: Course) -> Findings:
    """Every claim of the chapter is tried exactly once, and no other."""
    tried = Counter(claim for _, cell in chapter.code for claim in _tried(cell.source))
    for claim in sorted({*course.claims, *tried}):
        expected = int(claim in course.claims)
        if tried[claim] != expected:
            yield f"claim {claim} is tried {tried[claim]} times, expected {expected}"


def anatomy(chapter: Chapter, course: Course) -> Findings:
    """The sections stand in their order, each once, each heading at the top of its cell."""
    found = []
    for index, heading in chapter.headings():
        text = heading.replace("’", "'")
        found += [name for name in ANATOMY if re.search(ANATOMY[name], text, re.IGNORECASE)][:1]
        lines = [line for line in chapter.cells[index].source.splitlines() if line.strip()]
        first = next(line for line in lines if not re.fullmatch(r"\([\w-]+\)=", line.strip()))
        if not first.startswith("## "):
            yield f"cell {index} has the heading {heading!r} below other text"
    for name in ANATOMY:
        if found.count(name) != 1:
            yield f"{found.count(name)} sections for {name!r}, expected one"
    in_order = [name for name in ANATOMY if name in found]
    if list(dict.fromkeys(found)) != in_order:
        yield f"the sections stand as {found}, expected {in_order}"


def opening(chapter: Chapter, course: Course) -> Findings:
    """The first cell has the only title, and the one question stands above the first section."""
    titles = [
        index
        for index, cell in chapter.markdown
        for _ in re.findall(r"^# .+$", without_fences(cell.source), re.MULTILINE)
    ]
    if titles != [0]:
        yield f"titles in cells {titles}, expected one, in the first"
    first = min((index for index, _ in chapter.headings()), default=len(chapter.cells))
    prose = " ".join(cell.source for index, cell in chapter.markdown if index < first)
    if "?" not in prose:
        yield "no question stands above the first section"


def five(chapter: Chapter, course: Course) -> Findings:
    """The explanation for a five-year-old: 120 words at most, no symbol, no code."""
    cells = chapter.section("five")
    prose = "\n".join(re.sub(r"^#.*$", "", cell.source, flags=re.MULTILINE) for cell in cells)
    words = word_count(prose)
    if not 0 < words <= FIVE_WORDS:
        yield f"{words} words for a five-year-old, expected 1 to {FIVE_WORDS}"
    symbols = re.findall(r"\$|\\[a-zA-Z]+|[=<>^_±≈∑√×→α-ωΑ-Ω]|\{math\}", prose)
    if symbols or any(cell.cell_type == "code" for cell in cells):
        yield f"symbols or code for a five-year-old: {symbols}"


def learn(chapter: Chapter, course: Course) -> Findings:
    """What you will learn, what you need, and the measured running time."""
    prose = "\n".join(cell.source for cell in chapter.section("learn"))
    if not re.search(r"\byou need\b|\byou will need\b", prose, re.IGNORECASE):
        yield "nothing about what you need"
    if not re.search(r"\d+ (seconds?|minutes?|s|min)\b", prose):
        yield "no running time, expected for instance '40 seconds'"


def setup(chapter: Chapter, course: Course) -> Findings:
    """One visible set-up cell of at most 12 lines."""
    cells = [cell for cell in chapter.section("set-up") if cell.cell_type == "code"]
    if len(cells) != 1:
        yield f"{len(cells)} set-up cells, expected one"
    for cell in cells:
        lines = len(code_lines(cell.source))
        if lines > SETUP_LINES:
            yield f"the set-up cell has {lines} lines, expected {SETUP_LINES} at most"
        if tags(cell) & HIDING_TAGS:
            yield "the set-up cell is hidden, expected visible"


def agreement(chapter: Chapter, course: Course) -> Findings:
    """The toy asserts its known answer; the idea has symbols, and code that is asserted."""
    for name in ("toy", "idea"):
        code = [cell.source for cell in chapter.section(name) if cell.cell_type == "code"]
        if not any(re.search(r"^assert |assert_", source, re.MULTILINE) for source in code):
            yield f"the section {name!r} asserts nothing"
    prose = [cell.source for cell in chapter.section("idea") if cell.cell_type == "markdown"]
    if not any("$" in source for source in prose):
        yield "the idea is not written in symbols"


def failure(chapter: Chapter, course: Course) -> Findings:
    """At least one failure is provoked, in code."""
    if not any(cell.cell_type == "code" for cell in chapter.section("failure")):
        yield "no failure is provoked in code"


def glossary(chapter: Chapter, course: Course) -> Findings:
    """Terms are linked to the glossary, at least ten of them, and each is there."""
    linked = {term for _, cell in chapter.markdown for term in linked_terms(cell.source)}
    unknown = sorted(linked - course.terms)
    if unknown:
        yield f"terms that the glossary does not have: {', '.join(unknown)}"
    if len(linked) < MIN_TERMS:
        yield f"{len(linked)} glossary terms are linked, expected {MIN_TERMS} or more"


def exercises(chapter: Chapter, course: Course) -> Findings:
    """At least five exercises, two in code and one prediction, the same as the package knows."""
    try:
        found = {exercise.id: exercise.title for exercise in find_exercises(chapter.cells)}
    except ExerciseFormatError as error:
        yield str(error)
        return
    expected = {number: title for number, (title, _) in course.exercises.items()}
    if found != expected:
        yield f"the exercises are {found}, expected those of the package: {expected}"
    if list(found) != [f"{chapter.number}.{place}" for place in range(1, len(found) + 1)]:
        yield f"the exercises are numbered {', '.join(found)}, expected without a gap"
    kinds = Counter(kind for number, (_, kind) in course.exercises.items() if number in found)
    for kind, least in MIN_EXERCISES.items():
        count = len(found) if kind == "all" else kinds[kind]
        if count < least:
            yield f"{count} exercises of kind {kind!r}, expected {least} or more"


def sources(chapter: Chapter, course: Course) -> Findings:
    """What is to be taken away, or the reading behind it, cites primary sources."""
    last = chapter.section("take away")
    start = chapter.cells.index(last[0]) if last else len(chapter.cells)
    prose = "\n".join(cell.source for cell in chapter.cells[start:])
    if not re.search(r"\]\(\.\./book/references\.md#\w+\)", prose):
        yield "nothing is cited from the take-away on"


def plain_code(chapter: Chapter, course: Course) -> Findings:
    """Plain Python without web addresses, and no cell is kept from being checked."""
    for index, cell in chapter.code:
        if not is_python(cell.source):
            yield f"cell {index} is not plain Python"
        if re.search(r"https?://", cell.source):
            yield f"cell {index} has code that names a web address"
        escapes = re.findall(r"NBVAL_(?:SKIP|IGNORE_OUTPUT|RAISES_EXCEPTION)", cell.source)
        escapes += sorted(tags(cell) & {"nbval-skip", "nbval-ignore-output", "raises-exception"})
        if escapes:
            yield f"cell {index} is kept from being checked by {', '.join(escapes)}"


def notebook_file(chapter: Chapter, course: Course) -> Findings:
    """A valid notebook with cell identifiers and the kernel python3."""
    ids = Counter(cell.get("id", "none") for cell in chapter.cells)
    yield from (f"{n} cells have the id {name}" for name, n in ids.items() if n > 1)
    if max(ids.values()) == 1:
        try:
            nbformat.validate(chapter.notebook)
        except nbformat.ValidationError as error:
            yield f"not a valid notebook: {error.message}"
    kernel = chapter.notebook.metadata.get("kernelspec", {}).get("name")
    if kernel != "python3":
        yield f"the kernel is {kernel!r}, expected 'python3'"


def _tried(source: str) -> list[str]:
    """The claims that a cell tries, by the first argument of its calls of verdict."""
    found = [node.args[0] for _, name, node in calls(source) if name == "verdict" and node.args]
    return [str(getattr(argument, "value", "?")) for argument in found]


RULES: tuple[Rule, ...] = (
    size,
    code_length,
    hidden_code,
    prose_between,
    figures,
    outputs,
    verdict_cells,
    claims,
    anatomy,
    opening,
    five,
    learn,
    setup,
    agreement,
    failure,
    glossary,
    exercises,
    sources,
    plain_code,
    notebook_file,
)
