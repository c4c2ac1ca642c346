"""What a judge's page shows of each aspect: a card with its field, its limits, what went wrong.

Speaks of works by their work code; the word *entry* must not occur below this line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext

from competition.domain.judging import GRADES, StoredMark, TypedMark, limits, mark_text
from competition.domain.mark_table import choice_labels
from competition.domain.marking import Aspect, AspectKind
from competition.services.judging import AspectOnSheet, MarkSheet


@dataclass(frozen=True, slots=True)
class Card:
    """One aspect on the page. `stored` is what another device saved meanwhile, if it differs."""

    place: int
    item: AspectOnSheet
    text: str
    base: int
    error: str = ""
    stored: str | None = None

    @property
    def aspect(self) -> Aspect:
        """The aspect of the marking scheme."""
        return self.item.aspect

    @property
    def is_marked(self) -> bool:
        """Whether a mark is stored."""
        return self.item.value is not None

    @property
    def value(self) -> str:
        """The stored mark in words; empty if there is none."""
        return mark_text(self.item.value)

    @property
    def first(self) -> str:
        """The mark that was submitted first."""
        return mark_text(self.item.first)

    @property
    def options(self) -> tuple[tuple[str, str, str], ...]:
        """What can be tapped: value, sign and words; empty where a number is typed."""
        labels = choice_labels(self.aspect)
        if labels is not None:
            return tuple((label, "", label) for label in labels)
        if self.aspect.kind is AspectKind.JUDGEMENT:
            return tuple(zip(GRADES, GRADES, descriptors(self.aspect), strict=True))
        return ()

    @property
    def is_signed(self) -> bool:
        """Whether a measured value may be below nought."""
        return limits(self.aspect)[0] < 0

    @property
    def highest(self) -> str:
        """The highest number that may be given; empty if there is none."""
        return mark_text(limits(self.aspect)[1])

    @property
    def hint(self) -> str:
        """What may be typed, in words."""
        if self.is_signed:
            return str(gettext("The measured value, at most three decimals."))
        if not self.highest:
            return str(gettext("0 or more, at most three decimals."))
        words = gettext("0 to %(highest)s, at most three decimals.", highest=self.highest)
        return str(words)


def descriptors(aspect: Aspect) -> tuple[str, ...]:
    """What the four grades mean: the scheme's own words, else the general ones."""
    general = (
        gettext("Below the standard of the trade, or not attempted"),
        gettext("Meets the standard of the trade"),
        gettext("Meets the standard and exceeds it in places"),
        gettext("Wholly exceeds the standard: excellent"),
    )
    own = aspect.descriptors
    return tuple(own[n] if n < len(own) and own[n] else words for n, words in enumerate(general))


@dataclass(frozen=True, slots=True)
class Troubles:
    """What a refused save left behind: what was typed, what was wrong, what is stored instead."""

    typed: Sequence[TypedMark] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    conflicts: Mapping[str, StoredMark | None] = field(default_factory=dict)


def cards_of(sheet: MarkSheet, troubles: Troubles) -> dict[str, list[Card]]:
    """The cards of each module, with what was typed in place of what is stored."""
    typed = {mark.aspect_id: mark for mark in troubles.typed}
    places = {item.aspect.id: place for place, item in enumerate(sheet.aspects, start=1)}
    return {
        module.id: [_card(places[i.aspect.id], i, typed, troubles) for i in module.aspects]
        for module in sheet.modules
    }


def _card(
    place: int, item: AspectOnSheet, typed: Mapping[str, TypedMark], troubles: Troubles
) -> Card:
    id_ = item.aspect.id
    mark = typed.get(id_)
    shown = Card(place, item, mark_text(item.value), item.version, troubles.errors.get(id_, ""))
    if mark is None:
        return shown
    if id_ not in troubles.conflicts:
        return replace(shown, text=mark.text, base=mark.base_version)
    theirs = troubles.conflicts[id_]
    return replace(shown, text=mark.text, stored=mark_text(theirs.value) if theirs else "")
