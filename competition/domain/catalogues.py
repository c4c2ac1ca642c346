"""The catalogues that competitions are planned by: occupations (职业) and industries (产业).

Occupations carry the codes of the national Occupational Classification (职业分类大典); the first
figure of a code is its major group. A city keeps its own list of industries, some of them key
industries (重点产业).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from competition.domain.errors import RuleViolation
from competition.domain.issues import Issue

CODE = re.compile(r"([1-8])-(\d{2})-(\d{2})-(\d{2})")
INDUSTRY_CODE = re.compile(r"[A-Z0-9]{1,12}")
LONGEST_NAME = 60
LEVELS = (5, 4, 3, 2, 1)
LEVEL_WORDS = {"初级工": 5, "中级工": 4, "高级工": 3, "高级技师": 1, "技师": 2}
LEVEL_SIGNS = {sign: 5 - at for signs in ("五四三二一", "54321") for at, sign in enumerate(signs)}
PLAIN = str.maketrans("０１２３４５６７８９－—–", "0123456789---")
SEPARATORS = re.compile(r"[、，,；;/|\n]+")
YES, NO = ("yes", "y", "1", "true", "是"), ("", "no", "n", "0", "false", "否")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation: its code, its name, its trades (工种), the skill levels that exist, 5 to 1."""

    code: str
    name: str
    trades: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()

    @property
    def group(self) -> int:
        """The major group (大类), the code's first figure."""
        return int(self.code[0])

    @property
    def label(self) -> str:
        """Code and name, as people write them together."""
        return f"{self.code} {self.name}"


@dataclass(frozen=True, slots=True)
class Industry:
    """An industry of the city's list; `key` for a key industry."""

    code: str
    name: str
    key: bool = False


def read_occupation(texts: Mapping[str, str]) -> tuple[Occupation | None, list[Issue]]:
    """Read an occupation from what was written: code, name, trades, levels.

    Returns it, or None and every finding; paths name the columns.
    Rule CAT-01: a code is four groups of figures, 6-18-01-01, in one of the major groups 1 to 8.
    """
    code = plain_code(texts.get("code", ""))
    issues = _name_issues(texts.get("name", ""))
    if not CODE.fullmatch(code):
        issues.append(
            Issue("CAT-01", "code", "Write the code as four groups of figures, such as 6-18-01-01.")
        )
    levels, unread = _levels(texts.get("levels", ""))
    if unread:
        issues.append(
            Issue(
                "CAT-03",
                "levels",
                'Levels are written as figures from 5 to 1, such as 5,4,3: "%(text)s" is none.',
                {"text": unread},
            )
        )
    if issues:
        return None, issues
    return Occupation(code, _tidy(texts["name"]), _trades(texts.get("trades", "")), levels), []


def read_industry(texts: Mapping[str, str]) -> tuple[Industry | None, list[Issue]]:
    """Read an industry from what was written: code, name, key.

    Returns it, or None and every finding; paths name the columns.
    Rule CAT-05: an industry has a short code of capital letters and figures, and is key or not.
    """
    code = texts.get("code", "").translate(PLAIN).strip().upper()
    key = texts.get("key", "").strip().lower()
    issues = _name_issues(texts.get("name", ""))
    if not INDUSTRY_CODE.fullmatch(code):
        issues.append(
            Issue("CAT-05", "code", "Write a code of at most 12 capital letters and figures.")
        )
    if key not in YES + NO:
        issues.append(Issue("CAT-05", "key", "Write yes or no."))
    return (None, issues) if issues else (Industry(code, _tidy(texts["name"]), key in YES), [])


def repeated(rows: Iterable[Row], key: Callable[[Row], str], column: str) -> dict[int, Issue]:
    """Find what stands twice in a list: the position of each later one, and the finding.

    Rule CAT-04: in one list a code stands once, and so does an industry's name.
    """
    first: dict[str, int] = {}
    found = {}
    for at, row in enumerate(rows):
        earlier = first.setdefault(key(row), at)
        if earlier != at:
            params: dict[str, object] = {"text": key(row)}
            found[at] = Issue("CAT-04", column, '"%(text)s" stands in this list twice.', params)
    return found


def the_one(found: Sequence[Occupation]) -> Occupation:
    """Give back the one occupation that a typed text may mean.

    Raises RuleViolation CAT-06 when there is none, or more than one.
    Rule CAT-06: what is typed for an occupation names exactly one of the catalogue.
    """
    if len(found) == 1:
        return found[0]
    if found:
        choice = ", ".join(one.label for one in found)
        message = "More than one occupation is called so: %(choice)s. Write the code."
        raise RuleViolation("CAT-06", message, field="occupation", choice=choice)
    raise RuleViolation(
        "CAT-06", "There is no such occupation in the catalogue. Choose one.", field="occupation"
    )


def plain_code(text: str) -> str:
    """A typed occupation code with plain figures; seven figures without hyphens get theirs."""
    code = "".join(text.translate(PLAIN).split())
    if re.fullmatch(r"\d{7}", code):
        return f"{code[0]}-{code[1:3]}-{code[3:5]}-{code[5:]}"
    return code


def code_start(text: str) -> str:
    """The figures that a search for a code begins with; empty when it is a search for words."""
    code = "".join(text.translate(PLAIN).split())
    return code.replace("-", "") if re.fullmatch(r"[1-8][\d-]*", code) else ""


def _name_issues(text: str) -> list[Issue]:
    """Rule CAT-02: everything in a catalogue has a name of at most 60 characters."""
    name = _tidy(text)
    if not name:
        return [Issue("CAT-02", "name", "The name is missing.")]
    if len(name) > LONGEST_NAME:
        most: dict[str, object] = {"most": LONGEST_NAME}
        return [Issue("CAT-02", "name", "The name has more than %(most)s characters.", most)]
    return []


def _levels(text: str) -> tuple[tuple[int, ...], str]:
    """The levels a text names, highest figure first, and what of it could not be read.

    Rule CAT-03: the levels of an occupation are some of 5 (初级工) to 1 (高级技师).
    """
    found, rest = set(), "".join(text.translate(PLAIN).split())
    for word, level in LEVEL_WORDS.items():
        if word in rest:
            found.add(level)
            rest = rest.replace(word, "")
    unread = ""
    for sign in re.sub(r"[、，,；;/|.\-级和至]", "", rest):
        if sign in LEVEL_SIGNS:
            found.add(LEVEL_SIGNS[sign])
        else:
            unread = unread or text.strip()
    return tuple(level for level in LEVELS if level in found), unread


def _trades(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_tidy(part) for part in SEPARATORS.split(text) if _tidy(part)))


def _tidy(text: str) -> str:
    return " ".join(text.split())
