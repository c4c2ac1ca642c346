import pytest

from competition.domain.permissions import INSTALLATION, Role
from competition.persistence.queries import accounts as queries
from tests.factories import a_role, an_account


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
