"""Rows with readable defaults; each function takes a unit of work and returns an id."""

import itertools
from datetime import timedelta

from competition.domain.files import Kind
from competition.domain.id_numbers import check_character
from competition.domain.people import PersonDraft, check_person
from competition.domain.permissions import INSTALLATION, Actor, Role, Scope, ScopeKind
from competition.domain.registration_rules import rules_document
from competition.persistence import files, people
from competition.persistence.blind_codes import BlindCodeRow
from competition.persistence.files import FileFacts
from competition.persistence.models.accounts import AccountRow, RoleRow
from competition.persistence.models.competitions import (
    CompetitionRow,
    EventRow,
    OrganisationRow,
    PoliciesRow,
    SchemeRow,
)
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.entry_reviews import EntryReviewRow
from competition.persistence.models.jobs import JobRow
from competition.persistence.models.judging import AppointmentRow, MarkSheetRow
from competition.persistence.models.messages import MessageRow, WebhookRow
from competition.persistence.models.people import MembershipRow
from competition.persistence.models.programme import ChangeRow, PlanRow
from competition.persistence.models.registration import EntrantRow, RegistrationRulesRow
from competition.persistence.sealing import keyring
from competition.services.message_texts import TEMPLATES

PASSWORD = "correct horse battery staple"
_serial = itertools.count(1)

SCHEME = {
    "rounding": {"places": 2, "mode": "half_up", "stages": ["item", "module", "weighted", "total"]},
    "modules": [
        {
            "id": "A",
            "title": "theory",
            "weight": "0.30",
            "pass_mark": "60",
            "items": [{"id": "A1", "kind": "score", "max": "100", "title": "paper"}],
        },
        {
            "id": "B",
            "title": "practical",
            "weight": "0.70",
            "pass_mark": "60",
            "items": [
                {"id": "B1", "kind": "measurement", "max": "40", "title": "dimensions"},
                {"id": "B2", "kind": "judgement", "max": "30", "title": "finish"},
                {"id": "B3", "kind": "score", "max": "30", "title": "process"},
            ],
        },
    ],
}
POLICIES = {"ties": ["module:B", "item:B3"], "advance": {"places": 2, "reserves": 1}}


def _add(uow, row):
    uow.session.add(row)
    uow.session.flush()
    return row.id


def an_account(uow, name="王小明", login=None, unit="", password_hash=""):
    login = login or f"person{next(_serial)}"
    return _add(
        uow,
        AccountRow(
            login_index=keyring().index(login),
            login_sealed=keyring().seal(login),
            display_name=name,
            unit=unit,
            password_hash=password_hash,
            created_at=uow.now,
        ),
    )


def a_role(uow, account_id, role=Role.ORGANISER, scope=INSTALLATION):
    return _add(
        uow,
        RoleRow(
            account_id=account_id,
            role=role.value,
            scope_kind=scope.kind.value,
            scope_id=scope.id,
            granted_at=uow.now,
        ),
    )


def an_organisation(uow, name=None, kind="federation", parent_id=None, **more):
    name = name or f"市总工会{next(_serial)}"
    return _add(uow, OrganisationRow(name=name, kind=kind, parent_id=parent_id, **more))


def a_person(uow, name="王小明", id_number="", phone="", account_id=None):
    checked, issues = check_person(PersonDraft(name, id_number, phone), uow.now.date())
    assert issues == []
    return people.add(uow.session, checked, uow.now, "import", account_id)


def a_membership(uow, person_id, organisation_id, state="confirmed", origin="self"):
    row = MembershipRow(
        person_id=person_id,
        organisation_id=organisation_id,
        state=state,
        origin=origin,
        asked_at=uow.now,
    )
    return _add(uow, row)


def an_id_number(serial=1, born="19900307", region="320501"):
    digits = f"{region}{born}{serial:03d}"
    return digits + check_character(digits)


def a_competition(uow, title="2026年职工职业技能竞赛", state="announced", organisation_id=None):
    return _add(
        uow,
        CompetitionRow(
            organisation_id=organisation_id or an_organisation(uow),
            title=title,
            season=2026,
            level="city",
            state=state,
            created_at=uow.now,
        ),
    )


def a_plan(uow, competition_id, state="planned", **columns):
    uow.session.add(PlanRow(competition_id=competition_id, state=state, **columns))
    uow.session.flush()
    return competition_id


