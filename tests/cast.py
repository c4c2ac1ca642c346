"""The cast: one person for every hat, in the right scope and in the wrong one."""

from dataclasses import dataclass

from competition.domain.entry_forms import EntryForm, Question
from competition.domain.list_requests import Change, Wanted
from competition.domain.permissions import INSTALLATION, Role, Scope, ScopeKind
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import TeamRules
from competition.domain.unit_lists import ListState
from competition.persistence import (
    correction_requests,
    entry_forms,
    list_requests,
    person_disputes,
    unit_lists,
)
from competition.persistence.entry_forms import Answered
from competition.persistence.models.registration import EntrantRow
from tests.factories import (
    a_change,
    a_competition,
    a_file,
    a_job,
    a_mark_sheet,
    a_membership,
    a_message,
    a_person,
    a_plan,
    a_review,
    a_role,
    a_scheme,
    a_webhook,
    a_work_code,
    an_account,
    an_appointment,
    an_entrant,
    an_entry,
    an_event,
    an_id_number,
    an_organisation,
    some_policies,
    some_rules,
)
from tests.factories.proposals import a_proposal

MEMBERS = (
    "visitor",
    "worker",
    "entrant",
    "judge",
    "other judge",
    "organiser",
    "other organiser",
    "steward",
    "administrator",
    "clerk",
    "other clerk",
    "officer",
)


@dataclass(frozen=True)
class Cast:
    """Account ids by member (None: not signed in), and the ids that addresses name."""

    members: dict[str, int | None]
    ids: dict[str, int]


def _give_roles(uow, people, competitions, organisations):
    for name, competition_id in zip(("organiser", "other organiser"), competitions, strict=True):
        a_role(uow, people[name], Role.ORGANISER, Scope(ScopeKind.COMPETITION, competition_id))
    for name, organisation_id in organisations.items():
        role = Role.OFFICER if name == "officer" else Role.CLERK
        a_role(uow, people[name], role, Scope(ScopeKind.ORGANISATION, organisation_id))
    a_role(uow, people["steward"], Role.STEWARD, INSTALLATION)
    a_role(uow, people["administrator"], Role.ADMINISTRATOR, INSTALLATION)


def _a_member(uow, account_id, unit):
    """A member of the unit whose number is disputed and whose new name waits."""
    person_id = a_person(uow, "王小明", an_id_number(), "13812345678")
    given = {"person_id": person_id, "kind": "name", "given_name": "王大明"}
    dispute = person_disputes.open_dispute(uow.session, uow.now, **given)
    change = ("name", "王小明", "王大明")
    correction = person_disputes.add_correction(
        uow.session, person_id, change, state="open", by=account_id, at=uow.now
    )
    return {
        "dispute_id": dispute,
        "correction_id": correction,
        "membership_id": a_membership(uow, person_id, unit),
    }


def _in_marking(uow, competition):
    event_id = an_event(uow, competition, state="marking")
    a_scheme(uow, event_id)
    some_policies(uow, event_id)
    return event_id


def _told(uow, account_id):
    """Ids of what jobs and messages leave behind for a person, and of a webhook."""
    return {
        "job_id": a_job(uow, account_id),
        "message_id": a_message(uow, account_id),
        "webhook_id": a_webhook(uow),
    }


def _around(uow, event, entry, people):
    """Ids of what surrounds an entry: a document, a correction asked for, a decision."""
    own = people["entrant"]
    return {
        "file_id": a_file(uow, f"entry:{entry}", own),
        "request_id": correction_requests.add(uow.session, entry, own, "等级应为三级", uow.now),
        "review_id": a_review(uow, event, entry, people["organiser"], batch="0" * 32),
    }


def _a_late_change(uow, event_id, unit, clerk):
    """A sealed list of the unit, and what its clerk asks to be changed."""
    row = {"name": "赵一鸣", "id_number": an_id_number(7)}
    found = unit_lists.load(uow.session, event_id, unit)
    unit_lists.save_rows(uow.session, found, [row], clerk, uow.now)
    found = unit_lists.load(uow.session, event_id, unit)
    facts = {"digest": "0" * 64, "sealed_at": uow.now, "sealed_by": clerk}
    unit_lists.save_state(uow.session, found, ListState.SEALED, **facts)
    sealed = {"event": "甲赛", "unit": "甲厂"}, [row], "0" * 64
    list_requests.add_version(uow.session, found, sealed, clerk, uow.now)
    asked = {"reason": "住院", "asked_by": clerk, "asked_at": uow.now}
    wanted = Wanted(Change.WITHDRAW, 1)
    request = list_requests.add_request(uow.session, found, wanted, row, **asked)
    return {"list_request_id": request}


def _a_newcomer(uow, event, entry):
    """The id of somebody who took over a part, whose answers the event's form asks for."""
    old, new = an_entrant(uow, entry, "韩梅"), an_entrant(uow, entry)
    uow.session.get(EntrantRow, old).left_at = uow.now
    form = EntryForm(1, (Question("q1", "尺码"),))
    entry_forms.add(uow.session, event, form, None, uow.now)
    entry_forms.save_answers(uow.session, entry, -old, Answered(1, {"q1": "M"}), uow.now)
    return new


def a_cast(act) -> Cast:
    """Two competitions with an event each; everybody belongs to the first but the "other" ones."""
    with act() as uow:
        people = {name: an_account(uow, name=f"甲{n}") for n, name in enumerate(MEMBERS[1:])}
        first, second = a_competition(uow, title="甲赛"), a_competition(uow, title="乙赛")
        event, other = (_in_marking(uow, competition) for competition in (first, second))
        district = an_organisation(uow, "甲区总工会", kind="district")
        unit = an_organisation(uow, "甲厂", kind="unit", parent_id=district)
        other_unit = an_organisation(uow, "乙厂", kind="unit")
        some_rules(uow, event, RegistrationRules(team=TeamRules(2, 3)))
        entry = an_entry(uow, event, "0001", account_id=people["entrant"], unit_id=unit)
        entrant = _a_newcomer(uow, event, entry)
        appointment = an_appointment(uow, event, people["judge"], "J1")
        an_appointment(uow, other, people["other judge"], "J1")
        a_work_code(uow, event, entry, "K7M2")
        sheet = a_mark_sheet(uow, event, appointment, "K7M2")
        offices = {"clerk": unit, "other clerk": other_unit, "officer": district}
        _give_roles(uow, people, [first, second], offices)
        more = {
            **_a_late_change(uow, event, unit, people["clerk"]),
            **_a_member(uow, people["worker"], unit),
            **_told(uow, people["worker"]),
            "proposal_id": a_proposal(uow, unit, district, people["clerk"]),
            **_around(uow, event, entry, people),
            "change_id": a_change(uow, a_plan(uow, first), people["organiser"]),
        }
    ids = more | {
        "event_id": event,
        "competition_id": first,
        "entry_id": entry,
        "entrant_id": entrant,
        "sheet_id": sheet,
        "appointment_id": appointment,
        "account_id": people["worker"],
        "organisation_id": unit,
        "season": 2026,
    }
    return Cast({"visitor": None, **people}, ids)
