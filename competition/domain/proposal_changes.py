"""What changed between two versions of a proposal: field by field, line by line, word by word."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

SENTENCE = re.compile(r"[^。；.;]+[。；.;]*|[。；.;]+")
MOST_PAIRS = 1_000_000
DAY = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:（周.）)?"
WORD = re.compile(DAY + r"|[A-Za-z]+|\d+(?:[.,]\d+)*|\s+|.", re.DOTALL)


class Mark(StrEnum):
    """Whether a piece of text stayed, went, or came."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with its mark."""

    mark: Mark
    text: str


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs, with its lines as pieces; lines that are the same stand among them."""

    key: str
    lines: tuple[Line, ...]


def field_changes(
    before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> tuple[FieldChange, ...]:
    """Compare two versions.

    Takes for each field its lines, in the reader's words. Returns the fields that differ, in the
    order of `after`. Rule PRP-23: what was the same is never shown as changed, and both versions
    can be read back from the pieces.
    """
    keys = dict.fromkeys([*after, *before])
    return tuple(
        FieldChange(key, _lines(before.get(key, ()), after.get(key, ())))
        for key in keys
        if list(before.get(key, ())) != list(after.get(key, ()))
    )


def _lines(before: Sequence[str], after: Sequence[str]) -> tuple[Line, ...]:
    found: list[Line] = []
    for tag, low, high, start, end in _steps(before, after):
        if tag == "equal":
            found += [(Piece(Mark.SAME, line),) for line in before[low:high]]
            continue
        both = min(high - low, end - start)
        pairs = zip(before[low : low + both], after[start : start + both], strict=True)
        found += [words_changed(old, new) for old, new in pairs]
        found += [(Piece(Mark.GONE, line),) for line in before[low + both : high]]
        found += [(Piece(Mark.NEW, line),) for line in after[start + both : end]]
    return tuple(found)


def words_changed(before: str, after: str) -> Line:
    """Compare two texts: days, Latin words and numbers as wholes, Chinese sign by sign.

    Texts too long for that are compared sentence by sentence.
    """
    unit = WORD if len(before) * len(after) <= MOST_PAIRS else SENTENCE
    old, new = unit.findall(before), unit.findall(after)
    pieces: list[Piece] = []
    for tag, low, high, start, end in _steps(old, new):
        if tag == "equal":
            pieces.append(Piece(Mark.SAME, "".join(old[low:high])))
            continue
        if high > low:
            pieces.append(Piece(Mark.GONE, "".join(old[low:high])))
        if end > start:
            pieces.append(Piece(Mark.NEW, "".join(new[start:end])))
    return tuple(pieces)


def _steps(before: Sequence[str], after: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