def a_change(uow, competition_id, account_id=None):
    """A change of the programme that waits for a decision."""
    facts = {"place": ["一号馆", "二号馆"]}
    row = ChangeRow(competition_id=competition_id, changes=facts, reason="一号馆要检修")
    row.requested_by, row.requested_at = account_id, uow.now
    return _add(uow, row)


def an_event(uow, competition_id=None, title="数控车工", state="open", **columns):
    columns.setdefault("entries_open_at", uow.now - timedelta(days=1))
    columns.setdefault("entries_close_at", uow.now + timedelta(days=7))
    return _add(
        uow,
        EventRow(
            competition_id=competition_id or a_competition(uow),
            title=title,
            trade="车工",
            state=state,
            **columns,
        ),
    )


def a_scheme(uow, event_id, document=None, number=1):
    row = SchemeRow(event_id=event_id, number=number, document=document or SCHEME, made_at=uow.now)
    return _add(uow, row)


def some_policies(uow, event_id, document=None, number=1):
    row = PoliciesRow(
        event_id=event_id, number=number, document=document or POLICIES, made_at=uow.now
    )
    return _add(uow, row)


def some_rules(uow, event_id, rules, number=1):
    document = rules_document(rules)
    row = RegistrationRulesRow(event_id=event_id, number=number, document=document, made_at=uow.now)
    return _add(uow, row)


def an_entry(uow, event_id, number=None, name="李秀英", unit="苏城精密机械厂", **columns):
    number = number or f"{next(_serial):04d}"
    row = EntryRow(
        event_id=event_id, number=number, name=name, unit=unit, created_at=uow.now, **columns
    )
    return _add(uow, row)


def a_file(uow, subject, made_by=None, name="证书.pdf", content=b"%PDF-1.7 a certificate"):
    facts = FileFacts(0, subject, "certificate", Kind.PDF, name, 0, "", made_by, uow.now)
    return files.add(uow.session, facts, content)


def an_entrant(uow, entry_id, name="李秀英", role="captain", person_id=None):
    row = EntrantRow(
        entry_id=entry_id, person_id=person_id, role=role, name=name, position=0, joined_at=uow.now
    )
    return _add(uow, row)


def a_review(uow, event_id, entry_id, made_by=None, **columns):
    row = EntryReviewRow(event_id=event_id, entry_id=entry_id, made_by=made_by, **columns)
    row.decision, row.is_final, row.made_at = "accept", True, uow.now
    row.seen_version = row.left_version = 1
    return _add(uow, row)


def an_appointment(uow, event_id, account_id, label="J1", **columns):
    row = AppointmentRow(event_id=event_id, account_id=account_id, label=label, **columns)
    return _add(uow, row)


def a_work_code(uow, event_id, entry_id, work_code):
    return _add(uow, BlindCodeRow(event_id=event_id, entry_id=entry_id, work_code=work_code))


def a_mark_sheet(uow, event_id, appointment_id, work_code):
    row = MarkSheetRow(event_id=event_id, appointment_id=appointment_id, work_code=work_code)
    return _add(uow, row)


def organiser_of(competition_id, account_id=1):
    scope = Scope(ScopeKind.COMPETITION, competition_id)
    return Actor(account_id, frozenset({(Role.ORGANISER, scope)}))


def judge_of(event_id, account_id=1, chief=False):
    role = Role.CHIEF_JUDGE if chief else Role.JUDGE
    return Actor(account_id, frozenset({(role, Scope(ScopeKind.EVENT, event_id))}))


def a_job(uow, asked_by=None, kind="messages.deliver", state="queued", **columns):
    columns = {"about": "甲厂名单", "payload": {"messages": []}, "due_at": uow.now} | columns
    row = JobRow(kind=kind, state=state, asked_by=asked_by, created_at=uow.now, **columns)
    return _add(uow, row)


def a_message(uow, account_id, template="webhook.tested", link="/account/", **params):
    row = MessageRow(
        account_id=account_id,
        template=template,
        category=TEMPLATES[template].category.value,
        params=params or {"title": "甲"},
        link=link,
        created_at=uow.now,
    )
    return _add(uow, row)


def a_webhook(uow, url="https://app.example.cn/hook", categories=("work",), **columns):
    row = WebhookRow(
        title="苏工惠",
        url=url,
        secret_sealed=keyring().seal("secret"),
        categories=list(categories),
        created_at=uow.now,
        **columns,
    )
    return _add(uow, row)
