"""The expressions of GitHub's workflows, as far as ours use them.

https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TOKEN = re.compile(r"\s*('(?:[^']|'')*'|&&|\|\||==|!=|[!(),]|\.?[\w*-]+(?:\.[\w*-]+)*)")
IN_TEXT = re.compile(r"\$\{\{ (.*?) \}\}")
STATUS = ("always", "cancelled", "failure", "success")


def asks_for_status(expression: str) -> bool:
    """Return whether a condition says itself what becomes of it after a failure."""
    return any(f"{name}()" in expression for name in STATUS)


def filled(text: Any, contexts: Mapping[str, Any]) -> Any:
    """Return a text with its expressions replaced; one that is nothing else keeps its type."""
    if not isinstance(text, str):
        return text
    if whole := IN_TEXT.fullmatch(text):
        return value(whole[1], contexts)
    return IN_TEXT.sub(lambda found: written(value(found[1], contexts)), text)


def written(found: Any) -> str:
    """Return a value as a workflow writes it."""
    if isinstance(found, bool) or found is None:
        return {True: "true", False: "false", None: ""}[found]
    return str(found)


def value(expression: str, contexts: Mapping[str, Any]) -> Any:
    """Return what an expression comes to; a name that is not there is None."""
    inner = expression.strip().removeprefix("${{").removesuffix("}}").strip()
    tokens, at = [], 0
    while at < len(inner):
        found = TOKEN.match(inner, at)
        assert found, f"{expression}: what is this, at {at}?"
        tokens.append(found[1])
        at = found.end()
    reader = _Reader(tokens, contexts)
    result = reader.either()
    assert not reader.tokens, f"{expression}: what is {reader.tokens}?"
    return result


class _Reader:
    """Reads one expression from left to right."""

    def __init__(self, tokens: list[str], contexts: Mapping[str, Any]) -> None:
        self.tokens = tokens
        self._contexts = contexts

    def either(self) -> Any:
        """Read a || b, which is the first of them that is anything."""
        left = self._both()
        while self._is_next("||"):
            right = self._both()
            left = left or right
        return left

    def _both(self) -> Any:
        left = self._equal()
        while self._is_next("&&"):
            right = self._equal()
            left = left and right
        return left

    def _equal(self) -> Any:
        left = self._negated()
        for sign in ("==", "!="):
            if self._is_next(sign):
                return (written(left) == written(self._negated())) is (sign == "==")
        return left

    def _negated(self) -> Any:
        return not self._negated() if self._is_next("!") else self._one()

    def _one(self) -> Any:
        word = self.tokens.pop(0)
        if word == "(":
            found = self.either()
            assert self._is_next(")")
        elif word.startswith("'"):
            return word[1:-1].replace("''", "'")
        elif self._is_next("("):
            found = self._call(word)
        else:
            found = _at(self._contexts, word)
        if self.tokens and self.tokens[0].startswith("."):
            found = _at(found, self.tokens.pop(0)[1:])
        return found

    def _call(self, name: str) -> Any:
        given = []
        while not self._is_next(")"):
            given.append(self.either())
            self._is_next(",")
        functions: dict[str, Callable[..., Any]] = {
            "contains": lambda whole, part: part in (whole or ""),
            "format": lambda text, *words: text.format(*words),
            "fromJSON": json.loads,
            "startsWith": lambda whole, part: (whole or "").startswith(part),
        }
        return self._contexts[f"{name}()"] if name in STATUS else functions[name](*given)

    def _is_next(self, token: str) -> bool:
        if self.tokens and self.tokens[0] == token:
            del self.tokens[0]
            return True
        return False


def _at(found: Any, path: str) -> Any:
    for at, name in enumerate(path.split(".")):
        if name == "*":
            rest = ".".join(path.split(".")[at + 1 :])
            return [_at(one, rest) for one in found]
        found = found.get(name) if isinstance(found, dict) else None
    return found
