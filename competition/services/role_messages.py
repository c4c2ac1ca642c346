"""Messages about roles: what was given to whom, where and for how long."""

from datetime import date, datetime, timedelta

from competition.domain.messages import Category
from competition.domain.permissions import Role
from competition.domain.windows import Window
from competition.services.message_parts import N_, SHANGHAI, Phrase, Template

ROLE_NAMES = {
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.ORGANISER: N_("Organiser"),
    Role.STEWARD: N_("Steward"),
    Role.CHIEF_JUDGE: N_("Chief judge"),
    Role.JUDGE: N_("Judge"),
    Role.OFFICER: N_("Union officer"),
    Role.CLERK: N_("Unit clerk"),
    Role.WORKER: N_("Worker"),
}
EVERYWHERE = N_("Everywhere")

ROLE_TEMPLATES: dict[str, Template] = {
    "role.given": Template(
        Category.SECURITY,
        N_("You have a new role: %(role)s"),
        N_("Role: %(role)s. Where: %(place)s. %(period)s. Your page shows what it permits."),
    ),
    "role.granted": Template(  # of an older version; stands in inboxes
        Category.SECURITY,
        N_("You have a new role"),
        N_("A role was given to you. What it permits, where and until when stands on your page."),
    ),
    "role.ended": Template(
        Category.SECURITY,
        N_("Your role ended: %(role)s"),
        N_("Role: %(role)s. Where: %(place)s. Your page shows which roles you have now."),
    ),
    "role.revoked": Template(  # of an older version; stands in inboxes
        Category.SECURITY,
        N_("A role was taken from you"),
        N_("One of your roles ended. Your page shows which ones you have now."),
    ),
    "role.lent": Template(
        Category.SECURITY,
        N_("You stand in for %(holder)s"),
        N_(
            "Until and including %(until)s you act on behalf of %(holder)s. What you do is recorded"
            " as yours and on behalf of %(holder)s."
        ),
    ),
    "role.given_back": Template(
        Category.SECURITY,
        N_("A loan of a role has ended"),
        N_("Nobody acts on behalf of %(holder)s in this role any more."),
    ),
}


def role_phrase(role: Role) -> Phrase:
    """The role in its reader's language."""
    return Phrase(ROLE_NAMES[role])


def period_phrase(period: Window) -> Phrase:
    """How long a role holds, the last day included, in its reader's language."""
    first, last = period.opens, period.closes
    if first and last:
        text = N_("From %(first)s until and including %(last)s")
        return Phrase(text, {"first": _day(first), "last": last_day(last)})
    if first:
        return Phrase(N_("From %(first)s on"), {"first": _day(first)})
    if last:
        return Phrase(N_("Until and including %(last)s"), {"last": last_day(last)})
    return Phrase(N_("It does not end by itself"))


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def last_day(closes: datetime) -> date:
    """The last day that counts of what ends at this instant."""
    return _day(closes - timedelta(microseconds=1))
