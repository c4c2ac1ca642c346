"""Reading a JSON document part by part: what is wrong is noted at its path, and reading goes on.

A *node* is one value of the document with its path (``scheme.modules[0].weight``). A reader takes a
node and always returns a value of its type; when the node is wrong it notes an issue and returns a
stand-in, so that one mistake never hides the next. Whoever called throws the stand-ins away when
issues were noted.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from competition.domain.issues import Issue, Severity

T = TypeVar("T")

SHAPE, NUMBER, REFERENCE, RANGE = "BND-01", "BND-02", "BND-03", "BND-04"
ONCE, POLICY, PUBLISHED, MARKS_FILE = "BND-05", "BND-06", "BND-07", "BND-08"

LONGEST_SHOWN = 40


class Missing:
    """The value of a key that is required and not there."""


@dataclass(frozen=True, slots=True)
class NumberText:
    """A JSON number that is no whole number of usual size, as it was typed."""

    digits: str


class RepeatedKeys(dict[str, object]):
    """A JSON object in which some keys stand more than once; the last value of each is kept."""

    repeated: tuple[str, ...] = ()


def shown(value: object) -> str:
    """Write a value as it stands in the document, shortened, for a message."""
    if isinstance(value, list):
        return "[...]" if value else "[]"
    if isinstance(value, dict):
        return "{...}" if value else "{}"
    text = value.digits if isinstance(value, NumberText) else json.dumps(value, ensure_ascii=False)
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "..."


def below(path: str, key: str) -> str:
    """Name a key inside the object at `path`; an unusual key stands in quotes."""
    if not key.isidentifier():
        return f"{path}[{shown(key)}]"
    return f"{path}.{key}" if path else key


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a document, its path, and the list that takes what is wrong."""

    value: object
    path: str
    issues: list[Issue]

    def wrong(self, rule: str, message: str, **params: object) -> None:
        """Note an error at this node."""
        self.issues.append(Issue(rule, self.path or "document", message, params))

    def warn(self, rule: str, message: str, **params: object) -> None:
        """Note something odd that does not stop the computation."""
        self.issues.append(
            Issue(rule, self.path or "document", message, params, severity=Severity.WARNING)
        )

    def expected(self, message: str, rule: str = SHAPE) -> None:
        """Note that the value is required, or is not what `message` wants (``%(found)s``)."""
        if isinstance(self.value, Missing):
            self.wrong(SHAPE, "is required")
        else:
            self.wrong(rule, message, found=shown(self.value))

    def inside(self, key: str, value: object) -> "Node":
        """Return the node of `value`, which stands under `key` in this object."""
        return Node(value, below(self.path, key), self.issues)

    def members(self) -> dict[str, object]:
        """Return this object's members, {} when it is none; keys that stand twice are issues."""
        if not isinstance(self.value, dict):
            self.expected("must be an object, not %(found)s")
            return {}
        if isinstance(self.value, RepeatedKeys):
            for key in self.value.repeated:
                self.inside(key, None).wrong(SHAPE, "stands more than once in this object")
        return self.value

    def items(self) -> Iterator["Node"]:
        """Yield a node for every element of this list."""
        if not isinstance(self.value, list):
            self.expected("must be a list, not %(found)s")
            return
        for index, value in enumerate(self.value):
            yield Node(value, f"{self.path}[{index}]", self.issues)


class Fields:
    """An object with a fixed set of keys."""

    def __init__(self, node: Node, *keys: str) -> None:
        self.node = node
        self._members = node.members()
        for key in self._members:
            if key not in keys:
                node.inside(key, None).wrong(SHAPE, "is not a known key")

    def __contains__(self, key: str) -> bool:
        return self._members.get(key) is not None

    def at(self, key: str) -> Node:
        """Return the node under `key`, which may be missing."""
        return self.node.inside(key, self._members.get(key, Missing()))

    def required(self, key: str, read: Callable[[Node], T]) -> T:
        """Read a key that must be there."""
        if isinstance(self.node.value, dict):
            return read(self.at(key))
        return read(Node(Missing(), "", []))

    def optional(self, key: str, read: Callable[[Node], T], default: T) -> T:
        """Read a key that may be left out, but not be null."""
        return read(self.at(key)) if key in self._members else default

    def nullable(self, key: str, read: Callable[[Node], T]) -> T | None:
        """Read a key that may be left out or null."""
        return read(self.at(key)) if key in self else None


def each(read: Callable[[Node], T]) -> Callable[[Node], tuple[T, ...]]:
    """Make a reader of lists from a reader of their elements."""
    return lambda node: tuple(read(item) for item in node.items())
