"""The newest marking scheme and policies of an event, as the domain knows them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from competition.domain.bundle_policies import read_policies
from competition.domain.bundle_scheme import read_scheme
from competition.domain.identifiers import EventId
from competition.domain.issues import Issue, errors
from competition.domain.marking import MarkingScheme
from competition.domain.policies import Policies, TieKey, TieSource
from competition.persistence import events


@dataclass(frozen=True, slots=True)
class EventRules:
    """What an event is marked and ranked by, with the numbers of the versions (0: none).

    `misfits` is what keeps stored policies from being read with the scheme, such as a module that
    the scheme no longer has; `policies` are then empty, and nothing may be computed with them.
    """

    scheme: MarkingScheme
    policies: Policies
    scheme_number: int = 0
    policies_number: int = 0
    misfits: tuple[Issue, ...] = ()

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that tie keys name, in their order: further values of each entry."""
        cut = self.policies.advance.tie_at_cut if self.policies.advance else ()
        keys: tuple[TieKey, ...] = self.policies.ties + (cut if isinstance(cut, tuple) else ())
        return tuple(dict.fromkeys(key.name for key in keys if key.source is TieSource.MEASURE))


def load(session: Session, event_id: EventId) -> EventRules:
    """Load the rules; an event without a scheme has one without modules.

    Policies are empty where none are stored. A stored scheme was checked when it was saved.
    """
    scheme_row = events.newest_scheme(session, event_id)
    policies_row = events.newest_policies(session, event_id)
    if scheme_row is None:
        return EventRules(MarkingScheme(()), Policies())
    scheme, issues = read_scheme(scheme_row.document, headings=True)
    if scheme is None:
        raise ValueError(f"marking scheme {scheme_row.id} cannot be read: {issues[0]}")
    if policies_row is None:
        return EventRules(scheme, Policies(), scheme_row.number)
    policies, issues = read_policies(policies_row.document, scheme)
    numbers = scheme_row.number, policies_row.number
    if policies is None:
        return EventRules(scheme, Policies(), *numbers, errors(issues))
    return EventRules(scheme, policies, *numbers)
