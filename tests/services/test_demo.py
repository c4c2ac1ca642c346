"""The demonstration city. It is loaded once, on SQLite, and looked at from many sides."""

import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from competition.app import create_app
from competition.domain.bundle_policies import read_policies
from competition.domain.bundle_scheme import read_scheme, scheme_document
from competition.domain.errors import Conflict
from competition.domain.organisations import require_code
from competition.domain.permissions import INSTALLATION, Actor, Role, Scope, ScopeKind
from competition.domain.programme import ProgrammeFilter, Progress
from competition.domain.proposals import ProposalState
from competition.domain.scheme_issues import marking_issues
from competition.domain.sites import PageKind
from competition.persistence.db import db
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.competitions import CompetitionRow, EventRow, OrganisationRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.files import StoredFileRow
from competition.persistence.models.proposals import ProposalRow
from competition.persistence.models.publications import PublicationRow, PublishedResultRow
from competition.services import (
    accounts,
    audit,
    members,
    programme,
    programme_changes,
    programme_editions,
    publications,
    sites,
    unit_lists,
)
from competition.services.demo.factors import known_secret
from competition.services.demo.load import is_loaded, load_city, require_empty
from competition.services.demo.marks import mark
from competition.services.demo.people import CAST, PASSWORD, RARE_NAMES, City, Person
from competition.services.demo.programme import PROPOSING_UNIT
from competition.services.demo.season import SEASON
from competition.services.members import MemberFilter
from competition.services.unit_of_work import reading
from tests.conftest import settings
from tests.factories import an_account

ADMINISTRATOR = Actor(roles=frozenset({(Role.ADMINISTRATOR, INSTALLATION)}))
PLANS = [event for competition in SEASON for event in competition.events]


