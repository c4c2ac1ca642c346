"""The parts people have in an entry, in words."""

from flask_babel import lazy_gettext as _l

from competition.domain.teams import EntrantRole

ROLES = {
    EntrantRole.CAPTAIN: _l("Captain"),
    EntrantRole.MEMBER: _l("Member"),
    EntrantRole.SUBSTITUTE: _l("Substitute"),
    EntrantRole.COACH: _l("Coach"),
}
