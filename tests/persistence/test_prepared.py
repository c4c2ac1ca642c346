from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, literal, select, text

from competition.domain.permissions import VISITOR
from competition.persistence.db import UtcDateTime, db, outside_transactions
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.prepared import Prepared
from competition.services.unit_of_work import reading
from tests.factories import an_account

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
TIME_AND_WORD = Prepared(
    select(
        bindparam("at", type_=UtcDateTime).label("at"),
        literal("now").label("word"),
        bindparam("word", type_=AuditRecordRow.action.type).label("given"),
    )
)
COUNTED = Prepared(select(text("count(*)")).select_from(text("audit_record")))
BROKEN = Prepared(select(text("1 / 0 FROM nowhere")))


def test_values_go_and_come_by_the_types_of_the_statement(app):
    with app.app_context(), reading(VISITOR) as uow:
        rows = TIME_AND_WORD.rows(uow.session, {"at": NOON, "word": "值"})

        assert [tuple(row) for row in rows] == [(NOON, "now", "值")]


def test_a_look_sees_what_its_own_transaction_wrote_and_begins_none(act, app):
    with act() as uow:
        an_account(uow)
        uow.audit("account.created", "account:1")
        assert [tuple(row) for row in COUNTED.glance(uow.session, {})] == [(1,)]

    with app.app_context(), reading(VISITOR) as uow:
        assert [tuple(row) for row in COUNTED.glance(uow.session, {})] == [(1,)]
        assert not uow.session.in_transaction()


def test_a_look_that_fails_spoils_no_connection(app, act):
    with app.app_context():
        failure = db.engine.dialect.loaded_dbapi.Error
        with pytest.raises(failure):
            BROKEN.look(db.engine, {})
        with db.engine.connect() as connection:
            connection.execute(text("DELETE FROM audit_record"))
            connection.rollback()
        assert [tuple(row) for row in COUNTED.look(db.engine, {})] == [(0,)]


def test_connections_that_were_lost_together_fail_but_one_look(app):
    with app.app_context():
        engine = db.engine
        with outside_transactions(engine) as one, outside_transactions(engine) as other:
            lost = one.connection, other.connection
        for connection in lost:
            connection.close()

        with pytest.raises(engine.dialect.loaded_dbapi.Error):
            COUNTED.look(engine, {})
        assert [tuple(row) for row in COUNTED.look(engine, {})] == [(0,)]


def test_after_a_look_writes_can_be_rolled_back(app, act):
    with act() as uow:
        uow.audit("account.created", "account:1")

    with app.app_context():
        COUNTED.look(db.engine, {})
        with db.engine.connect() as connection:
            connection.execute(text("DELETE FROM audit_record"))
            connection.rollback()
        assert [tuple(row) for row in COUNTED.look(db.engine, {})] == [(1,)]


def test_a_lost_connection_is_replaced(app, act):
    def lose_the_connection():
        with act() as uow:
            uow.session.connection().connection.driver_connection.close()
            uow.audit("account.created", "account:1")

    with pytest.raises(Exception, match="closed"):
        lose_the_connection()

    with act() as uow:
        uow.audit("account.created", "account:1")
    with app.app_context():
        assert [tuple(row) for row in COUNTED.look(db.engine, {})] == [(1,)]
