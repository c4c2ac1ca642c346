"""The plain values of a document: texts, ids, decimals in strings, whole numbers, enumerations."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from competition.domain.documents import NUMBER, REFERENCE, SHAPE, Node, NumberText, shown
from competition.domain.issues import Issue

E = TypeVar("E", bound=StrEnum)

PLAIN_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
UNPRINTABLE_IN_IDS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029\ud800-\udfff]")
LONGEST_DECIMAL = 40
LARGEST_WHOLE = 1_000_000_000
ZERO = Decimal(0)


def text(node: Node) -> str:
    """Read a text, which may be empty."""
    if not isinstance(node.value, str):
        node.expected("must be a string, not %(found)s")
        return ""
    if UNPRINTABLE.search(node.value):
        node.wrong(SHAPE, "holds characters that cannot be printed")
    return node.value


def identifier(node: Node) -> str:
    """Read an id or a name: a text on one line, not empty."""
    value = text(node)
    if value and UNPRINTABLE_IN_IDS.search(value) and not UNPRINTABLE.search(value):
        node.wrong(SHAPE, "must stand on one line")
    if not value.strip() and isinstance(node.value, str):
        node.wrong(SHAPE, "must not be empty")
    return value


def flag(node: Node) -> bool:
    """Read true or false."""
    if not isinstance(node.value, bool):
        node.expected("must be true or false, not %(found)s")
        return False
    return node.value


def whole(least: int = 0, most: int = LARGEST_WHOLE) -> Callable[[Node], int]:
    """Make a reader of whole numbers between `least` and `most`."""

    def read(node: Node) -> int:
        if isinstance(node.value, bool) or not isinstance(node.value, int):
            node.expected("must be a whole number, not %(found)s")
            return least
        if not least <= node.value <= most:
            node.wrong(NUMBER, "must be between %(least)s and %(most)s", least=least, most=most)
        return node.value

    return read


def decimal(node: Node) -> Decimal:
    """Read a decimal number, which stands in a string: "8.25".

    Rule BND-02: numbers are plain decimals in strings; a JSON number is an error.
    """
    if isinstance(node.value, int | float | NumberText) and not isinstance(node.value, bool):
        node.expected("must be a decimal in a string, not the number %(found)s", NUMBER)
        return ZERO
    if not isinstance(node.value, str) or not PLAIN_DECIMAL.fullmatch(node.value):
        node.expected('must be a decimal in a string like "8.25", not %(found)s', NUMBER)
        return ZERO
    if len(node.value) > LONGEST_DECIMAL:
        node.wrong(NUMBER, "has more than %(most)s characters", most=LONGEST_DECIMAL)
        return ZERO
    return Decimal(node.value)


def amount(node: Node) -> Decimal:
    """Read a decimal that is not negative: a maximum, a weight, points."""
    value = decimal(node)
    if value < 0:
        node.wrong(NUMBER, "must not be negative")
    return value


def percentage(node: Node) -> Decimal:
    """Read a decimal from 0 to 100."""
    value = decimal(node)
    if not 0 <= value <= 100:
        node.wrong(NUMBER, "must be between %(least)s and %(most)s", least=0, most=100)
    return value


def one_of(kind: type[E]) -> Callable[[Node], E]:
    """Make a reader of the members of an enumeration."""

    def read(node: Node) -> E:
        value = word_of(tuple(kind))(node)
        return kind(value)

    return read


def word_of(words: tuple[str, ...]) -> Callable[[Node], str]:
    """Make a reader of a text that is one of `words`."""

    def read(node: Node) -> str:
        if not isinstance(node.value, str):
            node.expected("must be a string, not %(found)s")
        elif node.value not in words:
            among = ", ".join(f'"{word}"' for word in words)
            node.wrong(
                SHAPE,
                "must be one of %(words)s, not %(found)s",
                words=among,
                found=shown(node.value),
            )
        else:
            return node.value
        return words[0]

    return read


def known(ids: frozenset[str], message: str) -> Callable[[Node], str]:
    """Make a reader of ids that must be among `ids`; `message` says what is missing (``%(id)s``).

    Rule BND-03: what is named exists.
    """

    def read(node: Node) -> str:
        noted = len(node.issues)
        value = identifier(node)
        if len(node.issues) == noted and value not in ids:
            node.wrong(REFERENCE, message, id=value)
        return value

    return read


def distinct(issues: list[Issue], ids: Iterable[tuple[str, str]]) -> None:
    """Note every id that stands a second time; takes pairs of path and id.

    Rule BND-03: an id stands once.
    """
    first: dict[str, str] = {}
    for path, value in ids:
        earlier = first.setdefault(value, path)
        if value and earlier != path:
            message = '"%(id)s" already stands at %(where)s'
            issues.append(Issue(REFERENCE, path, message, {"id": value, "where": earlier}))
