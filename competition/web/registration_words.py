"""The rules of an event's registration as sentences of both languages."""

from flask_babel import gettext

from competition.domain.registration_rules import RegistrationRules
from competition.web.formatting import moment


def rules_sentences(rules: RegistrationRules, seats: int | None) -> list[str]:
    """The settings in plain words; conditions of entry are said elsewhere."""
    found = [*_team(rules), *_places(rules, seats), *_waiting(rules)]
    until = rules.replace_until
    found.append(
        gettext(
            "Persons are replaced until %(until)s; later by the organisers.", until=moment(until)
        )
        if until
        else gettext("Persons are replaced until the codes are handed out.")
    )
    if rules.one_event:
        found.append(gettext("A person enters one event of this competition only."))
    if rules.real_name:
        found.append(gettext("Name, ID number and phone are known before entering."))
    if rules.second_review:
        found.append(gettext("A second reviewer looks at each entry."))
    if rules.late_changes:
        found.append(
            gettext("Units may ask for changes of sealed lists until the codes are handed out.")
        )
    return [str(sentence) for sentence in found]


def _team(rules: RegistrationRules) -> list[str]:
    team = rules.team
    if not team.is_team:
        return [gettext("Everybody enters alone.")]
    same = team.least == team.most
    found = [
        gettext("Teams of %(count)s, one of them the captain.", count=team.most)
        if same
        else gettext(
            "Teams of %(least)s to %(most)s, one of them the captain.",
            least=team.least,
            most=team.most,
        )
    ]
    extra = {"substitutes": team.substitutes, "coaches": team.coaches}
    if any(extra.values()):
        found.append(
            gettext("With up to %(substitutes)s substitutes and %(coaches)s coaches.", **extra)
        )
    found.append(
        gettext("The members of a team may belong to several units.")
        if rules.mixed_teams
        else gettext("Whoever may compete in a team belongs to the unit that enters.")
    )
    return found


def _places(rules: RegistrationRules, seats: int | None) -> list[str]:
    if seats is None:
        found = [gettext("There are as many places as entries.")]
    else:
        found = [gettext("There are %(seats)s places.", seats=seats)]
    if rules.unit_seats is not None:
        found.append(gettext("Each unit has at most %(seats)s of them.", seats=rules.unit_seats))
    if rules.exceptions:
        named = "、".join(f"{name} {count}" for name, count in rules.exceptions)
        found.append(gettext("Units with another quota: %(units)s.", units=named))
    return found


def _waiting(rules: RegistrationRules) -> list[str]:
    if not rules.waiting_list:
        return [gettext("Whoever comes when all places are taken is refused.")]
    return [
        gettext(
            "Whoever comes when all places are taken waits in turn, moves up when one becomes free,"
            " and has %(hours)s hours to take it.",
            hours=rules.offer_hours,
        )
    ]
