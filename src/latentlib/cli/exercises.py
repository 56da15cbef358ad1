"""``latentlib exercises``: for teachers, the answers to exercises and copies without hints."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latentlib.cli.errors import CommandError

if TYPE_CHECKING:
    from latentlib.exercises.notebook import NotebookExercise

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    """Add the command to those of `argparse`."""
    exercises = commands.add_parser(
        "exercises",
        help="list the answers to exercises, or write a notebook without hints",
        description="List the answers to exercises, for a teacher, or write a copy of a chapter "
        "without hints, for students.",
    )
    exercises.set_defaults(run=_exercises)
    add = exercises.add_argument
    add("--chapter", type=int, metavar="N", help="one chapter only, 0 to 9")
    add("--exercise", metavar="N.M", help="one exercise only, such as 1.2")
    add("--notebooks", type=Path, metavar="FOLDER", help="where the chapters are")
    add("--without-hints", action="store_true", help="write a copy that has no hints")
    add("--without-solutions", action="store_true", help="write a copy that has no solutions")
    add("--output", type=Path, metavar="FILE.ipynb", help="where the copy goes")


def _exercises(options: argparse.Namespace) -> str:
    if options.without_hints or options.without_solutions or options.output:
        return _write_copy(options)
    return _list_answers(options)


def _list_answers(options: argparse.Namespace) -> str:
    from latentlib.exercises import exercises_of, find_exercise
    from latentlib.exercises.answer_key import answer_key

    if options.exercise:
        try:
            found = [find_exercise(options.exercise)]
        except ValueError as error:
            raise CommandError(str(error)) from error
        if options.chapter not in (None, int(found[0].id[0])):
            raise CommandError(f"exercise {found[0].id} is not of chapter {options.chapter}")
    else:
        chapters = range(10) if options.chapter is None else [options.chapter]
        found = [e for chapter in chapters for e in exercises_of(chapter).values()]
    if not found:
        raise CommandError(f"chapter {options.chapter} has no exercises yet")
    numbers = sorted({int(exercise.id[0]) for exercise in found})
    written = {n: _written(options.notebooks, n) for n in numbers}
    return "\n\n".join(answer_key(e, written[int(e.id[0])].get(e.id)) for e in found)


def _write_copy(options: argparse.Namespace) -> str:
    from latentlib.exercises.handout import write_handout

    if not (options.without_hints or options.without_solutions):
        raise CommandError("--output needs --without-hints, --without-solutions or both")
    if options.output is None:
        raise CommandError("a copy needs a place: add --output FILE.ipynb")
    if options.exercise:
        raise CommandError(
            "a copy is made of a whole chapter, and --exercise names one exercise: leave it out"
        )
    if options.chapter is None:
        raise CommandError("a copy is made of one chapter: add --chapter N")
    chapter = _notebook(options.notebooks, options.chapter)
    if chapter is None:
        raise CommandError(_not_found(options))
    try:
        copy = write_handout(
            chapter,
            options.output,
            hints=options.without_hints,
            solutions=options.without_solutions,
        )
    except FileExistsError as error:
        raise CommandError(f"{options.output} is there already; it stays as it is") from error
    except OSError as error:
        raise CommandError(f"{options.output} cannot be written: {error.strerror}") from error
    return f"{copy} is written."


def _written(folder: Path | None, chapter: int) -> dict[str, NotebookExercise]:
    """Exercises of a chapter as they stand in its notebook; none where it is not found."""
    path = _notebook(folder, chapter)
    if path is None:
        return {}
    from latentlib.exercises.notebook import ExerciseFormatError, read_exercises

    try:
        return {exercise.id: exercise for exercise in read_exercises(path)}
    except ExerciseFormatError as error:
        raise CommandError(str(error)) from error


def _notebook(folder: Path | None, chapter: int) -> Path | None:
    """Notebook of a chapter: in the folder named, else here, else beside this very package."""
    beside = Path(__file__).resolve().parents[3] / "chapters"
    here = [Path("chapters"), Path(), beside]
    for candidate in here if folder is None else [folder]:
        for path in sorted(candidate.glob(f"{chapter:02d}_*.ipynb")):
            return path
    return None


def _not_found(options: argparse.Namespace) -> str:
    where = options.notebooks or "the folder `chapters`"
    return (
        f"there is no notebook {options.chapter:02d}_*.ipynb in {where}; "
        "name its folder with --notebooks"
    )
