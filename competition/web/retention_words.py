"""Retention in words: what each kind of personal data is, and what becomes of it when."""

from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.retention import RULES, Ending, Kind, Since, Way
from competition.web.formatting import day

KINDS = {
    Kind.DRAFTS: _l("Unfinished entries"),
    Kind.FILES: _l("Photos, certificates and other files of entries"),
    Kind.ANSWERS: _l("Answers and facts of entries that no ranking names"),
    Kind.PLACED_ANSWERS: _l("Answers and facts of entries that a ranking names"),
    Kind.NAMES: _l("Names of entries that no ranking names"),
    Kind.LISTS: _l("ID numbers, phones and rows of units' lists"),
    Kind.PAPERS: _l("Printed tickets, exports and scans of stamped lists"),
    Kind.PEOPLE: _l("ID numbers, phones and names of people without an account"),
    Kind.CORRECTIONS: _l("Earlier values of corrected data, settled disputes"),
    Kind.MESSAGES: _l("Messages and what is written down of sending them"),
    Kind.SIGN_INS: _l("Tries to sign in, and browsers that were signed in"),
    Kind.INVITATIONS: _l("Invitations and links that have expired"),
}

WAYS = {Way.DELETE.value: _l("deleted"), Way.ANONYMISE.value: _l("made anonymous")}


def sentence(kind: Kind, days: int) -> str:
    """What becomes of a kind of data, as one sentence."""
    rule, what = RULES[kind], KINDS[kind]
    if rule.since is Since.END and rule.way is Way.DELETE:
        return str(
            gettext(
                "%(what)s: deleted %(days)s days after the competition's last day.",
                what=what,
                days=days,
            )
        )
    if rule.since is Since.END:
        return str(
            gettext(
                "%(what)s: made anonymous %(days)s days after the competition's last day.",
                what=what,
                days=days,
            )
        )
    if rule.way is Way.DELETE:
        return str(gettext("%(what)s: deleted after %(days)s days.", what=what, days=days))
    return str(gettext("%(what)s: made anonymous after %(days)s days.", what=what, days=days))


def when(ending: Ending, on: date | None) -> str:
    """From which day data go, or why there is none."""
    if ending.is_held:
        return str(gettext("held"))
    if ending.runs:
        return str(gettext("not while the competition runs"))
    return day(on) or str(gettext("no last day is known"))
