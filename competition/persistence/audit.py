"""Append to the audit chain. There is no function that changes or deletes a record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    Delete,
    Function,
    Insert,
    ScalarSelect,
    Select,
    Update,
    bindparam,
    exists,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from competition.domain.audit import START, AuditRecord, digest
from competition.domain.errors import Conflict
from competition.persistence.db import Base, is_writing
from competition.persistence.models.audit import AuditChainRow, AuditRecordRow, AuditSealRow
from competition.persistence.prepared import Guarded, Prepared

# Every use case passes here, so these statements are built once and pass by the mapper.
CHAINS = Base.metadata.tables[AuditChainRow.__tablename__]
RECORDS = Base.metadata.tables[AuditRecordRow.__tablename__]
COLUMNS = tuple(field.name for field in fields(AuditRecord))
HEAD = Prepared(
    select(CHAINS.c.length, CHAINS.c.digest)
    .where(CHAINS.c.chain == bindparam("of_chain"))
    .with_for_update()
)
_first: dict[str, BindParameter[Any]] = {
    column: bindparam(column) for column in ("chain", "length", "digest")
}
_first_on_sqlite = sqlite.insert(CHAINS).values(_first).on_conflict_do_nothing()
_first_on_postgresql = postgresql.insert(CHAINS).values(_first).on_conflict_do_nothing()
FIRST_HEAD = Prepared(_first_on_sqlite, postgresql=_first_on_postgresql)
_new_head = (
    update(CHAINS)
    .where(CHAINS.c.chain == bindparam("of_chain"))
    .values(length=bindparam("reached"), digest=bindparam("made"))
)
_new_record = (
    insert(RECORDS).inline().values({column: bindparam(column) for column in (*COLUMNS, "digest")})
)
NEW_RECORD = Prepared(_new_record)
NEXT_RECORD = Prepared(
    _new_head, _new_record, postgresql=_new_record.add_cte(_new_head.cte("head"))
)

Head = tuple[int, str]
"""How long a chain is, and the digest it ends with."""


class Along:
    """What is written in one with the record of it, if what was seen before still holds.

    On PostgreSQL all of it is one statement: `held` finds a row, and locks what must not change,
    while it holds; `parts` are made for the rows that the head of the chain gives. On SQLite one
    statement follows the other, and the first changes a row while it holds.
    """

    def __init__(
        self,
        *statements: Insert | Update | Delete,
        held: Select[tuple[Any, ...]],
        parts: Callable[[CTE], Mapping[str, Insert | Update | Delete]],
    ):
        seen = held.cte("held")
        first = select(*_first.values()).select_from(seen)
        begun = postgresql.insert(CHAINS).from_select(list(_first), first).on_conflict_do_nothing()
        grown = _new_head.where(CHAINS.c.length == bindparam("before"))
        moved = grown.where(exists(select(seen)))
        self.first = Guarded(
            *statements, _first_on_sqlite, _new_record, postgresql=_record_after(begun, parts)
        )
        self.next = Guarded(*statements, grown, _new_record, postgresql=_record_after(moved, parts))


def _record_after(
    head: Insert | Update, parts: Callable[[CTE], Mapping[str, Insert | Update | Delete]]
) -> Insert:
    """Move the head of the chain, then write the record and the other parts if that succeeded."""
    reached = head.returning(CHAINS.c.chain).cte("head")
    names = (*COLUMNS, "digest")
    values = select(*(bindparam(name, type_=RECORDS.c[name].type) for name in names))
    found = insert(RECORDS).inline().from_select(names, values.select_from(reached))
    return found.add_cte(*(part.cte(name) for name, part in parts(reached).items()))


class Overtaken(Conflict):
    """Somebody else was faster: what had been seen before no longer held, nothing is written."""

    def __init__(self) -> None:
        super().__init__("Somebody else changed this meanwhile.")


@dataclass(frozen=True, slots=True)
class Writing:
    """What goes along with a record, its values, and the head of the chain as it was read."""

    along: Along
    given: Mapping[str, object]
    head: Head | None


def head_of(chain: BindParameter[str], listed: Callable[..., Function[Any]]) -> ScalarSelect[Any]:
    """The head as one value of another look, a list, not locked; null before a record."""
    pair = listed(CHAINS.c.length, CHAINS.c.digest, type_=postgresql.JSON)
    return select(pair).where(CHAINS.c.chain == chain).scalar_subquery()


def append_with(session: Session, record: AuditRecord, writing: Writing) -> None:
    """Write what goes along, and the record at the end of its chain.

    In the session's transaction, or in one of their own when the session is writing none.
    Raises Overtaken when what was seen no longer holds or somebody else moved the chain.
    """
    length, last = writing.head or (0, START)
    made = digest(replace(record, sequence=length + 1), last)
    grown = {"of_chain": record.chain, "before": length, "length": 1, "reached": length + 1}
    values = {**grown, "made": made, "digest": made, **_columns(record, length + 1)}
    guarded = writing.along.next if writing.head else writing.along.first
    if not _stands(session, guarded, {**writing.given, **values}):
        raise Overtaken


def _stands(session: Session, guarded: Guarded, given: Mapping[str, object]) -> bool:
    if is_writing(session):
        session.flush()
        return guarded.within(session, given)
    return guarded.alone(session.get_bind().engine, given)


def append(session: Session, record: AuditRecord) -> None:
    """Add the record at the end of its chain; its sequence is given here.

    The head of the chain stays locked until the transaction ends, so chains never fork; other
    chains are not touched.
    """
    session.flush()
    found = head(session, record.chain)
    made = _begin(session, record) if found is None else None
    if made is not None:
        NEW_RECORD.change(session, {**_columns(record, 1), "digest": made})
        return
    length, last = found or HEAD.rows(session, {"of_chain": record.chain})[0]
    made = digest(replace(record, sequence=length + 1), last)
    grown = {"of_chain": record.chain, "reached": length + 1, "made": made}
    NEXT_RECORD.change(session, {**grown, **_columns(record, length + 1), "digest": made})


def _columns(record: AuditRecord, sequence: int) -> dict[str, object]:
    return {field: getattr(record, field) for field in COLUMNS} | {"sequence": sequence}


def head(session: Session, chain: str) -> Head | None:
    """The chain's length and last digest, locked; None before its first record."""
    rows = HEAD.rows(session, {"of_chain": chain})
    return (rows[0][0], rows[0][1]) if rows else None


def _begin(session: Session, record: AuditRecord) -> str | None:
    """Begin a chain with its first record; None when somebody else has just begun it."""
    made = digest(replace(record, sequence=1), START)
    first = {"chain": record.chain, "length": 1, "digest": made}
    return made if FIRST_HEAD.change(session, first) == 1 else None


def record_of(row: AuditRecordRow) -> AuditRecord:
    """The row as the domain knows it."""
    at: datetime = row.at
    return AuditRecord(
        row.chain, row.sequence, at, row.account_id, row.action, row.subject, row.detail
    )


def add_seal(session: Session, at: datetime, heads: dict[str, object], digest_: str) -> None:
    """Store a seal."""
    session.execute(insert(AuditSealRow).values(at=at, heads=heads, digest=digest_))
