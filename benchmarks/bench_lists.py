"""How long pages of lists with 100,000 rows take, against a page that reads 50 rows by their keys.

    python -m benchmarks.bench_lists          # 100,000 rows in every list
    python -m benchmarks.bench_lists 20000    # so many

All entries are in one event, all people in one unit, all messages in one inbox, all audit records
in one chain: no list of a city is longer. The yardstick is a page of the same application, with the
same head and a table of 50 rows, that recognises the session and reads 50 entries by their keys.
Pages take turns; the quickest of some rounds counts, since other work disturbs the slower ones.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path

from flask import Flask, current_app, render_template, request
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from sqlalchemy import event as listening
from sqlalchemy import insert, select, text

from benchmarks.ground import confirm, databases, environment
from competition.app import create_app
from competition.domain.permissions import INSTALLATION, VISITOR, Role
from competition.domain.places import unit_key
from competition.persistence.db import Base, db
from competition.persistence.models.audit import AuditChainRow, AuditRecordRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.messages import MessageRow
from competition.persistence.models.people import MembershipRow, PersonRow
from competition.persistence.sealing import keyring
from competition.services import sessions
from competition.services.unit_of_work import UnitOfWork, reading, unit_of_work
from config import Settings
from tests.factories import a_role, an_account, an_event, an_organisation

ROWS, ROUNDS, GOAL, CHUNK = 100_000, 5, 3.0, 5_000
STATES, DIGEST = ("accepted", "accepted", "accepted", "submitted", "declined"), "0" * 64
TABLE = """{% extends "layouts/desk.html" %}{% block main %}<h1>Rows</h1><table>
{% for row in rows %}<tr><td>{{ row.number }}</td><td>{{ row.name }}</td><td>{{ row.unit }}</td>
<td>{{ row.level }}</td><td>{{ row.age }}</td><td>{{ row.state }}</td><td>{{ row.standing }}</td>
<td>{{ row.remark }}</td></tr>{% endfor %}</table>{% endblock %}"""


def yardstick() -> str:
    """A page of 50 entries by their keys, from the one that is asked for."""
    first = int(request.args["from"])
    with reading(VISITOR) as uow:
        query = select(EntryRow).where(EntryRow.id >= first).order_by(EntryRow.id).limit(50)
        found = uow.session.scalars(query).all()
        return render_template(current_app.extensions["yardstick"], rows=found)


def fill(uow: UnitOfWork, many: int) -> tuple[int, int, int]:
    """Rows in all lists; the account, the event and the unit they belong to."""
    account, event, unit = an_account(uow), an_event(uow), an_organisation(uow, kind="unit")
    a_role(uow, account)
    a_role(uow, account, Role.ADMINISTRATOR, INSTALLATION)
    a_role(uow, account, Role.STEWARD, INSTALLATION)
    at, numbers = uow.now - timedelta(days=1), range(1, many + 1)
    chain = f"event:{event}"
    uow.session.add(AuditChainRow(chain=chain, length=many, digest=DIGEST))
    _store(uow, EntryRow, (_entry(n, event, at) for n in numbers))
    _store(uow, PersonRow, (_person(n, at) for n in numbers))
    _store(uow, MembershipRow, (_membership(n, unit, at) for n in numbers))
    _store(uow, MessageRow, (_message(n, account, at) for n in numbers))
    _store(uow, AuditRecordRow, (_record(n, chain, account, at) for n in numbers))
    return account, event, unit


def _entry(number: int, event: int, at: datetime) -> dict[str, object]:
    unit = f"第{number % 5000}厂"
    return {
        "event_id": event,
        "number": f"{number:06}",
        "number_key": f"06{number:06}",
        "serial": number,
        "name": f"王小{chr(0x4E00 + number % 20_000)}",
        "unit": unit,
        "unit_key": unit_key(unit),
        "state": STATES[number % 5],
        "created_at": at,
        "standing": "competing" if number % 50 else "guest",
    }


def _membership(number: int, unit: int, at: datetime) -> dict[str, object]:
    state = "confirmed" if number % 20 else "claimed"
    return {"person_id": number, "organisation_id": unit, "asked_at": at, "state": state}


def _message(number: int, account: int, at: datetime) -> dict[str, object]:
    return {
        "account_id": account,
        "template": "entry.accepted",
        "category": "entry",
        "params": {"event": "数控车工", "number": str(number)},
        "link": "/",
        "created_at": at,
        "read_at": at if number % 3 else None,
    }


def _record(number: int, chain: str, account: int, at: datetime) -> dict[str, object]:
    return {
        "chain": chain,
        "sequence": number,
        "at": at,
        "account_id": account,
        "action": "entry.submitted",
        "subject": f"entry:{number}",
        "detail": {"again": False},
        "digest": DIGEST,
    }


def _person(number: int, at: datetime) -> dict[str, object]:
    """A person; of one in twenty the ID number is not known yet."""
    is_known = number % 20 != 1
    return {
        "name": f"王小{chr(0x4E00 + number % 20_000)}",
        "created_at": at,
        "id_index": f"{number:064}" if is_known else None,
        "id_sealed": _sealed("110101199003070011") if is_known else None,
        "phone_index": f"{number:064}",
        "phone_sealed": _sealed("13800000000"),
    }


@cache
def _sealed(content: str) -> bytes:
    return keyring().seal(content)


def _store(uow: UnitOfWork, model: type[Base], rows: Iterator[dict[str, object]]) -> None:
    while chunk := list(islice(rows, CHUNK)):
        uow.session.execute(insert(model.__table__), chunk)


def pages(event: int, unit: int, many: int) -> dict[str, str]:
    """The pages to be asked for, by what they are."""
    entries, deep = f"/organiser/events/{event}/entries", many * 9 // 10
    people = f"/organisation/{unit}/people"
    return {
        "entries, first page": entries,
        "entries, deep page": f"{entries}?after={deep:06}",
        "entries that wait": f"{entries}?state=submitted",
        "entries that wait, deep": f"{entries}?state=submitted&after={deep:06}",
        "guests": f"{entries}?standing=guest",
        "entries of a unit": f"{entries}?unit=第7厂",
        "entries by a name": f"{entries}?search=王小中",
        "one entry's record": f"{entries}/{deep}/record",
        "people of a unit": people,
        "people of a unit, deep": f"{people}?after={deep}",
        "people by a name": f"{people}?search=王小中",
        "messages": "/account/messages",
        "messages, deep": f"/account/messages?after={many // 10}",
        "audit trail": "/steward/audit",
        "audit trail, deep": f"/steward/audit?after={many // 10}",
    }


def wall(client: FlaskClient, path: str) -> float:
    """Seconds of a page, the database's included."""
    before = time.perf_counter()
    answer = client.get(path)
    spent = time.perf_counter() - before
    confirm(answer.status_code == 200, (path, answer.status_code))
    return spent


