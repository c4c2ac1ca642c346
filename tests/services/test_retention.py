"""Personal data go when their time is over; what is public record stays, byte for byte."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from competition.domain.errors import Conflict, NotPermitted, RuleViolation
from competition.domain.permissions import Actor
from competition.domain.retention import Kind, usual_periods
from competition.persistence import entry_drafts, entry_forms, vault
from competition.persistence.entry_forms import Answered
from competition.persistence.models.account_security import InvitationRow
from competition.persistence.models.accounts import AccountSessionRow, SignInAttemptRow
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.entry_reviews import EntryReviewRow
from competition.persistence.models.files import StoredFileRow
from competition.persistence.models.messages import MessageRow
from competition.persistence.models.people import PersonRow
from competition.persistence.models.publications import PublicationRow, PublishedResultRow
from competition.persistence.models.registration import EntrantRow, EntryDraftRow
from competition.persistence.models.unit_lists import (
    ListRequestRow,
    ListVersionRow,
    UnitListRow,
)
from competition.persistence.sealing import keyring
from competition.services import audit, results, retention
from competition.services.jobs import SYSTEM
from tests.factories import (
    a_file,
    a_message,
    a_person,
    a_review,
    an_account,
    an_entrant,
    an_entry,
    an_event,
    an_id_number,
    an_organisation,
    organiser_of,
)
from tests.services.house import marked_house

LONG_AGO = date.today() - timedelta(days=3000)  # noqa: DTZ011 -- any day of long ago will do


def a_list(uow, event_id, unit_id):
    sealed = keyring().seal('[{"name": "王小明"}]')
    row = UnitListRow(event_id=event_id, organisation_id=unit_id, rows_sealed=sealed, row_count=1)
    row.changed_at = uow.now
    uow.session.add(row)
    uow.session.flush()
    return row.id


def seal(uow, list_id, clerk):
    """Its scan stands with the list, with the version that was stamped, and with a request."""
    scan, sealed = a_file(uow, f"list:{list_id}"), keyring().seal('{"head": {}, "rows": []}')
    uow.session.get(UnitListRow, list_id).scan_file_id = scan
    version = ListVersionRow(list_id=list_id, number=1, digest="0" * 64, scan_file_id=scan)
    version.document_sealed, version.sealed_at = sealed, uow.now
    asked = ListRequestRow(list_id=list_id, change="withdraw", reason="住院", file_id=scan)
    asked.document_sealed, asked.asked_by, asked.asked_at = sealed, clerk, uow.now
    uow.session.add_all([version, asked])


@pytest.fixture
def house(act):
    """A published event of long ago: three on the ranking, a fourth who was declined."""
    found = marked_house(act)
    with act(found.organiser) as uow:
        results.publish_results(uow, found.event, "")
    with act() as uow:
        account = an_account(uow, login="13900000001")
        uow.session.execute(update(EventRow).values(held_on=LONG_AGO))
        found.other = an_entry(
            uow, found.event, "0099", name="赵落选", account_id=account, state="declined"
        )
        found.person = a_person(uow, "赵落选", an_id_number(), "13812345678")
        an_entrant(uow, found.other, "赵落选", person_id=found.person)
        found.file = a_file(uow, f"entry:{found.other}", account)
        found.list = a_list(uow, found.event, an_organisation(uow, "甲厂", kind="unit"))
        seal(uow, found.list, account)
        a_review(uow, found.event, found.other, reason="照片与本人不符")
        entry_forms.save_answers(uow.session, found.other, 0, Answered(0, {"q1": "是"}), uow.now)
        uow.session.execute(update(EntryRow).values(facts={"level": "3"}))
        entry_drafts.save(uow.session, account, found.event, {"name": "赵"}, uow.now)
        event = uow.session.get(EventRow, found.event)
        found.competition = event.competition_id
    return found


def frozen(act):
    """All that is public record: bundles and the rows of rankings."""
    with act() as uow:
        bundles = uow.session.scalars(select(PublicationRow.bundle)).all()
        row = PublishedResultRow
        lines = uow.session.execute(select(row.name, row.unit, row.place, row.document)).all()
        return bundles, lines


def faults(act):
    with act(SYSTEM) as uow:
        return audit.verify_audit(uow).issues


def run(act, run_jobs):
    with act(SYSTEM) as uow:
        retention.request_run(uow)
    run_jobs()


def column(act, attribute):
    with act() as uow:
        return uow.session.scalars(select(attribute).order_by(attribute)).all()


def test_a_run_takes_away_what_is_due_and_leaves_the_public_record_whole(act, run_jobs, house):
    before = frozen(act)

    run(act, run_jobs)

    assert frozen(act) == before
    assert faults(act) == ()
    assert sorted(column(act, EntryRow.name)) == ["***", "选手1", "选手2", "选手3"]
    with act() as uow:
        other = uow.session.get(EntryRow, house.other)
        assert (other.account_id, other.facts) == (None, {})
        assert uow.session.scalar(select(EntrantRow.person_id)) is None
        assert entry_forms.answers_of(uow.session, house.other) == {}
        assert uow.session.scalar(select(func.count(StoredFileRow.id))) == 0
        assert uow.session.scalar(select(func.count(EntryDraftRow.id))) == 0
        cleared = uow.session.get(UnitListRow, house.list)
        assert (cleared.scan_file_id, keyring().unseal(cleared.rows_sealed)) == (None, "[]")
        for row in (ListVersionRow, ListRequestRow):
            assert uow.session.scalar(select(func.count(row.id))) == 0
        assert uow.session.scalars(select(EntryReviewRow.reason)).all() == [""]
        assert list(vault.places()) == []


def test_what_went_is_logged_by_kind_and_policy_and_the_next_run_finds_nothing(
    act, run_jobs, house
):
    run(act, run_jobs)
    run(act, run_jobs)

    with act(SYSTEM) as uow:
        second, first = retention.list_runs(uow)
    assert second.lines == ()
    assert {line.kind: (line.amount, line.policy) for line in first.lines} == {
        Kind.DRAFTS: (1, "installation#0"),
        Kind.FILES: (1, "installation#0"),
        Kind.ANSWERS: (1, "installation#0"),
        Kind.PLACED_ANSWERS: (3, "installation#0"),
        Kind.NAMES: (1, "installation#0"),
        Kind.LISTS: (1, "installation#0"),
        Kind.PAPERS: (1, "installation#0"),
    }


def test_a_run_goes_in_steps_and_goes_on_where_it_was_broken_off(act, house, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    with act(SYSTEM) as uow:
        run_id, tasks = retention.begin_run(uow)
    task = next(one for one in tasks if one.kind is Kind.PLACED_ANSWERS)

    removed = []
    for _ in range(3):
        with act(SYSTEM) as uow:
            removed.append(retention.remove_some(uow, run_id, task))

    assert (task.amount, removed) == (3, [2, 1, 0])


def test_a_hold_that_comes_during_a_run_stops_it(act, house):
    with act(SYSTEM) as uow:
        run_id, tasks = retention.begin_run(uow)
    with act(house.organiser) as uow:
        retention.set_hold(uow, house.competition, "申诉未了结", wanted=True)

    removed = []
    for task in tasks:
        with act(SYSTEM) as uow:
            removed.append(retention.remove_some(uow, run_id, task))

    assert set(removed) == {0}
    with act(SYSTEM) as uow:
        outlook = retention.describe_retention(uow)
    assert (outlook.due, [hold.reason for hold in outlook.holds]) == (0, ["申诉未了结"])


def test_a_released_competition_goes_on(act, house):
    with act(house.organiser) as uow:
        retention.set_hold(uow, house.competition, "申诉未了结", wanted=True)
    with act(house.organiser) as uow:
        retention.set_hold(uow, house.competition, "申诉已驳回", wanted=False)

    with act(house.organiser) as uow:
        own = retention.describe_own(uow, house.competition)

    assert own.hold is None
    assert {one.what.kind for one in own.upcoming if one.is_due} == {
        one.what.kind for one in own.upcoming
    }


def test_nothing_goes_while_marks_are_given_or_the_last_day_is_unknown(act, house):
    def due():
        with act(SYSTEM) as uow:
            return retention.describe_retention(uow).due

    with act() as uow:
        uow.session.execute(update(EventRow).values(state="marking"))
    while_marking = due()
    with act() as uow:
        uow.session.execute(update(EventRow).values(state="published", held_on=None))

    assert (while_marking, due()) == (0, 0)


def test_a_competition_has_its_own_periods_for_what_counts_from_its_end(act, house):
    with act(house.organiser) as uow:
        texts = {"files": "7300"}
        issues = retention.save_periods(uow, texts, "集训需要", 0, house.competition)

    with act(SYSTEM) as uow:
        run_id, tasks = retention.begin_run(uow)

    assert (issues, run_id) == ([], 1)
    assert Kind.FILES not in {task.kind for task in tasks}


def test_a_stale_page_a_bad_number_and_a_missing_reason_change_nothing(act):
    texts = {kind.value: str(days) for kind, days in usual_periods().items()}

    with act(SYSTEM) as uow:
        issues = retention.save_periods(uow, texts | {"sign_ins": "30"}, "试", 0)
    with pytest.raises(RuleViolation), act(SYSTEM) as uow:
        retention.save_periods(uow, texts, "", 0)
    with pytest.raises(Conflict), act(SYSTEM) as uow:
        retention.save_periods(uow, texts, "试", 3)

    assert [issue.rule for issue in issues] == ["RET-02"]
    with act(SYSTEM) as uow:
        assert retention.describe_retention(uow).policy.number == 0


def test_old_messages_sign_ins_and_invitations_go_by_their_own_age(act, run_jobs):
    with act() as uow:
        account = an_account(uow)
        old = uow.now - timedelta(days=400)
        a_message(uow, account)
        uow.session.get(MessageRow, a_message(uow, account)).created_at = old
        for at in (old, uow.now):
            uow.session.add(
                SignInAttemptRow(login_index="a", address_index="b", at=at, succeeded=True)
            )
            times = {"opened_at": at, "seen_at": at, "expires_at": at}
            row = AccountSessionRow(account_id=account, token_digest=str(at), **times)
            uow.session.add(row)
        offer = {"invited_index": "i", "invited_sealed": b"s", "role": "judge"}
        place = {"scope_kind": "installation", "scope_id": 0, "made_at": old, "expires_at": old}
        uow.session.add(InvitationRow(token_digest="d", **offer, **place))

    run(act, run_jobs)

    with act() as uow:
        tables = (MessageRow.id, SignInAttemptRow.id, AccountSessionRow.id, InvitationRow.id)
        counts = [uow.session.scalar(select(func.count(one))) for one in tables]
    assert counts == [1, 1, 1, 0]


def test_people_whom_nobody_enters_any_more_are_made_anonymous(act, run_jobs, house):
    with act() as uow:
        old = uow.now - timedelta(days=2000)
        uow.session.get(PersonRow, house.person).created_at = old
        young = a_person(uow, "钱新人", an_id_number(2))

    run(act, run_jobs)

    with act() as uow:
        gone = uow.session.get(PersonRow, house.person)
        kept = uow.session.get(PersonRow, young)
        assert (gone.name, gone.id_sealed, gone.phone_sealed, gone.born_on) == ("***",) + (
            None,
        ) * 3
        assert (kept.name, kept.id_sealed is None) == ("钱新人", False)


def test_only_administrators_run_it_and_organisers_see_their_own_competition(act, house):
    stranger = organiser_of(house.competition + 1)
    for refused in (house.organiser, stranger, Actor(1)):
        with pytest.raises(NotPermitted), act(refused) as uow:
            retention.request_run(uow)
    with pytest.raises(NotPermitted), act(stranger) as uow:
        retention.describe_own(uow, house.competition)

    with act(house.organiser) as uow:
        assert retention.describe_own(uow, house.competition).days[Kind.FILES] == 180


def test_the_outlook_asks_as_often_for_many_competitions_as_for_one(act, count_queries, house):
    with act(SYSTEM) as uow, count_queries(uow) as one:
        retention.describe_retention(uow)
    with act() as uow:
        for _ in range(3):
            an_entry(uow, an_event(uow, state="published", held_on=LONG_AGO))
    with act(SYSTEM) as uow, count_queries(uow) as more:
        retention.describe_retention(uow)

    assert more.count == one.count
