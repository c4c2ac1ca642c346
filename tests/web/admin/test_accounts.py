import pytest

from competition.domain.permissions import INSTALLATION, Permission, Role, Scope, ScopeKind
from competition.persistence.queries import accounts as queries
from competition.web.role_words import PERMISSIONS
from tests.factories import a_role, an_account, an_organisation


@pytest.fixture
def people(act):
    with act() as uow:
        administrator, worker = an_account(uow, name="管理员甲"), an_account(uow, name="职工乙")
        a_role(uow, administrator, Role.ADMINISTRATOR)
    return administrator, worker


def roles(act, account_id):
    with act() as uow:
        return queries.account(uow.session, account_id).roles


def test_an_administrator_grants_a_role_and_takes_it_away(sign_in, act, people):
    administrator, worker = people
    client = sign_in(administrator)
    data = {"role": "steward", "scope_kind": "installation", "scope_id": "0"}

    assert client.post(f"/admin/accounts/{worker}/roles", data=data).status_code == 302
    assert roles(act, worker) == ((Role.STEWARD, INSTALLATION),)
    assert client.post(f"/admin/accounts/{worker}/roles/revoke", data=data).status_code == 302
    assert roles(act, worker) == ()


def test_a_role_without_its_place_is_refused_at_the_field(sign_in, act, people):
    administrator, worker = people
    data = {"role": "organiser", "scope_kind": "event", "scope_id": "0"}

    answer = sign_in(administrator).post(f"/admin/accounts/{worker}/roles", data=data)

    assert answer.status_code == 422
    assert 'id="scope_id-error"' in answer.text
    assert roles(act, worker) == ()


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("远望造船厂", None),
        (" 远望 造船 ", "没有这样名称"),
        ("91320594MA1MU0018R", None),
        ("远望", " / 远望造船厂分厂 ("),
        ("99", "没有这样名称"),
        ("", 'id="scope_id-error"'),
    ],
)
def test_an_administrator_names_the_organisation_of_a_clerk(sign_in, act, people, typed, refused):
    administrator, worker = people
    with act() as uow:
        first = an_organisation(uow, "远望造船厂", code="91320594MA1MU0018R")
        an_organisation(uow, "远望造船厂分厂")
    data = {"role": "clerk", "scope_kind": "organisation", "scope_id": typed}

    answer = sign_in(administrator).post(f"/admin/accounts/{worker}/roles", data=data)

    held = () if refused else ((Role.CLERK, Scope(ScopeKind.ORGANISATION, first)),)
    assert (answer.status_code, roles(act, worker)) == (422 if refused else 302, held)
    assert (refused or "") in answer.text


def test_nobody_is_clerk_of_everything(sign_in, act, people):
    administrator, worker = people
    data = {"role": "clerk", "scope_kind": "installation", "scope_id": ""}
    client = sign_in(administrator)

    direct = client.post(f"/admin/accounts/{worker}/roles", data=data)
    invited = client.post("/admin/invitations", data=data | {"login": "13812345678"})

    assert [one.status_code for one in (direct, invited)] == [422, 422]
    assert 'id="scope_kind-error"' in direct.text
    assert 'id="scope_kind-error"' in invited.text
    assert roles(act, worker) == ()


def test_every_permission_has_words():
    assert set(PERMISSIONS) == set(Permission)


def test_nobody_blocks_the_own_account(sign_in, people):
    administrator, _ = people

    answer = sign_in(administrator).post(
        f"/admin/accounts/{administrator}/state", data={"reason": "x", "blocked": "yes"}
    )

    assert answer.status_code == 422


def test_a_blocked_person_is_out_at_once(sign_in, people):
    administrator, worker = people
    client = sign_in(worker)
    assert client.get("/account/").status_code == 200

    data = {"reason": "left", "blocked": "yes"}
    sign_in(administrator).post(f"/admin/accounts/{worker}/state", data=data)

    assert client.get("/account/").status_code == 302


def test_a_worker_sees_no_accounts(sign_in, people):
    answer = sign_in(people[1]).get("/admin/accounts")

    assert answer.status_code == 403
    assert "管理员甲" not in answer.text
