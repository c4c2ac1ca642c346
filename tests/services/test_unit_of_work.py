import pytest
from sqlalchemy import create_engine, select

from competition.domain.audit import chain_issues
from competition.domain.permissions import VISITOR
from competition.persistence.audit import record_of
from competition.persistence.db import NestedWriting, writers_turn
from competition.persistence.models.audit import AuditChainRow, AuditRecordRow
from competition.services.unit_of_work import reading, unit_of_work
from tests.factories import an_account


class PowerCutError(Exception):
    pass


def test_commits_when_the_block_ends_well(act):
    with act() as uow:
        an_account(uow, name="张伟")
        uow.audit("account.created", "account:1")

    with act() as uow:
        assert uow.session.scalars(select(AuditRecordRow.action)).all() == ["account.created"]


def test_writes_nothing_when_the_block_raises(act):
    def audit_until_the_power_goes():
        with act() as uow:
            uow.audit("account.created", "account:1")
            raise PowerCutError

    with pytest.raises(PowerCutError):
        audit_until_the_power_goes()

    with act() as uow:
        assert uow.session.scalars(select(AuditRecordRow.action)).all() == []


def test_records_of_one_chain_follow_from_each_other(act):
    for action in ("event.created", "event.opened"):
        with act() as uow:
            uow.audit(action, "event:1", note="值")
            uow.audit("entry.added", "event:2", subject="entry:5")

    with act() as uow:
        rows = uow.session.scalars(
            select(AuditRecordRow).where(AuditRecordRow.chain == "event:1")
        ).all()
        head = uow.session.get(AuditChainRow, "event:1")
        records = [(record_of(row), row.digest) for row in rows]
        assert chain_issues("event:1", records, head.length, head.digest) == []
        assert [record.sequence for record, _ in records] == [1, 2]


@pytest.mark.parametrize("inner", [unit_of_work, reading])
def test_a_unit_of_work_inside_another_is_refused_at_once(act, inner):
    with act() as uow:
        uow.audit("account.created", "account:1")
        with pytest.raises(NestedWriting), inner(VISITOR):
            pass

    with act() as uow:
        assert uow.session.scalars(select(AuditRecordRow.action)).all() == ["account.created"]


def test_a_thread_that_has_the_turn_is_refused_another_for_which_it_would_wait_for_ever(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'some.sqlite3'}")

    with writers_turn(engine), pytest.raises(NestedWriting), writers_turn(engine):
        pass

    with writers_turn(engine):
        pass
