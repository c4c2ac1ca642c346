"""Loading the demonstration city: everything through the use cases, in the order of time.

All of it is one transaction: a loading that breaks off leaves nothing behind. Each use case gets
the unit of work of who acts and of the instant at which the story has it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import count, repeat
from zoneinfo import ZoneInfo

from competition.domain.competitions import CompetitionDetails
from competition.domain.errors import Conflict
from competition.domain.identifiers import AccountId, CompetitionId, OrganisationId
from competition.domain.permissions import INSTALLATION, Role, Scope, ScopeKind
from competition.persistence import demonstration
from competition.services import accounts, catalogues, competitions
from competition.services.accounts import NewAccount
from competition.services.demo.documenting import WITH_PAPERS, PapersStory
from competition.services.demo.factors import known_secret
from competition.services.demo.people import (
    CAST,
    DISTRICTS,
    OFFICERS,
    PASSWORD,
    WITHOUT_FACTOR,
    City,
    Person,
    organiser,
)
from competition.services.demo.plans import CompetitionPlan
from competition.services.demo.programme import FATES, PROPOSING_UNIT, UNIONS, proposals
from competition.services.demo.proposing import ProposalStory, clerk, officer, season_rules
from competition.services.demo.publicity import SeasonStory
from competition.services.demo.registering import RegistrationStory, drawn_up
from competition.services.demo.season import FEDERATION, SEASON
from competition.services.demo.stages import EventStory, Step
from competition.services.organisations import add_organisation
from competition.services.second_factors import plant_factor
from competition.services.unit_of_work import UnitOfWork

HERE = ZoneInfo("Asia/Shanghai")
CHAIN = "demonstration"
MORNING = time(9, 0)
FOUNDED = timedelta(days=200)
WRITTEN_DOWN = -140
"""On which day the competitions of the season are written down at the latest."""


@dataclass(slots=True)
class _Loading:
    """What is known while the city is being built."""

    city: City
    today: datetime
    season: int
    accounts: dict[str, AccountId] = field(default_factory=dict)
    organisations: dict[str, OrganisationId] = field(default_factory=dict)
    stories: list[EventStory] = field(default_factory=list)
    held: list[tuple[CompetitionPlan, CompetitionId, str]] = field(default_factory=list)

    def season_story(self) -> SeasonStory:
        """How the season's programme comes before the public."""
        return SeasonStory(self.season, self.today, self.accounts, self.held)

    def papers_story(self) -> PapersStory:
        """How some send their documents with the entry."""
        story = next(one for one in self.stories if one.plan.key == WITH_PAPERS)
        return PapersStory(self.accounts, story, self.today)

    def registration_story(self, people: Sequence[tuple[Person, NewAccount]]) -> RegistrationStory:
        """How people and the clerk's unit come to the open events."""
        names = {person.login: person.name for person, _ in people}
        stories = {story.plan.key: story for story in self.stories}
        unit = self.organisations[PROPOSING_UNIT]
        return RegistrationStory(self.accounts, names, unit, self.city, self.today, stories)


def is_loaded(uow: UnitOfWork) -> bool:
    """Whether the demonstration city stands here."""
    return demonstration.has_chain(uow.session, CHAIN)


def require_empty(uow: UnitOfWork) -> None:
    """Raise Conflict where real people have accounts: made-up ones stay away."""
    if demonstration.has_accounts(uow.session):
        raise Conflict(
            "There are accounts here already. The demonstration city needs an empty database."
        )


def prepare_people(city: City) -> list[tuple[Person, NewAccount]]:
    """Everybody who gets an account, with the password hashed; needs no database."""
    people = [*CAST, *city.supporting_cast()]
    return [
        (person, accounts.prepare_account(person.login, person.name, PASSWORD, person.unit))
        for person in people
    ]