@pytest.fixture
def city(city_sqlite: Path, tmp_path: Path):
    """The application of a copy of the city."""
    target = tmp_path / "city.sqlite3"
    shutil.copy(city_sqlite, target)
    app = create_app(settings(f"sqlite:///{target}", tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def event_id(title, round_name):
    wanted = (EventRow.title == title, EventRow.round_name == round_name)
    query = select(EventRow.id).where(*wanted, EventRow.state.notin_(["draft", "open"]))
    return db.session.scalars(query.order_by(EventRow.id)).all()


def newest_results(title, round_name="决赛"):
    """The lines of the newest publication, by entry number."""
    event = event_id(title, round_name)[0]
    newest = select(func.max(PublicationRow.id)).where(PublicationRow.event_id == event)
    query = select(PublishedResultRow).where(
        PublishedResultRow.publication_id == newest.scalar_subquery()
    )
    return {row.entry_number: row.document for row in db.session.scalars(query)}


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.key)
def test_schemes_and_policies_are_beyond_doubt(plan):
    scheme = plan.trade.scheme

    _, found = read_scheme(scheme_document(scheme, headings=True), headings=True)
    _, doubts = read_policies(plan.policies, scheme)

    assert (found, doubts, marking_issues(scheme)) == ([], [], [])


def test_marks_are_the_same_whenever_they_are_drawn():
    aspect = PLANS[0].trade.scheme.aspects[4]

    drawn = [mark("turning-final", "0007", aspect, "2") for _ in range(3)]

    assert drawn == [drawn[0]] * 3


def test_two_cities_have_the_same_people():
    first, second = City(), City()

    assert [first.name() for _ in range(300)] == [second.name() for _ in range(300)]


def test_events_stand_in_every_state(city):
    query = select(EventRow.state, func.count()).group_by(EventRow.state)

    states = dict(db.session.execute(query).all())

    assert states == {"draft": 106, "open": 18, "closed": 4, "marking": 3, "published": 11}


def test_the_season_holds_96_competitions_in_every_state(city):
    states = dict(
        db.session.execute(
            select(ProposalRow.state, func.count()).group_by(ProposalRow.state)
        ).all()
    )

    held = db.session.scalar(select(func.count(CompetitionRow.id)))
    accepted = states["approved"] + states["filed"]
    assert set(states) == {state.value for state in ProposalState}
    assert held - accepted + sum(states.values()) == 96


def test_the_published_programme_shows_competitions_of_every_progress(city):
    with reading(Actor()) as uow:
        found = programme_editions.public_programme(uow)
        sites_ = [sites.describe_site(uow, one) for one in sorted(found.with_pages)]

    organiser = Actor(roles=frozenset({(Role.ORGANISER, INSTALLATION)}))
    with reading(organiser) as uow:
        season = programme.list_programme(uow, ProgrammeFilter(found.edition.season))
        changes = programme_changes.list_open_changes(uow)
    assert {line.progress for line in season.lines} == set(Progress)
    assert (found.edition.number, len(found.edition.lines), len(changes)) == (2, 67, 1)
    assert {PageKind.ANNOUNCEMENT, PageKind.FAQ} <= set.intersection(
        *(set(site.texts) for site in sites_)
    )
    assert (len(sites_), sum(bool(site.downloads and site.news) for site in sites_)) == (46, 10)


def test_some_proposals_are_late_and_none_breaks_a_rule_of_the_season(city):
    today = datetime.now(UTC)
    waiting = select(ProposalRow.due_at).where(ProposalRow.state == "submitted")

    late = [due for due in db.session.scalars(waiting) if due < today]

    assert len(late) == 3


def test_names_include_rare_characters_and_long_ones(city):
    names = set(db.session.scalars(select(EntryRow.name)))

    assert len(names & set(RARE_NAMES)) > 6
    assert len(set(City().units)) >= 60


def test_everyone_of_the_cast_can_sign_in_with_the_published_password(city):
    with reading(Actor()) as uow:
        hats = [
            accounts.prove(accounts.find_credentials(uow, person.login, "here"), PASSWORD)
            for person in CAST
        ]

    assert None not in hats
    assert db.session.scalar(select(func.count(AccountRow.id))) <= 90


def test_the_audit_trail_of_the_city_is_sound(city):
    with reading(Actor(roles=frozenset({(Role.STEWARD, INSTALLATION)}))) as uow:
        check = audit.verify_audit(uow)

    assert check.issues == ()
    assert check.records > 3000


def test_equals_at_the_cut_advance_together(city):
    results = newest_results("焊工")

    shared = [results[number] for number in ("0019", "0021")]
    assert [(one["place"], one["shared"], one["advances"]) for one in shared] == [
        (8, True, True)
    ] * 2
    assert sum(bool(one["advances"]) for one in results.values()) == 9


def test_guests_and_the_absent_take_no_place_from_others(city):
    results = newest_results("数控车工")

    standings = {number: results[number]["standing"] for number in ("0030", "0031", "0032", "0033")}
    assert standings == {
        "0030": "guest",
        "0031": "absent",
        "0032": "withdrawn",
        "0033": "disqualified",
    }
    placed = [one["place"] for one in results.values() if one["standing"] == "competing"]
    assert sorted(placed) == list(range(1, len(placed) + 1))


def test_the_first_worker_is_proposed_for_promotion(city):
    assert newest_results("数控车工")["0001"]["promotion"] == "2"


def test_a_ranking_was_retracted_and_published_again(city):
    (event,) = event_id("电工", "决赛")[:1]
    query = select(PublicationRow.number, PublicationRow.retract_reason).where(
        PublicationRow.event_id == event
    )

    published = db.session.execute(query.order_by(PublicationRow.number)).all()

    assert [(number, bool(reason)) for number, reason in published] == [(1, True), (2, False)]


def test_open_events_stay_open_for_days(city):
    query = select(EventRow.entries_close_at).where(EventRow.state == "open")

    ends = db.session.scalars(query).all()

    assert min(ends) > datetime.now(UTC) + timedelta(days=2)


def test_a_ranking_is_long_enough_to_fill_pages(city):
    (event,) = event_id("护理技能", "初赛")[-1:]
    with reading(Actor()) as uow:
        page = publications.describe_public_event(uow, event)

    assert page.about.event.title == "护理技能"
    assert db.session.scalar(select(func.max(EntryRow.number))) == "0128"


def test_loading_twice_changes_nothing(city):
    before = db.session.scalar(select(func.count(AccountRow.id)))

    outcome = city.test_cli_runner().invoke(args=["demo", "load"])

    assert (outcome.exit_code, outcome.output) == (0, "The demonstration city is loaded already.\n")
    assert db.session.scalar(select(func.count(AccountRow.id))) == before


def test_accounts_are_printed_with_what_to_try(city):
    outcome = city.test_cli_runner().invoke(args=["demo", "accounts"])

    lines = outcome.output.split("\n\n")[0].splitlines()
    assert len(lines) == len(CAST) + 1
    assert "flask demo code organiser" in outcome.output
    assert all(
        person.login in line and PASSWORD in line and person.hint in line
        for person, line in zip(CAST, lines[1:], strict=True)
    )


def test_a_database_with_real_accounts_is_refused(app, act):
    with act() as uow:
        an_account(uow)

    outcome = app.test_cli_runner().invoke(args=["demo", "load"])
    gentle = app.test_cli_runner().invoke(args=["demo", "load", "--if-empty"])

    assert outcome.exit_code == 1
    assert "needs an empty database" in outcome.output
    assert (gentle.exit_code, "not loaded" in gentle.output) == (0, True)


def test_a_loading_that_breaks_off_leaves_nothing_behind(act):
    people = [
        (Person("admin", "卢静安", ""), accounts.prepare_account("admin", "卢静安", PASSWORD))
    ]

    with pytest.raises(KeyError), act(ADMINISTRATOR) as uow:
        list(load_city(uow, City(), people))

    with act(ADMINISTRATOR) as uow:
        require_empty(uow)
        assert not is_loaded(uow)


def test_a_second_city_is_refused(act):
    with act() as uow:
        an_account(uow)

    with pytest.raises(Conflict, match="empty database"), act(ADMINISTRATOR) as uow:
        list(load_city(uow, City(), []))


def test_the_second_factor_of_made_up_accounts_is_printed(city):
    of_judge = city.test_cli_runner().invoke(args=["demo", "code", "judge1"])
    of_worker = city.test_cli_runner().invoke(args=["demo", "code", "worker1"])

    code, secret = of_judge.output.split()
    assert (len(code), secret.strip("()")) == (6, known_secret("judge1"))
    assert of_worker.exit_code == 1


def test_a_unit_has_people_who_wait_and_lists_in_order_and_not(city):
    unit = db.session.scalar(select(OrganisationRow).where(OrganisationRow.name == PROPOSING_UNIT))
    clerk = Actor(1, frozenset({(Role.CLERK, Scope(ScopeKind.ORGANISATION, unit.id))}))
    with reading(clerk) as uow:
        states = Counter(
            line.state for line in members.list_members(uow, unit.id, MemberFilter()).members
        )
        lists = [
            unit_lists.describe_list(uow, line.event_id, unit.id)
            for line in unit_lists.list_lists(uow)
            if line.rows
        ]

    assert (unit.code, require_code(unit.code)) == (unit.code, unit.code)
    assert states == {"confirmed": 4, "claimed": 3}
    found = {one.event.title: (one.stored.state, one.entered, one.faulty) for one in lists}
    assert found == {"电工": ("sealed", 10, 0), "焊工": ("writing", 0, 3)}


def test_an_event_that_is_full_has_a_waiting_list(city):
    waiting = select(EventRow.title, EntryRow.queue_number).join(
        EventRow, EventRow.id == EntryRow.event_id
    )

    found = db.session.execute(
        waiting.where(EntryRow.state == "waiting").order_by(EntryRow.queue_number)
    ).all()

    assert [tuple(row) for row in found] == [("刺绣", 1), ("刺绣", 2), ("刺绣", 3)]


def test_some_enter_with_documents_and_one_of_them_has_a_ticket(city):
    photos = select(StoredFileRow.subject).where(StoredFileRow.purpose == "photo")
    papers = select(StoredFileRow.subject).where(StoredFileRow.purpose == "certificate")
    subjects = db.session.scalars(photos).all()

    assert len(subjects) == 4
    assert len(set(db.session.scalars(papers).all()) & set(subjects)) == 3
    ids = [int(subject.removeprefix("entry:")) for subject in subjects]
    states = db.session.scalars(select(EntryRow.state).where(EntryRow.id.in_(ids)))
    assert Counter(states) == {"submitted": 3, "accepted": 1}
