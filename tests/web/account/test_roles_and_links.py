import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from competition.domain.permissions import INSTALLATION, Role, Scope, ScopeKind
from competition.persistence import roles
from competition.persistence.models.messages import MessageRow
from competition.services.passwords import hash_password
from tests.factories import PASSWORD, a_competition, a_role, an_account, an_event

NEW = "a new password 2026"


@pytest.fixture
def office(act):
    """An administrator, an organiser and a colleague."""
    with act() as uow:
        hashed = hash_password(PASSWORD)
        ids = {
            name: an_account(uow, name, login, password_hash=hashed)
            for name, login in (
                ("卢静安", "admin.lu"),
                ("沈若兰", "shen.ruolan"),
                ("郑立恒", "zheng"),
            )
        }
        competition = a_competition(uow, title="焊工大赛")
        a_role(uow, ids["卢静安"], Role.ADMINISTRATOR)
        a_role(uow, ids["沈若兰"], Role.ORGANISER, Scope(ScopeKind.COMPETITION, competition))
    return ids | {"competition": competition}


@pytest.fixture
def browser_(app):
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def day(number):
    return f"{datetime.now(UTC) + timedelta(days=number):%Y-%m-%d}"


def test_lending_ends_by_itself_is_shown_and_can_be_ended(sign_in, office):
    holder, colleague = sign_in(office["沈若兰"]), sign_in(office["郑立恒"])
    assignment = re.search(r"/account/roles/(\d+)/lend", holder.get("/account/roles").text)[1]
    data = {"login": "zheng", "scope_kind": "own", "until": day(9), "reason": "休假"}
    assert holder.post(f"/account/roles/{assignment}/lend", data=data).status_code == 302

    page = colleague.get("/account/roles").text
    edit = f"/organiser/competitions/{office['competition']}/edit"
    assert "代 沈若兰" in page
    assert colleague.get(edit).status_code == 200
    loan = re.search(r"/account/roles/loans/(\d+)/end", page)[1]
    colleague.post(f"/account/roles/loans/{loan}/end")
    assert colleague.get(edit).status_code == 403


def test_what_is_wrong_with_a_loan_stands_at_its_field(sign_in, office):
    holder = sign_in(office["沈若兰"])
    assignment = re.search(r"/account/roles/(\d+)/lend", holder.get("/account/roles").text)[1]
    sound = {"login": "zheng", "scope_kind": "own", "until": day(9), "reason": "休假"}

    for change, field in (
        ({"login": "nobody"}, "login"),
        ({"login": "shen.ruolan"}, "login"),
        ({"until": day(120)}, "until"),
        ({"scope_kind": "event"}, "scope_id"),
        ({"scope_kind": "event", "scope_id": "没有的"}, "scope_id"),
        ({"reason": ""}, "reason"),
    ):
        answer = holder.post(f"/account/roles/{assignment}/lend", data=sound | change)
        assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True), change


def test_a_part_of_a_role_is_lent_by_the_name_of_the_place(sign_in, act, office):
    with act() as uow:
        an_event(uow, office["competition"], title="氩弧焊")
        an_event(uow, title="氩弧焊")
    holder = sign_in(office["沈若兰"])
    assignment = re.search(r"/account/roles/(\d+)/lend", holder.get("/account/roles").text)[1]
    data = {"login": "zheng", "scope_kind": "event", "scope_id": "氩弧", "until": day(9)}

    answer = holder.post(f"/account/roles/{assignment}/lend", data=data | {"reason": "休假"})

    assert answer.status_code == 302
    assert "氩弧焊" in sign_in(office["郑立恒"]).get("/account/roles").text


def test_the_page_of_a_competition_says_who_can_do_what_and_why(sign_in, office):
    page = sign_in(office["沈若兰"]).get(f"/steward/authority/competition/{office['competition']}")

    assert page.status_code == 200
    assert "沈若兰" in page.text
    assert "焊工大赛" in page.text
    assert "卢静安" in page.text
    marks = sign_in(office["沈若兰"]).get(page.request.path + "?permission=mark:enter").text
    assert "这里没有人可以做这件事" in marks


