"""A review desk at work: an event with rules, entries of workers, and its reviewers."""

from sqlalchemy import select

from competition.domain.entry_reviews import Decision
from competition.domain.registration_rules import RegistrationRules
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.messages import MessageRow
from competition.services import entry_reviews, review_batches
from competition.services.entry_reviews import Deed
from tests.factories import (
    a_competition,
    an_account,
    an_entry,
    an_event,
    organiser_of,
    some_rules,
)


class ReviewDesk:
    """One event; `first` and `second` review it, `stranger` another competition's."""

    def __init__(self, act, *, second_review=True, **columns):
        self.act = act
        with act() as uow:
            self.competition = a_competition(uow)
            self.event = an_event(uow, self.competition, **columns)
            rules = RegistrationRules(second_review=second_review, waiting_list=True)
            some_rules(uow, self.event, rules)
            self.first, self.second = (
                organiser_of(self.competition, an_account(uow, name)) for name in ("甲", "乙")
            )
            self.stranger = organiser_of(a_competition(uow), an_account(uow))

    def enter(self, state="submitted", **columns):
        with self.act() as uow:
            columns.setdefault("account_id", an_account(uow))
            return an_entry(uow, columns.pop("event_id", self.event), state=state, **columns)

    def decide(self, actor, entry, decision=Decision.ACCEPT, reason="", seen=None):
        with self.act(actor) as uow:
            deed = Deed(decision, reason, seen, review_batches.new_key())
            return entry_reviews.decide_entry(uow, self.event, entry, deed)

    def preview(self, actor, ids, decision=Decision.ACCEPT):
        with self.act(actor) as uow:
            return review_batches.preview_batch(uow, self.competition, ids, decision)

    def decide_all(self, actor, ids, decision=Decision.ACCEPT, reason=""):
        seen = [(line.entry_id, line.seen) for line in self.preview(actor, ids, decision)]
        with self.act(actor) as uow:
            deed = Deed(decision, reason)
            return review_batches.decide_batch(uow, self.competition, seen, deed)

    def undo(self, actor, key):
        with self.act(actor) as uow:
            return review_batches.undo_batch(uow, self.competition, key)

    def states(self):
        with self.act() as uow:
            return list(uow.session.scalars(select(EntryRow.state).order_by(EntryRow.id)))

    def told(self):
        with self.act() as uow:
            return list(uow.session.scalars(select(MessageRow.template).order_by(MessageRow.id)))

    def actions(self):
        with self.act() as uow:
            query = select(AuditRecordRow.action).order_by(AuditRecordRow.sequence)
            return list(uow.session.scalars(query))
