"""Tokens of a TeX formula, read one at a time, and the error that names a formula."""

from __future__ import annotations

import re

__all__ = ["Reader", "TexError"]

_TOKEN = re.compile(
    r"\\operatorname\*|\\[A-Za-z]+|\\.|:=|\d+(?:\{,\}\d{3})*(?:\.\d+)?|'+|.", re.DOTALL
)


class TexError(ValueError):
    """A formula that the book cannot set.

    Parameters
    ----------
    problem : str
        What is wrong, in words.
    formula : str
        The whole formula.
    position : int
        Character, from 0, where the problem was met.
    """

    def __init__(self, problem: str, formula: str, position: int) -> None:
        shown = " ".join(formula.split())
        super().__init__(f"{problem} (character {position + 1} of the formula: {shown})")
        self.problem = problem
        self.formula = formula
        self.position = position


class Reader:
    """Read a formula token by token; spaces count only inside text."""

    def __init__(self, formula: str) -> None:
        self.formula = formula
        self.position = 0

    def fail(self, problem: str) -> TexError:
        """Return the error for `problem` at the present position (for ``raise``)."""
        return TexError(problem, self.formula, self.position)

    def peek(self) -> str:
        """Return the next token without taking it, or an empty string at the end."""
        while self.position < len(self.formula) and self.formula[self.position].isspace():
            self.position += 1
        match = _TOKEN.match(self.formula, self.position)
        return match.group() if match else ""

    def take(self) -> str:
        """Return the next token and move past it."""
        token = self.peek()
        self.position += len(token)
        return token

    def take_one(self) -> str:
        """Take a token as TeX takes an argument without braces: one digit of a number."""
        token = self.peek()
        if token[:1].isdigit():
            token = token[0]
        self.position += len(token)
        return token

    def expect(self, token: str) -> None:
        """Take `token` or fail."""
        if self.peek() != token:
            found = self.peek() or "the end"
            raise self.fail(f"expected {token} but found {found}")
        self.take()

    def optional(self) -> str | None:
        """Return the text of an argument in square brackets, or None where there is none."""
        if self.peek() != "[":
            return None
        end = self.formula.find("]", self.position)
        if end < 0:
            raise self.fail("an argument in square brackets is not closed")
        text = self.formula[self.position + 1 : end]
        self.position = end + 1
        return text

    def group_text(self) -> str:
        """Take a group in braces as it stands, spaces and commands included."""
        self.expect("{")
        start, depth = self.position, 1
        while self.position < len(self.formula):
            character = self.formula[self.position]
            self.position += 2 if character == "\\" else 1
            depth += {"{": 1, "}": -1}.get(character, 0)
            if depth == 0:
                return self.formula[start : self.position - 1]
        raise self.fail("a brace is not closed")
