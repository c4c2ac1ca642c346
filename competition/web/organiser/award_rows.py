"""Awards as rows of texts: for the page's tables and for the workbook alike."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext

from competition.domain.what_if import Outcome
from competition.services.awards import AwardLine, Awards, MovingUp
from competition.services.workbooks import Column, Page, write_workbook
from competition.web.award_wording import check_words, cut_words, level_words
from competition.web.wording import listing

WIDE, NARROW = 40, 12


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One entry's promotion: the level proposed or none, and each rule's conditions, yes or no."""

    line: AwardLine
    level: str
    rules: tuple[tuple[str, tuple[tuple[str, bool], ...]], ...]


def cut_reason(line: AwardLine, modules: Mapping[str, str]) -> str:
    """Why the entry is on its side of the cut."""
    if line.cut is None:
        return ""
    params = line.cut["params"]
    assert isinstance(params, dict)  # noqa: S101 -- written so by services.explanations
    return cut_words(str(line.cut["why"]), params, modules)


def proposal_row(line: AwardLine, modules: Mapping[str, str]) -> ProposalRow:
    """Put an entry's promotion proposal into words."""
    rules = (line.proposal or {}).get("rules", [])
    assert isinstance(rules, list)  # noqa: S101 -- written so by services.explanations
    said = tuple(
        (
            level_words(rule["to"]),
            tuple((check_words(check, modules), bool(check["fits"])) for check in rule["checks"]),
        )
        for rule in rules
    )
    level = level_words(line.promotion) if line.promotion else ""
    return ProposalRow(line, level, said)


def proposal_reason(row: ProposalRow) -> str:
    """Why the level is proposed, or what each rule missed, as one text."""
    parts = []
    for level, checks in row.rules:
        missed = [words for words, fits in checks if not fits]
        if not missed:
            said = listing([words for words, _ in checks])
            return str(gettext("%(level)s: %(conditions)s", level=level, conditions=said))
        parts.append(gettext("%(level)s: not met: %(missed)s", level=level, missed=listing(missed)))
    return " / ".join(parts)


def awards_workbook(awards: Awards) -> bytes:
    """The three lists as a workbook with one sheet each."""
    return write_workbook([_advancement(awards), _prizes(awards), _promotions(awards)])


def change_words(moving: MovingUp) -> list[str]:
    """What a withdrawal from the event would change, line by line."""
    names = {
        Outcome.STANDING: gettext("standing"),
        Outcome.TOTAL: gettext("total"),
        Outcome.PLACE: gettext("place"),
        Outcome.ADVANCES: gettext("advances"),
        Outcome.RESERVE: gettext("reserve"),
        Outcome.PRIZE: gettext("prize"),
        Outcome.PROMOTION: gettext("proposed level"),
    }
    return [
        gettext(
            "%(number)s %(name)s: %(what)s %(before)s → %(after)s",
            number=change.entry,
            name=moving.names.get(change.entry, ""),
            what=names[change.outcome],
            before=_value(change.outcome, change.before),
            after=_value(change.outcome, change.after),
        )
        for change in moving.changes
        if change.outcome is not Outcome.STANDING and change.entry != moving.line.number
    ]


def _value(outcome: Outcome, value: object) -> str:
    if outcome is Outcome.ADVANCES:
        return str(gettext("yes") if value else gettext("no"))
    if value is None:
        return "—"
    return level_words(value) if outcome is Outcome.PROMOTION else str(value)


def _who(line: AwardLine) -> list[str | int | None]:
    place = line.place if line.standing == "competing" else None
    return [place, line.number, line.name, line.unit, line.total]


def _columns(*more: Column) -> list[Column]:
    return [
        Column(gettext("Place"), NARROW),
        Column(gettext("Entry number"), NARROW),
        Column(gettext("Name"), NARROW),
        Column(gettext("Unit"), WIDE),
        Column(gettext("Total"), NARROW),
        *more,
    ]


def _advancement(awards: Awards) -> Page:
    rows = []
    for line in (*awards.advancing, *awards.reserves):
        state = gettext("Advances") if line.advances else _reserve(line)
        rows.append([*_who(line), state, cut_reason(line, awards.modules)])
    columns = _columns(Column(gettext("Advancement")), Column(gettext("Reason"), WIDE))
    return Page(gettext("Advancement"), columns, rows)


def _reserve(line: AwardLine) -> str:
    return str(gettext("Reserve %(number)s", number=line.reserve))


def _prizes(awards: Awards) -> Page:
    rows = [[*_who(line), line.prize] for line in awards.prized]
    return Page(gettext("Prizes"), _columns(Column(gettext("Prize"))), rows)


def _promotions(awards: Awards) -> Page:
    rows = []
    for line in awards.lines:
        if line.proposal is not None:
            row = proposal_row(line, awards.modules)
            level = row.level or gettext("Not proposed")
            rows.append([*_who(line), level, proposal_reason(row)])
    columns = _columns(Column(gettext("Proposed level"), WIDE), Column(gettext("Reason"), WIDE))
    return Page(gettext("Promotion proposals"), columns, rows)
