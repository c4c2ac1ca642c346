import pytest
from sqlalchemy import delete, select, update

from competition.domain.errors import NotPermitted
from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.persistence.models.audit import AuditChainRow, AuditRecordRow
from competition.services import audit

STEWARD = Actor(None, frozenset({(Role.STEWARD, INSTALLATION)}))


@pytest.fixture
def trail(act):
    """Chain event:1 with four records, event:2 with one."""
    for n in range(4):
        with act() as uow:
            uow.audit("mark.entered", "event:1", value=str(n))
    with act() as uow:
        uow.audit("event.created", "event:2")


def found(act):
    with act(STEWARD) as uow:
        return [issue.path for issue in audit.verify_audit(uow).issues]


def chain(*, sequence):
    return (AuditRecordRow.chain == "event:1") & (AuditRecordRow.sequence == sequence)


def test_a_sound_trail_has_no_faults(act, trail):
    with act(STEWARD) as uow:
        check = audit.verify_audit(uow)

    assert (check.records, check.chains, check.issues) == (5, 2, ())


def test_a_changed_record_is_named(act, trail):
    with act() as uow:
        change = update(AuditRecordRow).where(chain(sequence=2)).values(detail={"value": "9"})
        uow.session.execute(change)

    assert found(act) == ["event:1#2"]


def test_a_deleted_record_is_named(act, trail):
    with act() as uow:
        uow.session.execute(delete(AuditRecordRow).where(chain(sequence=3)))

    assert found(act) == ["event:1#3"]


def test_the_deleted_last_record_is_named(act, trail):
    with act() as uow:
        uow.session.execute(delete(AuditRecordRow).where(chain(sequence=4)))

    assert found(act) == ["event:1#4"]


def test_reordered_records_are_named(act, trail):
    with act() as uow:
        for old, new in ((2, 90), (3, 2), (90, 3)):
            move = update(AuditRecordRow).where(chain(sequence=old)).values(sequence=new)
            uow.session.execute(move)

    assert found(act)[:2] == ["event:1#2", "event:1#3"]


def test_a_chain_removed_with_its_head_is_found_by_the_seal(act, trail):
    with act(STEWARD) as uow:
        audit.seal_audit(uow)
    with act() as uow:
        uow.session.execute(delete(AuditRecordRow).where(AuditRecordRow.chain == "event:2"))
        uow.session.execute(delete(AuditChainRow).where(AuditChainRow.chain == "event:2"))

    assert found(act) == ["event:2#1"]


def test_a_seal_covers_only_what_grew_and_is_not_made_twice(act, trail):
    with act(STEWARD) as uow:
        first = audit.seal_audit(uow)
    with act(STEWARD) as uow:
        assert audit.seal_audit(uow) is None
        uow.audit("event.edited", "event:2")
    with act(STEWARD) as uow:
        second = audit.seal_audit(uow)

    assert len({first, second}) == 2
    assert found(act) == []


def test_pages_of_records_run_from_the_newest_back(act, trail):
    with act(STEWARD) as uow:
        lines = audit.list_audit(uow, "event:1")
        rest = audit.list_audit(uow, "event:1", before=lines[1].id)

    assert [line.sequence for line in lines] == [4, 3, 2, 1]
    assert [line.sequence for line in rest] == [2, 1]


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.JUDGE, Role.CHIEF_JUDGE, Role.WORKER])
def test_only_stewards_and_administrators_see_the_trail(act, trail, role):
    for deed in (audit.list_audit, audit.verify_audit, audit.seal_audit):
        actor = Actor(1, frozenset({(role, INSTALLATION)}))
        with act(actor) as uow, pytest.raises(NotPermitted):
            deed(uow)


def test_one_transaction_may_add_to_several_chains(act, trail):
    with act() as uow:
        uow.audit("event.edited", "event:1")
        uow.audit("event.edited", "event:2")
        heads = dict(uow.session.execute(select(AuditChainRow.chain, AuditChainRow.length)).all())

    assert heads == {"event:1": 5, "event:2": 2}
