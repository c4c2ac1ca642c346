"""Lines of the preview as its page shows them: texts, and what of each entry is open."""

from dataclasses import dataclass

from flask_babel import gettext, ngettext

from competition.domain.publication import Outcome
from competition.domain.results import OpenItem, Why
from competition.services.results import PreviewLine, ResultsPreview


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One entry of the preview: scores by module in the order of the scheme, as texts."""

    number: str
    name: str
    unit: str
    place: int | None
    scores: tuple[str | None, ...]
    total: str | None
    state: str
    prize: str
    open: tuple[str, ...]


def preview_lines(preview: ResultsPreview) -> list[ResultLine]:
    """Every line of the preview in its order."""
    return [_line(line, preview) for line in preview.lines]


def _line(line: PreviewLine, preview: ResultsPreview) -> ResultLine:
    result = line.result
    scores = (result.modules.get(module) for module, _ in preview.modules)
    return ResultLine(
        number=result.entry,
        name=line.name,
        unit=line.unit,
        place=result.place,
        scores=tuple(None if score is None else f"{score.score:f}" for score in scores),
        total=None if result.total is None else f"{result.total:f}",
        state=_state(line),
        prize=result.prize or "",
        open=(*(_open_words(item, preview) for item in line.open), *_waiting(line)),
    )


def _state(line: PreviewLine) -> str:
    result = line.result
    if result.standing != "competing":
        return result.standing.value
    if line.open or line.unsubmitted:
        return "incomplete"
    if result.advances:
        return "advances"
    return "reserve" if result.reserve else ""


def _waiting(line: PreviewLine) -> tuple[str, ...]:
    """A work whose sheets are not all handed in is ranked by the marks there are."""
    if not line.unsubmitted:
        return ()
    words = ngettext(
        "%(num)s sheet is not handed in", "%(num)s sheets are not handed in", line.unsubmitted
    )
    return (str(words),)


def _open_words(item: OpenItem, preview: ResultsPreview) -> str:
    title = preview.aspects.get(item.aspect) or item.aspect
    if item.why is Why.UNSETTLED:
        return str(gettext("%(aspect)s: the grades are too far apart", aspect=title))
    return str(gettext("%(aspect)s: not marked", aspect=title))


def change_lines(preview: ResultsPreview) -> list[str]:
    """What differs from what was published before, entry by entry."""
    names = {line.result.entry: line.name for line in preview.lines}
    return [
        gettext(
            "%(number)s %(name)s: %(before)s → %(after)s",
            number=change.entry,
            name=names.get(change.entry, ""),
            before=_outcome(change.before),
            after=_outcome(change.now),
        )
        for change in preview.changes
    ]


def _outcome(outcome: Outcome | None) -> str:
    if outcome is None:
        return str(gettext("not in the ranking"))
    if outcome.place is None:
        return str(gettext("no place"))
    place, total = outcome.place, f"{outcome.total:f}" if outcome.total is not None else "—"
    said = gettext("place %(place)s with %(total)s", place=place, total=total)
    return str(gettext("%(said)s, advances", said=said) if outcome.advances else said)