def test_an_invitation_is_sent_shown_once_and_accepted(sign_in, act, office):
    administrator, invited = sign_in(office["卢静安"]), sign_in(office["郑立恒"])
    data = {"login": "zheng", "role": "steward", "scope_kind": "installation", "scope_id": "0"}
    page = administrator.post("/admin/invitations", data=data).text
    assert 'value="zheng"' not in page
    path = re.search(r"/account/invitations/[\w-]+", page)[0]

    assert path not in administrator.get("/admin/invitations").text
    assert "这份邀请是给别人的" in sign_in(office["沈若兰"]).get(path).text
    assert invited.get(path).status_code == 200
    assert invited.post(path).location == "/account/roles"
    assert "您已接受这份邀请" in invited.get(path).text
    with act() as uow:
        held = roles.roles_now(uow.session, office["郑立恒"], uow.now)
    assert [(one.role, one.scope) for one in held] == [(Role.STEWARD, INSTALLATION)]


def test_a_visitor_with_an_invitation_is_told_what_to_do(browser_):
    page = browser_.get("/account/invitations/abc", follow_redirects=True).text

    assert "邀请您担任一项角色" in page
    assert "邀请您担任一项角色" not in browser_.get("/account/sign-in").text


def test_an_invitation_is_taken_back(sign_in, office):
    administrator = sign_in(office["卢静安"])
    data = {"login": "zheng", "role": "steward", "scope_kind": "installation", "scope_id": "0"}
    path = re.search(
        r"/account/invitations/[\w-]+", administrator.post("/admin/invitations", data=data).text
    )[0]
    number = re.search(r"/invitations/(\d+)/revoke", administrator.get("/admin/invitations").text)

    administrator.post(f"/admin/invitations/{number[1]}/revoke")

    assert sign_in(office["郑立恒"]).post(path).status_code == 422


def test_asking_for_a_new_password_answers_the_same_for_everyone(browser_, office):
    known, unknown, odd = (
        browser_.post("/account/reset", data={"login": login})
        for login in ("shen.ruolan", "nobody.here", "!?")
    )

    assert {one.status_code for one in (known, unknown, odd)} == {200}
    assert known.text == unknown.text == odd.text


def test_a_link_sets_the_password_once_and_signs_nobody_in(browser_, sign_in, office):
    page = sign_in(office["卢静安"]).post(f"/admin/accounts/{office['郑立恒']}/reset-link").text
    path = re.search(r"/account/reset/[\w-]+", page)[0]

    weak = browser_.post(path, data={"password": "short"})
    done = browser_.post(path, data={"password": NEW})
    again = browser_.post(path, data={"password": NEW + "!"})

    assert (weak.status_code, 'id="password-error"' in weak.text) == (422, True)
    assert done.location == "/account/sign-in"
    assert browser_.get("/account/").status_code == 302
    assert (again.status_code, "链接已失效" in again.text) == (422, True)
    inside = browser_.post("/account/sign-in", data={"login": "zheng", "password": NEW})
    assert inside.status_code == 302


def test_a_new_browser_is_reported_and_a_known_one_is_not(app, act, browser_, office):
    other = app.test_client()
    for client in (browser_, browser_, other, other):
        client.post("/account/sign-in", data={"login": "zheng", "password": PASSWORD})
        client.post("/account/sign-out")

    with act() as uow:
        assert told(uow) == ["session.new_browser"]


def told(uow):
    return list(uow.session.scalars(select(MessageRow.template)))


def test_a_role_is_given_for_a_period(sign_in, act, office):
    data = {"role": "steward", "scope_kind": "installation", "scope_id": "0", "until": day(3)}
    sign_in(office["卢静安"]).post(f"/admin/accounts/{office['郑立恒']}/roles", data=data)

    with act() as uow:
        (grant,) = roles.granted(uow.session, office["郑立恒"])
    assert f"{grant.period.closes:%H:%M}" == "16:00"