def measure(name: str, url: str, folder: Path, many: int) -> float:
    """Fill the lists, ask for the pages in turn, print what they take; the worst ratio."""
    os.environ.update(environment(url, folder))
    app = create_app(Settings.from_env())
    app.add_url_rule("/yardstick", view_func=yardstick)
    app.extensions["yardstick"] = app.jinja_env.from_string(TABLE)  # compiled once, like files
    client, event, unit = prepare(app, many)
    asked = {"yardstick": f"/yardstick?from={many // 2}", **pages(event, unit, many)}
    spent: dict[str, list[float]] = {label: [] for label in asked}
    for round_ in range(ROUNDS + 1):
        for label, path in asked.items():
            found = wall(client, path)
            if round_:
                spent[label].append(found)
    base = min(spent["yardstick"])
    print(f"{name}, {many} rows in every list; 50 rows by key: {1000 * base:.1f} ms")
    worst = 0.0
    for label, path in asked.items():
        if label == "yardstick":
            continue
        took = min(spent[label])
        worst = max(worst, took / base)
        print(
            f"  {label:<26}{1000 * took:7.1f} ms  ratio {took / base:5.2f}"
            f"  {count_statements(app, client, path):3} statements"
        )
    return worst


def prepare(app: Flask, many: int) -> tuple[FlaskClient, int, int]:
    """A filled database, its statistics gathered, and the browser of an organiser."""
    with app.app_context():
        db.create_all()
        with unit_of_work(VISITOR) as uow:
            account, event, unit = fill(uow, many)
            token = sessions.open_session(uow, account, 12, has_passed_factor=True)
        with db.engine.connect() as connection:
            connection.execute(text("ANALYZE"))
            connection.commit()
        db.session.remove()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    client = app.test_client()
    client.set_cookie("session", signer.dumps({"_user_id": token, "_fresh": True}))
    return client, event, unit


def count_statements(app: Flask, client: FlaskClient, path: str) -> int:
    """How many statements a page asks, besides those that are prepared."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    listening.listen(engine, "before_cursor_execute", note)
    client.get(path)
    listening.remove(engine, "before_cursor_execute", note)
    return len(seen)


def main() -> int:
    """Measure on SQLite and PostgreSQL; 1 when a page misses the goal."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with databases(folder) as pairs:
            worst = [measure(label, url, folder, many) for label, url, _ in pairs]
    return int(max(worst) > GOAL)


if __name__ == "__main__":
    sys.exit(main())