def load_city(
    uow: UnitOfWork, city: City, people: Sequence[tuple[Person, NewAccount]]
) -> Iterator[str]:
    """Build the whole city; say now and then what is done.

    Takes a unit of work of an administrator, the city and the people prepared before it was opened.
    Raises Conflict unless the database is empty. Audited as demonstration.loaded.
    """
    require_empty(uow)
    local = uow.now.astimezone(HERE)
    loading = _Loading(city, datetime.combine(local.date(), MORNING, HERE), local.year)
    _found(replace(uow, now=uow.now - FOUNDED), loading, people)
    yield f"{len(loading.accounts)} accounts"
    steps: list[Step] = [step for plan in SEASON for step in _competition(uow, loading, plan)]
    season_rules(replace(uow, actor=organiser(loading.accounts["organiser"])), loading.season)
    catalogues.load_shipped(uow)
    steps += [*_proposals(loading), *loading.season_story().steps()]
    steps += [*loading.registration_story(people).steps(), *loading.papers_story().steps()]
    yield f"{len(SEASON)} competitions, {sum(FATES.values())} proposals"
    for done, (at, take) in enumerate(sorted(steps, key=lambda step: step[0]), 1):
        take(replace(uow, now=min(at.astimezone(UTC), uow.now)))
        uow.session.expunge_all()
        if done % 50 == 0:
            yield f"{done} of {len(steps)} steps"
    uow.audit("demonstration.loaded", CHAIN, events=len(loading.stories))
    yield f"{len(loading.stories)} events"


def _found(uow: UnitOfWork, loading: _Loading, people: Sequence[tuple[Person, NewAccount]]) -> None:
    """Organisations and accounts."""
    for person, new in people:
        account_id = accounts.register_account(uow, new)
        loading.accounts[person.login] = account_id
        if person.login not in WITHOUT_FACTOR:
            plant_factor(uow, account_id, known_secret(person.login))
        if person.role not in {Role.WORKER, Role.OFFICER, Role.CLERK}:
            accounts.grant_role(uow, account_id, person.role, INSTALLATION)
    _plant_tree(uow, loading)
    for login, organisation, role in (
        ("clerk", PROPOSING_UNIT, Role.CLERK),
        *zip(("officer", *OFFICERS), UNIONS, repeat(Role.OFFICER), strict=False),
    ):
        scope = Scope(ScopeKind.ORGANISATION, loading.organisations[organisation])
        accounts.grant_role(uow, loading.accounts[login], role, scope)


def _plant_tree(uow: UnitOfWork, loading: _Loading) -> None:
    """The federation, its district and industry unions, and the units of the districts."""
    known, serials, contacts = loading.organisations, count(1), City(FEDERATION)

    def plant(name: str, kind: str, parent: OrganisationId | None = None) -> None:
        draft = drawn_up(name, kind, parent, next(serials), contacts.name())
        known[name] = add_organisation(uow, draft)

    plant(FEDERATION, "federation")
    for name in UNIONS:
        plant(name, "district" if name.endswith("总工会") else "industry", known[FEDERATION])
    housed = (person.unit for person in CAST if person.unit not in known)
    for name in dict.fromkeys((*loading.city.units, *housed)):
        district = next((one for one in DISTRICTS if name.startswith(one)), None)
        plant(name, "unit", known[f"{district}总工会" if district else FEDERATION])


def _proposals(loading: _Loading) -> Iterator[Step]:
    """The annual programme: what unions and units propose, and what comes of it."""
    actors = dict(zip(UNIONS, ("officer", *OFFICERS), strict=True))
    for plan in proposals():
        name = plan.unit or plan.union
        account = loading.accounts["clerk" if plan.unit else actors[plan.union]]
        organisation_id = loading.organisations[name]
        story = ProposalStory(
            plan,
            loading.season,
            organisation_id,
            name,
            clerk(account, organisation_id) if plan.unit else officer(account, organisation_id),
            loading.accounts["organiser"],
            loading.today,
        )
        yield from story.steps()


def _competition(uow: UnitOfWork, loading: _Loading, plan: CompetitionPlan) -> list[Step]:
    """Write a competition down, announce it, and list all that will happen in it."""
    day = min(WRITTEN_DOWN, *(event.day - 76 for event in plan.events))
    first = loading.today + timedelta(days=day)
    mine = replace(uow, actor=organiser(loading.accounts["organiser"]), now=first.astimezone(UTC))
    title = f"{loading.season}年{plan.title}"
    details = CompetitionDetails(
        loading.organisations[plan.organisation],
        title,
        loading.season,
        plan.level,
        plan.competition_class,
        plan.about,
    )
    competition_id = competitions.create_competition(mine, details)
    loading.held.append((plan, competition_id, title))
    if not plan.is_draft:
        competitions.announce_competition(mine, competition_id)
    return [step for story in _stories(loading, plan, competition_id, title) for step in story]


def _stories(
    loading: _Loading, plan: CompetitionPlan, competition_id: CompetitionId, title: str
) -> Iterator[list[Step]]:
    for event in plan.events:
        held = loading.today + timedelta(days=event.day)
        story = EventStory(event, competition_id, title, loading.accounts, loading.city, held)
        loading.stories.append(story)
        yield list(story.steps())
