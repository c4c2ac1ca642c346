"""The fields of the conditions' editor become texts that the domain reads, and back.

Fields are named by place: ``c0-words``, ``c0r1-kind``. Rows without a kind and conditions without
rows do not count, so that there is always a spare one to fill in.
"""

import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from competition.domain.conditions import Condition, ConditionTexts, Effect, condition_texts
from competition.domain.issues import Issue

ROW = re.compile(r"c(\d{1,2})r(\d{1,2})-(joiner|kind|least|most|on|level|among)", re.ASCII)
WHOLE = re.compile(r"c(\d{1,2})-(key|effect|words)", re.ASCII)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row on the page: the prefix of its fields, its texts, whether it is a spare one."""

    name: str
    texts: dict[str, str]
    is_spare: bool


@dataclass(frozen=True, slots=True)
class ShownCondition:
    """A condition on the page with its rows and a spare one."""

    name: str
    key: str
    effect: str
    words: str
    rows: list[ShownRow]
    is_spare: bool


def typed_conditions(form: MultiDict[str, str]) -> list[ConditionTexts]:
    """Read the form's fields; what was left blank is dropped."""
    rows: dict[int, dict[int, dict[str, str]]] = {}
    wholes: dict[int, dict[str, str]] = {}
    for name in form:
        text = "\n".join(filter(None, (one.strip() for one in form.getlist(name))))
        if match := ROW.fullmatch(name):
            row = rows.setdefault(int(match[1]), {}).setdefault(int(match[2]), {})
            row[match[3]] = text
        elif match := WHOLE.fullmatch(name):
            wholes.setdefault(int(match[1]), {})[match[2]] = text
    found = []
    for number in sorted(rows):
        whole = wholes.get(number, {})
        filled = [rows[number][place] for place in sorted(rows[number])]
        filled = [row for row in filled if row.get("kind")]
        if filled:
            effect, words = whole.get("effect", Effect.REFUSE), whole.get("words", "")
            found.append(ConditionTexts(whole.get("key", ""), effect, words, filled))
    return found


def shown_conditions(typed: list[ConditionTexts], *, spare: bool) -> list[ShownCondition]:
    """What the page shows: each condition with a spare row, and a spare condition."""
    empty = [ConditionTexts("")] if spare else []
    return [_shown(number, one, spare=spare) for number, one in enumerate([*typed, *empty])]


def texts_of(conditions: tuple[Condition, ...]) -> list[ConditionTexts]:
    """Stored conditions as texts."""
    return [condition_texts(condition) for condition in conditions]


def shift(typed: list[ConditionTexts], action: str) -> None:
    """Move a condition up or take it or a row away: ``up:1``, ``remove:0``, ``remove:0r1``."""
    match = re.fullmatch(r"(up|remove):(\d{1,2})(?:r(\d{1,2}))?", action, re.ASCII)
    if match is None or int(match[2]) >= len(typed):
        return
    number, row = int(match[2]), match[3]
    if row is not None:
        del typed[number].rows[int(row) : int(row) + 1]
        if not typed[number].rows:
            del typed[number]
        return
    one = typed.pop(number)
    if match[1] == "up":
        typed.insert(max(number - 1, 0), one)


def issues_by_field(issues: list[Issue]) -> dict[str, list[Issue]]:
    """Findings by the name of the field they speak of."""
    found: dict[str, list[Issue]] = {}
    for issue in issues:
        found.setdefault(issue.path, []).append(issue)
    return found


def _shown(number: int, one: ConditionTexts, *, spare: bool) -> ShownCondition:
    rows = [
        ShownRow(f"c{number}r{place}", row, is_spare=False) for place, row in enumerate(one.rows)
    ]
    if spare:
        rows.append(ShownRow(f"c{number}r{len(rows)}", {}, is_spare=True))
    return ShownCondition(f"c{number}", one.key, one.effect, one.words, rows, not one.rows)
