"""The results document: what `compute` writes, and how a published one is held against it."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from competition.domain.documents import below, shown
from competition.domain.results import (
    EventRecord,
    EventResults,
    ModuleScore,
    OpenItem,
    Result,
    Why,
)

RESULTS_FORMAT = "results/1"
ABSENT = "nothing at all"
LONG_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]{21,}", re.ASCII)
SAME_DIGITS = Decimal("1e-26")


def results_document(results: EventResults, record: EventRecord) -> dict[str, object]:
    """Write results, in their order; numbers are strings with the scheme's decimals."""
    places = record.scheme.rounding.places
    return {
        "format": RESULTS_FORMAT,
        "results": [_result_document(result, places) for result in results.results],
        "open": [_open_document(item) for item in results.open],
    }


def number_text(value: Decimal, places: int) -> str:
    """Write a number with `places` decimals, or with all its digits when it was not rounded."""
    digits = f"{value:f}"
    whole, _, fraction = digits.partition(".")
    fraction = fraction.rstrip("0").ljust(places, "0")
    return f"{whole}.{fraction}" if fraction else whole


def _result_document(result: Result, places: int) -> dict[str, object]:
    return {
        "entry": result.entry,
        "modules": {
            module: None if score is None else _module_document(score, places)
            for module, score in result.modules.items()
        },
        "deductions": number_text(result.deductions, places),
        "total": None if result.total is None else number_text(result.total, places),
        "place": result.place,
        "shared": result.shared,
        "decided_by": result.decided_by,
        "advances": result.advances,
        "reserve": result.reserve,
        "prize": result.prize,
        "promotion": result.promotion,
        "standing": result.standing.value,
    }


def _module_document(score: ModuleScore, places: int) -> dict[str, object]:
    return {
        "score": number_text(score.score, places),
        "weighted": number_text(score.weighted, places),
        "passed": score.passed,
    }


def _open_document(item: OpenItem) -> dict[str, object]:
    return {
        "entry": item.entry,
        "item": item.aspect,
        "why": item.why.value,
        "detail": item.detail,
    }


def differences(computed: Mapping[str, object], published: Mapping[str, object]) -> list[str]:
    """Name every difference between two results documents, by entry and key.

    Rule BND-07: a published result is what its own marks compute to. The words that explain a
    missing mark are free; everything else is compared.
    """
    ours, theirs = _lines(computed.get("results")), _lines(published.get("results"))
    found = [*_compare("entry", ours, theirs)]
    if not found and list(ours) != list(theirs):
        found.append("results: the entries stand in another order")
    ours, theirs = _open_lines(computed.get("open")), _open_lines(published.get("open"))
    return [*found, *_compare("open", ours, theirs)]


def _compare(
    kind: str, ours: dict[str, dict[str, object]], theirs: dict[str, dict[str, object]]
) -> Iterator[str]:
    for name in [*ours, *(name for name in theirs if name not in ours)]:
        if name not in theirs:
            yield f"{kind} {name}: is not among the published"
        elif name not in ours:
            yield f"{kind} {name}: is published but not computed"
        else:
            yield from _compare_keys(f"{kind} {name}", ours[name], theirs[name])


def _compare_keys(where: str, ours: dict[str, object], theirs: dict[str, object]) -> Iterator[str]:
    for key in [*ours, *(key for key in theirs if key not in ours)]:
        mine, other = ours.get(key, ABSENT), theirs.get(key, ABSENT)
        if not _same(mine, other):
            yield f"{where}: {key}: computed {_told(mine)}, published {_told(other)}"


def _same(mine: object, other: object) -> bool:
    """Tell whether two values are one; unrounded numbers may differ in the last digits."""
    if isinstance(mine, str) and isinstance(other, str):
        if LONG_DECIMAL.fullmatch(mine) and LONG_DECIMAL.fullmatch(other):
            one, two = Decimal(mine), Decimal(other)
            return abs(one - two) <= SAME_DIGITS * max(abs(one), abs(two))
        return mine == other
    return type(mine) is type(other) and mine == other


def _told(value: object) -> str:
    return ABSENT if value is ABSENT else shown(value)


def _lines(results: object) -> dict[str, dict[str, object]]:
    """Lay results out flat (``modules.A.score``) by entry; a second line of one stands apart."""
    lines: dict[str, dict[str, object]] = {}
    for result in _objects(results):
        name = str(result.get("entry"))
        while name in lines:
            name += " (again)"
        lines[name] = dict(_flat(result))
    return lines


def _open_lines(items: object) -> dict[str, dict[str, object]]:
    """Lay open items out by entry and item, without the free words about a missing mark."""
    lines: dict[str, dict[str, object]] = {}
    for item in _objects(items):
        name = f"{item.get('entry')}, item {item.get('item')}"
        free = ("detail",) if item.get("why") == Why.MISSING else ()
        lines[name] = {key: value for key, value in item.items() if key not in free}
    return lines


def _objects(items: object) -> list[dict[str, object]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _flat(members: Mapping[str, object], path: str = "") -> Iterator[tuple[str, object]]:
    for key, value in members.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, below(path, key))
        else:
            yield below(path, key), value
