"""The words in which organisers read and write entries, on pages and in workbooks."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.services.entry_workbooks import EntryWords
from competition.web.workbook_words import Words, words_anywhere, words_now

SHEET: Words = {"entries": _l("Entries")}
TITLES: Words = {
    "number": _l("Entry number"),
    "name": _l("Name"),
    "unit": _l("Unit"),
    "level": _l("Skill level held"),
    "age": _l("Age"),
    "honours": _l("May be honoured"),
    "standing": _l("Takes part"),
    "remark": _l("Remark"),
    "state": _l("State of the entry"),
}
HINTS: Words = {
    "number": _l("Letters, digits and hyphens; each number once."),
    "unit": _l("The employer; judges of the same unit do not mark this work."),
    "level": _l("Needed for promotion proposals; empty when none is held."),
    "age": _l("In whole years on the day of the event."),
    "honours": _l("If not, prizes and promotion pass to the next in place."),
    "standing": _l("Empty means in competition."),
}
LEVELS: Words = {
    "5": _l("Level 5 (junior)"),
    "4": _l("Level 4 (intermediate)"),
    "3": _l("Level 3 (senior)"),
    "2": _l("Level 2 (technician)"),
    "1": _l("Level 1 (senior technician)"),
}
HONOURS: Words = {"yes": _l("Yes"), "no": _l("No")}
STANDINGS: Words = {
    "competing": _l("In competition"),
    "guest": _l("Out of competition"),
    "absent": _l("Absent"),
    "withdrawn": _l("Withdrawn"),
    "disqualified": _l("Disqualified"),
}
STATES: Words = {
    "submitted": _l("Waits for an answer"),
    "waiting": _l("On the waiting list"),
    "offered": _l("Has an offer"),
    "returned": _l("Sent back to be completed"),
    "accepted": _l("Accepted"),
    "declined": _l("Declined"),
    "withdrawn": _l("Withdrawn"),
}
ENDINGS: Words = {
    "worker": _l("withdrawn by the worker"),
    "organiser": _l("withdrawn by the organiser"),
    "refused": _l("gave the offered place back"),
    "lapsed": _l("the offer was not answered in time"),
    "transferred": _l("handed the place on"),
}
CHOICES: Mapping[str, Words] = {"level": LEVELS, "honours": HONOURS, "standing": STANDINGS}


def entry_words() -> EntryWords:
    """The words to write a workbook with, and those of all languages to read one with."""
    return EntryWords(
        sheet=gettext("Entries"),
        titles=words_now(TITLES),
        hints=words_now(HINTS),
        choices={column: words_now(words) for column, words in CHOICES.items()},
        states=words_now(STATES),
        known_sheets=tuple(words_anywhere(SHEET)),
        known_titles=words_anywhere(TITLES),
        known_choices={column: words_anywhere(words) for column, words in CHOICES.items()},
    )
