"""What is said about changes of the programme: to who asked for them, and to those concerned."""

from collections.abc import Collection

from competition.domain.events import CompetitionState
from competition.domain.identifiers import CompetitionId
from competition.domain.programme import PUBLIC_FACTS, Plan, PlanState
from competition.persistence import competitions, sites
from competition.persistence.queries import places
from competition.services.message_parts import N_, Phrase
from competition.services.messages import notify_many
from competition.services.unit_of_work import UnitOfWork


def tell_concerned(
    uow: UnitOfWork, competition_id: CompetitionId, plan: Plan, changed: Collection[str]
) -> None:
    """Tell who follows or has entered an announced competition what holds of it from now on."""
    found = competitions.load(uow.session, competition_id)
    if found.state is not CompetitionState.ANNOUNCED or PUBLIC_FACTS.isdisjoint(changed):
        return
    told: dict[str, object] = {"competition": found.details.title}
    template = "programme.cancelled"
    if plan.state is not PlanState.CANCELLED:
        template, told = "programme.moved", told | {"days": _days(plan), "place": plan.place or "—"}
    people = dict.fromkeys(
        (
            *sites.watchers(uow.session, competition_id),
            *places.concerned_by(uow.session, competition_id),
        )
    )
    notify_many(uow, people, template, link=f"/competitions/{competition_id}", **told)


def _days(plan: Plan) -> Phrase:
    first, last = plan.starts_on, plan.ends_on
    if first is None:
        return Phrase(N_("Its days are not set yet."))
    if last is None or last == first:
        return Phrase(N_("It begins on %(first)s."), {"first": first})
    return Phrase(N_("It is held from %(first)s to %(last)s."), {"first": first, "last": last})
