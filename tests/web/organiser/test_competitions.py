import pytest
from sqlalchemy import event as listening
from sqlalchemy import select

from competition.domain.permissions import Role, Scope, ScopeKind
from competition.persistence.db import db
from competition.persistence.models.competitions import CompetitionRow
from tests.factories import (
    a_competition,
    a_plan,
    a_role,
    a_scheme,
    an_account,
    an_entry,
    an_event,
    an_organisation,
)

FORM = {
    "title": "2027年全市职工职业技能竞赛",
    "season": "２０２７",
    "level": "city",
    "competition_class": "1",
    "about": "",
}


@pytest.fixture
def organiser(act, sign_in):
    with act() as uow:
        account_id = an_account(uow)
        a_role(uow, account_id)
    return sign_in(account_id)


def stored(act, **where):
    with act() as uow:
        rows = uow.session.scalars(select(CompetitionRow).filter_by(**where)).all()
        return [(row.title, row.season, row.state, row.version) for row in rows]


def test_new_competition_takes_full_width_digits(organiser, act):
    with act() as uow:
        organisation_id = an_organisation(uow)

    answer = organiser.post(
        "/organiser/competitions/new", data=FORM | {"organisation": organisation_id}
    )

    assert answer.status_code == 302
    assert stored(act) == [("2027年全市职工职业技能竞赛", 2027, "draft", 1)]


def test_refused_form_keeps_what_was_typed_and_names_every_fault(organiser, act):
    with act() as uow:
        organisation_id = an_organisation(uow)

    answer = organiser.post(
        "/organiser/competitions/new",
        data=FORM | {"organisation": organisation_id, "title": " ", "season": "soon"},
    )

    assert answer.status_code == 422
    assert 'value="soon"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    assert stored(act) == []


def test_stale_edit_shows_both_versions_and_can_then_be_saved(organiser, act):
    with act() as uow:
        competition_id = a_competition(uow, title="甲")
    url = f"/organiser/competitions/{competition_id}/edit"
    organiser.get(url)
    with act() as uow:
        row = uow.session.get(CompetitionRow, competition_id)
        organisation_id, row.title = row.organisation_id, "乙"
    mine = FORM | {"organisation": organisation_id, "title": "丙"}

    refused = organiser.post(url, data=mine | {"version": "1"})
    accepted = organiser.post(url, data=mine | {"version": "2"})

    assert (refused.status_code, accepted.status_code) == (409, 302)
    assert "乙" in refused.text
    assert 'value="丙"' in refused.text
    assert stored(act) == [("丙", 2027, "announced", 3)]


def test_prg_09_what_was_approved_is_sent_to_the_page_of_changes(organiser, act):
    with act() as uow:
        competition_id = a_competition(uow, title="甲")
        a_plan(uow, competition_id)
        organisation_id = uow.session.get(CompetitionRow, competition_id).organisation_id
    url = f"/organiser/competitions/{competition_id}/edit"
    kept = {"title": "甲", "season": "2026", "level": "city", "competition_class": "1"}
    mine = FORM | kept | {"organisation": organisation_id, "version": "1"}

    page = organiser.get(url).text
    refused = organiser.post(url, data=mine | {"title": "乙", "about": "说明"})
    accepted = organiser.post(url, data=mine | {"about": "新的说明"})

    asking = f'href="/organiser/competitions/{competition_id}/changes"'
    assert (page.count(asking), 'type="hidden" name="title" value="甲"' in page) == (1, True)
    assert (refused.status_code, refused.text.count(asking)) == (422, 2)
    assert ('id="title-error"' in refused.text, "说明</textarea>" in refused.text) == (True, True)
    assert accepted.status_code == 302
    assert stored(act) == [("甲", 2026, "announced", 2)]


def test_announcing_happens_once(organiser, act):
    with act() as uow:
        competition_id = a_competition(uow, state="draft")
    url = f"/organiser/competitions/{competition_id}/announce"

    answers = [organiser.get(url), organiser.post(url), organiser.post(url)]

    assert [answer.status_code for answer in answers] == [200, 302, 422]
    assert [row[2] for row in stored(act)] == ["announced"]


def test_list_shows_only_what_is_in_reach(act, sign_in):
    with act() as uow:
        account_id = an_account(uow)
        mine, other = a_competition(uow, title="本区竞赛"), a_competition(uow, title="外区竞赛")
        a_role(uow, account_id, Role.ORGANISER, Scope(ScopeKind.COMPETITION, mine))
    client = sign_in(account_id)

    page = client.get("/organiser/competitions").text

    assert ("本区竞赛" in page, "外区竞赛" in page) == (True, False)
    assert client.get(f"/organiser/competitions/{other}").status_code == 403


def test_list_goes_on_after_the_last_one_shown_and_keeps_its_filter(organiser, act):
    with act() as uow:
        for number in range(27):
            a_competition(uow, title=f"竞赛{number:02d}号", state="draft")
        a_competition(uow, title="已发布的")

    first = organiser.get("/organiser/competitions?state=draft").text
    after = f"2026-{stored_id(act, '竞赛02号')}"
    second = organiser.get(f"/organiser/competitions?state=draft&after={after}").text

    assert f"state=draft&amp;after={after}" in first
    assert [f"竞赛{n:02d}号" in second for n in range(27)] == [n < 2 for n in range(27)]
    assert "已发布的" not in first + second


def stored_id(act, title):
    with act() as uow:
        return uow.session.scalar(select(CompetitionRow.id).where(CompetitionRow.title == title))


def test_list_asks_as_often_for_many_as_for_one(organiser, act, app):
    def queries():
        asked = []

        def note(*args):
            asked.append(args[2])

        with app.app_context():
            listening.listen(db.engine, "before_cursor_execute", note)
            organiser.get("/organiser/competitions")
            listening.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    with act() as uow:
        an_event(uow, a_competition(uow))
    one = queries()
    with act() as uow:
        for _ in range(20):
            competition_id = a_competition(uow)
            for _ in range(3):
                a_scheme(uow, event_id := an_event(uow, competition_id))
                an_entry(uow, event_id)

    assert queries() == one
