"""Entries close later: with a reason, told to all concerned, shown to the public."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from competition.domain.errors import RuleViolation
from competition.persistence import events, sites
from competition.persistence.models.messages import MessageRow
from competition.services import deadlines, entry_desk
from tests.factories import a_competition, an_account, an_entry, an_event, organiser_of


@pytest.fixture
def event(act):
    """An event with an entrant and somebody who follows its competition."""
    with act() as uow:
        competition = a_competition(uow)
        event = an_event(uow, competition)
        entrant, follower = an_account(uow), an_account(uow)
        an_entry(uow, event, account_id=entrant, state="submitted")
        for account in (entrant, follower):
            sites.watch(uow.session, competition, account, uow.now)
    return event, organiser_of(competition), [entrant, follower]


def test_who_entered_and_who_follows_is_told_once_and_the_public_reads_why(act, event):
    event_id, organiser, people = event
    with act(organiser) as uow:
        closes = (uow.now + timedelta(days=30)).replace(microsecond=0)
        before = events.load(uow.session, event_id).entries.closes
        told = entry_desk.extend_entries(uow, event_id, closes, " 台风停工 ")

    with act() as uow:
        found = deadlines.last_extension(uow, events.load(uow.session, event_id))
        messages = uow.session.execute(select(MessageRow.account_id, MessageRow.params)).all()
    assert (told, sorted(account for account, _ in messages)) == (2, people)
    assert {params["reason"] for _, params in messages} == {"台风停工"}
    assert (found.before, found.reason) == (before, "台风停工")


def test_without_a_reason_nothing_changes(act, event):
    event_id, organiser, _ = event

    with pytest.raises(RuleViolation) as caught, act(organiser) as uow:
        entry_desk.extend_entries(uow, event_id, uow.now + timedelta(days=30), " ")

    assert caught.value.rule == "REG-08"
    with act() as uow:
        assert deadlines.last_extension(uow, events.load(uow.session, event_id)) is None
