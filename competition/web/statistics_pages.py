"""Figures of registration as charts, tables and files: one question a chart, and its answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import Response
from flask_babel import gettext, ngettext

from competition.domain.statistics import OLD, YOUNG
from competition.services.ranking_files import Cell, ranking_csv
from competition.services.statistics import Statistics
from competition.services.workbooks import Column, Page, write_workbook
from competition.web.award_wording import LEVELS
from competition.web.files import XLSX, disposition
from competition.web.formatting import day
from competition.web.states import STATES

CHARTED = 20
SIGN, WIDEST = 12, 150
"""Pixels of one Chinese character beside a bar, and of the longest name shown whole."""
Words = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Block:
    """One question: its name, its answer as a sentence, the chart, the table's rows."""

    key: str
    name: str
    answer: str
    rows: list[tuple[str, int | None]]
    option: dict[str, object]


def blocks(found: Statistics) -> list[Block]:
    """Every figure there is something to say about."""
    way = found.way
    steps = {
        gettext("Entered"): way.entered,
        gettext("Not ended"): way.alive,
        gettext("Accepted"): way.accepted,
        gettext("Take part"): way.taking_part,
    }
    told = [
        _block("way", gettext("How far entries came"), list(steps.items()), _way(found)),
        _block("states", gettext("By state"), _worded(found.states, _state), _states(found)),
        _days(found.days),
        _most("events", gettext("By event"), found.events),
        _most("units", gettext("By unit"), found.units, found.unit_count),
        _most("districts", gettext("By district or industry union"), found.districts),
        _block(
            "levels",
            gettext("By skill level"),
            _worded(found.levels, _level),
            _top(found.levels, _level),
        ),
        _block("ages", gettext("By age"), _worded(found.ages, _age), _top(found.ages, _age)),
    ]
    only = "events" if len(found.events) < 2 else ""
    return [one for one in told if one.rows and one.key != only]


def export(found: Statistics, kind: str) -> Response:
    """All figures as a workbook with a sheet for each, or as one CSV."""
    told = blocks(found)
    if kind == "xlsx":
        heads = (Column(gettext("What"), 40), Column(gettext("Entries"), 14))
        pages = [
            Page(one.name[:31].replace("/", " "), heads, [_cells(r) for r in one.rows])
            for one in told
        ]
        content, mimetype = write_workbook(pages), XLSX
    else:
        names = [gettext("Figure"), gettext("What"), gettext("Entries")]
        rows = [(one.name, *_cells(row)) for one in told for row in one.rows]
        content, mimetype = ranking_csv(names, rows), "text/csv"
    response = Response(content, content_type=mimetype)
    name = gettext("registration of %(title)s", title=found.title)
    response.headers["Content-Disposition"] = disposition(f"{name}.{kind}")
    return response


def count_text(count: int | None) -> str:
    """A count, or that it is too small to be told."""
    return str(gettext("fewer than 5, or hidden with one")) if count is None else str(count)


def _cells(row: tuple[str, int | None]) -> tuple[Cell, ...]:
    return row[0], count_text(None) if row[1] is None else row[1]


def _block(key: str, name: str, rows: list[tuple[str, int | None]], answer: str) -> Block:
    shown = rows[:CHARTED][::-1]
    room = min(WIDEST, 20 + SIGN * max((len(label) for label, _ in shown), default=0))
    names = {"width": room - 12, "overflow": "truncate"}
    option: dict[str, object] = {
        "grid": {"left": room, "right": 16, "top": 8, "bottom": 24, "containLabel": False},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "data": [one for one, _ in shown], "axisLabel": names},
        "series": [{"type": "bar", "data": [count for _, count in shown], "barMaxWidth": 18}],
    }
    return Block(key, name, answer, rows if any(count != 0 for _, count in rows) else [], option)


def _days(days: Mapping[date, int]) -> Block:
    rows: list[tuple[str, int | None]] = [(one.isoformat(), n) for one, n in days.items()]
    option: dict[str, object] = {
        "xAxis": {"type": "category", "data": [label for label, _ in rows]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [{"type": "bar", "data": [count for _, count in rows], "barMaxWidth": 24}],
    }
    top = max(days, key=lambda one: days[one], default=None)
    words = {"day": day(top), "count": days[top] if top else 0}
    answer = gettext("Most entries came on %(day)s: %(count)s", **words)
    return Block("days", gettext("By day"), answer, rows, option)


def _most(key: str, name: str, counts: Mapping[str, int], number: int = 0) -> Block:
    rows = [(label or gettext("not known"), count) for label, count in counts.items()]
    answer = _top(counts, lambda label: label or gettext("not known"))
    if number > len(rows):
        answer = gettext(
            "%(answer)s. The largest %(shown)s of %(number)s are listed.",
            answer=answer,
            shown=len(rows),
            number=number,
        )
    return _block(key, name, list(rows), answer)


def _top(counts: Mapping[str, int | None], words: Words) -> str:
    told = {key: count for key, count in counts.items() if count}
    if not told:
        return ""
    top = max(told, key=lambda key: told[key])
    return str(gettext("Most: %(name)s, %(count)s", name=words(top), count=told[top]))


def _worded(
    counts: Mapping[str, int] | Mapping[str, int | None], words: Words
) -> list[tuple[str, int | None]]:
    return [(words(key), count) for key, count in counts.items()]


def _way(found: Statistics) -> str:
    way = found.way
    text = ngettext(
        "%(num)s entry, %(part)s take part",
        "%(num)s entries, %(part)s take part",
        way.entered,
        part=way.taking_part,
    )
    return str(text)


def _states(found: Statistics) -> str:
    waits = found.states.get("submitted", 0)
    return str(
        ngettext("%(num)s entry waits for an answer", "%(num)s entries wait for an answer", waits)
    )


def _state(key: str) -> str:
    return str(STATES[key][2])


def _level(key: str) -> str:
    return str(LEVELS[key]) if key else str(gettext("not known"))


def _age(key: str) -> str:
    if not key:
        return str(gettext("not known"))
    if key == YOUNG:
        return str(gettext("up to %(age)s years", age=YOUNG[1:]))
    if key == OLD:
        return str(gettext("%(age)s years and more", age=OLD[:-1]))
    return str(gettext("%(ages)s years", ages=key))
