import pytest
from sqlalchemy import select

from competition.domain.audit import chain_issues
from competition.persistence.audit import record_of
from competition.persistence.models.audit import AuditChainRow, AuditRecordRow
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
