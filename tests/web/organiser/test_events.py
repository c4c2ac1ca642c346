import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from competition.domain.permissions import Role
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.competitions import EventRow
from tests.factories import a_competition, a_role, a_scheme, an_account, an_entry, an_event

FORM = {
    "title": "数控车工",
    "trade": "车工",
    "group": "worker",
    "round_name": "决赛",
    "venue": "市职业技能实训基地",
    "held_on": "2030-05-18",
    "entries_open_at": "2030-03-01T09:00",
    "entries_close_at": "2030-04-01T18:00",
    "seats": "６０",
    "about": "",
}


@pytest.fixture
def organiser(act, sign_in):
    with act() as uow:
        account_id = an_account(uow)
        a_role(uow, account_id)
    return sign_in(account_id)


def event_row(act, event_id=1):
    with act() as uow:
        row = uow.session.get(EventRow, event_id)
        uow.session.expunge(row)
        return row


def actions(act):
    with act() as uow:
        query = select(AuditRecordRow.action).where(AuditRecordRow.chain.like("event:%"))
        return list(uow.session.scalars(query.order_by(AuditRecordRow.id)))


def doors(client, page):
    """The event's pages to which its overview leads, with what each answers."""
    text = client.get(page).text.partition("<main")[2]
    ways = sorted(set(re.findall(rf'href="({page}[^"?#]*)"', text)))
    return {way.removeprefix(page): client.get(way).status_code for way in ways}


def test_the_overview_leads_only_where_the_reader_may_go(organiser, act, sign_in):
    with act() as uow:
        event_id = an_event(uow, state="open")
        steward = an_account(uow)
        a_role(uow, steward, Role.STEWARD)
    page = f"/organiser/events/{event_id}/"

    all_doors, some = doors(organiser, page), doors(sign_in(steward), page)

    assert {*all_doors.values(), *some.values()} == {200}
    assert {"scheme", "progress"} < set(some)
    assert {"entries", "statistics", "codes"} <= set(all_doors) - set(some)


def test_times_are_typed_in_shanghai_and_kept_in_utc(organiser, act):
    with act() as uow:
        competition_id = a_competition(uow)

    organiser.post(f"/organiser/competitions/{competition_id}/events/new", data=FORM)

    row = event_row(act)
    assert row.entries_open_at == datetime(2030, 3, 1, 1, 0, tzinfo=UTC)
    assert row.entries_close_at == datetime(2030, 4, 1, 10, 0, tzinfo=UTC)
    assert (row.seats, row.held_on, row.state) == (60, date(2030, 5, 18), "draft")


def test_evt_04_window_that_ends_before_it_starts_is_refused_at_its_field(organiser, act):
    with act() as uow:
        competition_id = a_competition(uow)

    answer = organiser.post(
        f"/organiser/competitions/{competition_id}/events/new",
        data=FORM | {"entries_close_at": "2030-02-01T18:00"},
    )

    assert answer.status_code == 422
    assert 'id="entries_close_at-error"' in answer.text
    assert 'value="2030-02-01T18:00"' in answer.text


def test_stale_edit_shows_what_is_stored_and_what_was_typed(organiser, act):
    with act() as uow:
        event_id = an_event(uow, title="焊工", held_on=date(2030, 5, 18))
    with act() as uow:
        uow.session.get(EventRow, event_id).title = "焊接"

    answer = organiser.post(f"/organiser/events/{event_id}/edit", data=FORM | {"version": "1"})

    assert answer.status_code == 409
    assert "<td>焊接</td><td>数控车工</td>" in answer.text
    assert event_row(act, event_id).title == "焊接"


def test_published_event_keeps_its_details(organiser, act):
    with act() as uow:
        event_id = an_event(uow, state="published")

    answer = organiser.post(f"/organiser/events/{event_id}/edit", data=FORM | {"version": "1"})

    assert answer.status_code == 422


def test_entries_open_close_and_open_again(organiser, act):
    with act() as uow:
        event_id = an_event(uow, state="draft", held_on=date(2030, 5, 18))
    url = f"/organiser/events/{event_id}/entry-window"

    states = []
    for step in ("open", "close", "open"):
        organiser.post(f"{url}/{step}")
        states.append(event_row(act, event_id).state)

    assert states == ["open", "closed", "open"]
    assert actions(act) == ["event.entries_opened", "event.entries_closed", "event.entries_opened"]


def test_confirmation_says_how_many_entries_there_are(organiser, act):
    with act() as uow:
        event_id = an_event(uow)
        for _ in range(3):
            an_entry(uow, event_id)

    page = organiser.get(f"/organiser/events/{event_id}/entry-window/close").text

    assert "data-confirm-body" in page
    assert "3" in page


def test_event_without_a_day_does_not_open(organiser, act):
    with act() as uow:
        event_id = an_event(uow, state="draft")

    answer = organiser.post(f"/organiser/events/{event_id}/entry-window/open")

    assert answer.status_code == 422
    assert event_row(act, event_id).state == "draft"


def test_entries_do_not_open_again_once_marking_has_begun(organiser, act):
    with act() as uow:
        event_id = an_event(uow, state="marking", held_on=date(2030, 5, 18))

    answer = organiser.post(f"/organiser/events/{event_id}/entry-window/open")

    assert answer.status_code == 422


@pytest.mark.parametrize("state", ["draft", "open", "closed", "marking", "published"])
def test_overview_has_a_next_step_in_every_state(organiser, act, state, now):
    with act() as uow:
        event_id = an_event(
            uow, state=state, held_on=date(2030, 5, 18), entries_close_at=now + timedelta(1)
        )
        a_scheme(uow, event_id)

    page = organiser.get(f"/organiser/events/{event_id}/")

    assert page.status_code == 200
    assert page.text.count("btn btn-primary") == 1


def test_only_those_in_scope_see_the_event(act, sign_in):
    with act() as uow:
        event_id = an_event(uow)
        account_id = an_account(uow)
    client = sign_in(account_id)

    assert client.get(f"/organiser/events/{event_id}/").status_code == 403
    assert client.get("/organiser/events/999/").status_code == 404


def test_the_spine_is_blocked_only_by_what_must_be_put_right(organiser, act):
    soon = datetime.now(UTC) + timedelta(days=9)
    with act() as uow:
        ready = an_event(uow, state="draft", held_on=soon.date(), entries_close_at=soon)
        undated = an_event(uow, state="draft")

    possible = organiser.get(f"/organiser/events/{ready}/").text
    stopped = organiser.get(f"/organiser/events/{undated}/").text

    spine = possible.partition('<ol class="spine"')[2].partition("</ol>")[0]
    assert "spine-now" in spine
    assert "spine-blocked" not in spine
    assert "可以开始报名" in spine
    assert "spine-blocked" in stopped
