"""Late changes of a sealed list: asked for, answered, applied; what was sealed stays."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.domain.list_requests import Change, Wanted
from competition.domain.registration_rules import RegistrationRules
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.messages import MessageRow
from competition.persistence.models.unit_lists import ListVersionRow
from competition.services import list_requests
from competition.services.list_requests import Upload
from tests.factories import a_competition, an_event, an_id_number, some_rules
from tests.services.test_unit_lists import Desk, rows

NEW = {"name": "周芳", "id_number": an_id_number(9), "level": "3"}


@pytest.fixture
def desk(act):
    found = Desk(act)
    found.save(rows(2))
    found.enter()
    found.seal()
    return found


def ask(desk, wanted, reason="本人住院", actor=None, upload=None):
    with desk.act(actor or desk.clerk) as uow:
        place = desk.event, desk.unit
        return list_requests.ask_change(uow, place, wanted, reason, upload)


def approve(desk, request, actor=None):
    with desk.act(actor or desk.organiser) as uow:
        return list_requests.approve_change(uow, desk.event, request)


def refused(function, *given, **more):
    with pytest.raises(RuleViolation) as caught:
        function(*given, **more)
    return caught.value.rule


def entered(desk):
    with desk.act() as uow:
        query = select(EntryRow.name, EntryRow.state).order_by(EntryRow.id)
        return [tuple(row) for row in uow.session.execute(query)]


def versions(desk):
    with desk.act(desk.organiser) as uow:
        found = list_requests.list_versions(uow, desk.event, desk.unit)
        return [(one.version.number, len(one.version.rows), one.is_intact) for one in found]


@pytest.mark.parametrize(
    ("wanted", "after", "rows_after"),
    [
        (
            Wanted(Change.ADD, 0, NEW),
            [("赵一鸣", "submitted"), ("钱海", "submitted"), ("周芳", "submitted")],
            3,
        ),
        (Wanted(Change.REPLACE, 1, NEW), [("周芳", "submitted"), ("钱海", "submitted")], 2),
        (Wanted(Change.WITHDRAW, 2), [("赵一鸣", "submitted"), ("钱海", "withdrawn")], 1),
    ],
    ids=["add", "replace", "withdraw"],
)
def test_an_approved_change_is_applied_and_sealed_anew(desk, wanted, after, rows_after):
    before = desk.shown().stored

    digest = approve(desk, ask(desk, wanted))

    stored = desk.shown().stored
    assert entered(desk) == after
    assert (stored.state, stored.digest, len(stored.rows)) == ("sealed", digest, rows_after)
    assert digest != before.digest
    assert versions(desk) == [(2, rows_after, True), (1, 2, True)]


def test_nothing_changes_before_the_answer_and_a_refusal_says_why(desk):
    request = ask(desk, Wanted(Change.WITHDRAW, 2))

    assert entered(desk) == [("赵一鸣", "submitted"), ("钱海", "submitted")]
    with desk.act(desk.organiser) as uow:
        list_requests.refuse_change(uow, desk.event, request, "理由不充分")

    assert versions(desk) == [(1, 2, True)]
    assert refused(approve, desk, request) == "LST-12"
    with desk.act(desk.clerk) as uow:
        (told,) = list_requests.describe_history(uow, desk.event, desk.unit).requests
        assert (told.state, told.answer) == ("refused", "理由不充分")


def test_both_sides_are_told_and_both_digests_are_on_record(desk):
    before = desk.shown().stored.digest

    digest = approve(desk, ask(desk, Wanted(Change.WITHDRAW, 2)))

    with desk.act() as uow:
        told = list(uow.session.execute(select(MessageRow.template, MessageRow.account_id)))
        query = select(AuditRecordRow.detail)
        detail = uow.session.scalar(query.where(AuditRecordRow.action == "list.change_approved"))
    assert ("list.change_asked", desk.organiser.account_id) in told
    assert ("list.change_approved", desk.clerk.account_id) in told
    assert (detail["before"], detail["after"]) == (before, digest)


def test_what_was_tampered_with_no_longer_fits_its_digest(desk):
    approve(desk, ask(desk, Wanted(Change.WITHDRAW, 2)))
    with desk.act() as uow:
        first, second = uow.session.scalars(select(ListVersionRow).order_by(ListVersionRow.number))
        first.document_sealed = second.document_sealed

    assert versions(desk) == [(2, 1, True), (1, 1, False)]


def test_two_changes_are_approved_in_any_order(desk):
    first, second = (ask(desk, Wanted(Change.WITHDRAW, line)) for line in (1, 2))

    approve(desk, first)
    approve(desk, second)

    assert [state for _, state in entered(desk)] == ["withdrawn", "withdrawn"]
    assert versions(desk)[0] == (3, 0, True)


def test_a_row_waits_for_one_answer_at_a_time(desk):
    ask(desk, Wanted(Change.WITHDRAW, 2))

    assert refused(ask, desk, Wanted(Change.REPLACE, 2, NEW)) == "LST-11"


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (NEW | {"id_number": "320501199003070011"}, "IDN-05"),
        ({"name": "周芳"}, "LST-02"),
        ({"name": "赵一鸣", "id_number": an_id_number(1)}, "ENT-07"),
        ({"name": "别人", "id_number": an_id_number(1)}, "PSN-06"),
    ],
    ids=["bad number", "no number", "entered already", "somebody else's number"],
)
def test_a_new_row_is_held_like_any_other(desk, row, rule):
    assert refused(ask, desk, Wanted(Change.ADD, 0, row)) == rule


def test_a_change_needs_a_reason_and_may_bring_a_paper(desk):
    paper = Upload(BytesIO(b"%PDF-1.7 a letter %%EOF"), "函.pdf")

    assert refused(ask, desk, Wanted(Change.WITHDRAW, 2), reason=" ") == "REG-08"
    request = ask(desk, Wanted(Change.WITHDRAW, 2), upload=paper)
    with desk.act(desk.organiser) as uow:
        assert list_requests.describe_request(uow, desk.event, request).file_id is not None


def test_lst_10_after_entries_close_the_rules_decide(desk):
    with desk.act() as uow:
        row = uow.session.get(EventRow, desk.event)
        row.entries_close_at = uow.now - timedelta(minutes=1)

    assert refused(ask, desk, Wanted(Change.WITHDRAW, 2)) == "LST-10"
    with desk.act() as uow:
        some_rules(uow, desk.event, RegistrationRules(late_changes=True))
    assert ask(desk, Wanted(Change.WITHDRAW, 2))


def test_only_the_own_clerk_asks_and_only_the_own_organisers_answer(desk):
    with pytest.raises(NotPermitted):
        ask(desk, Wanted(Change.WITHDRAW, 2), actor=desk.stranger)
    request = ask(desk, Wanted(Change.WITHDRAW, 2))
    with pytest.raises(NotPermitted):
        approve(desk, request, actor=desk.clerk)
    with desk.act() as uow:
        other = an_event(uow, a_competition(uow, title="乙赛"))
    with pytest.raises(NotFound), desk.act(desk.organiser) as uow:
        list_requests.approve_change(uow, other, request)
    with pytest.raises(NotPermitted), desk.act(desk.stranger) as uow:
        list_requests.describe_version(uow, desk.event, desk.unit, 1)


def test_a_row_whose_entry_is_gone_cannot_be_changed(desk):
    request = ask(desk, Wanted(Change.WITHDRAW, 2))
    with desk.act() as uow:
        uow.session.scalars(
            select(EntryRow).where(EntryRow.name == "钱海")
        ).one().state = "declined"

    assert refused(approve, desk, request) == "LST-11"


def test_the_clerk_still_cannot_change_the_sealed_list_itself(desk):
    ask(desk, Wanted(Change.ADD, 0, NEW))

    assert refused(desk.save, rows(3), 1) == "LST-04"
