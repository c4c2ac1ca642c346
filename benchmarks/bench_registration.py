"""Workers send their entries, more of them than there are places, against one inserted row.

    python -m benchmarks.bench_registration [entries of each load]

Each entry is the last request of a worker's own way through the form: session, token against
forgery, what was typed and kept, the event's conditions and places under the event's lock, entry,
entrant, audit, and the answer that leads to the entry. Both applications run under the same server
on the same database, turn by turn. Afterwards every worker has one entry, exactly as many as there
are places hold one, the others wait in one order, and the audit chain is sound.
"""

import json
import os
import secrets
import sys
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, insert, select

from benchmarks import minimal_app
from benchmarks.ground import confirm, databases, environment, poster
from benchmarks.serving import Connection, Load, Port, Step, request, run_all, run_load, serving
from competition.app import create_app
from competition.domain.audit import chain_issues
from competition.domain.conditions import ConditionTexts, read_conditions
from competition.domain.permissions import VISITOR
from competition.domain.registration_rules import RegistrationRules
from competition.persistence.audit import record_of
from competition.persistence.db import db
from competition.persistence.models.accounts import AccountRow, AccountSessionRow
from competition.persistence.models.audit import AuditChainRow, AuditRecordRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.registration import EntrantRow, EntryDraftRow
from competition.persistence.sealing import keyring
from competition.services.sessions import _digest
from competition.services.unit_of_work import UnitOfWork, reading, unit_of_work
from config import Settings
from tests.factories import an_event, some_rules

CLIENTS, ENTRIES = (1, 16, 64), 320
OF_AGE = ConditionTexts("c1", words="18 to 60", rows=[{"kind": "age", "least": "18", "most": "60"}])
TYPED = {"unit": "苏城机械厂", "born_on": "1990-05-17", "level": "4"}


@dataclass(frozen=True, slots=True)
class Worker:
    """A signed-in worker who has filled everything in: account, cookie and token."""

    account: int
    cookie: str
    token: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event with its places and the workers who are about to enter it."""

    id: int
    seats: int
    workers: tuple[Worker, ...]


def prepare(app: Flask, many: int, loads: int) -> list[Event]:
    """Make an event a load, each with places for half of its workers."""
    with app.app_context():
        db.create_all()
        with unit_of_work(VISITOR) as uow:
            return [_event(app, uow, many) for _ in range(loads)]


def _event(app: Flask, uow: UnitOfWork, many: int) -> Event:
    conditions, issues = read_conditions([OF_AGE])
    confirm(not issues, issues)
    event = an_event(uow, seats=many // 2, held_on=(uow.now + timedelta(days=30)).date())
    rules = RegistrationRules(unit_seats=900, waiting_list=True, conditions=conditions)
    some_rules(uow, event, rules)
    return Event(event, many // 2, tuple(_workers(app, uow, event, many)))


def _workers(app: Flask, uow: UnitOfWork, event: int, many: int) -> list[Worker]:
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    raw = secrets.token_hex(20)
    token = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(raw)
    names = [f"王小{chr(0x4E00 + n)}" for n in range(many)]
    accounts = [
        {
            "login_index": secrets.token_hex(16),
            "login_sealed": keyring().seal("worker"),
            "display_name": name,
            "unit": TYPED["unit"],
            "password_hash": "",
            "created_at": uow.now,
        }
        for name in names
    ]
    statement = insert(AccountRow).returning(AccountRow.id, sort_by_parameter_order=True)
    ids = list(uow.session.scalars(statement, accounts))
    keys = [secrets.token_urlsafe(32) for _ in ids]
    since = {"opened_at": uow.now, "seen_at": uow.now, "expires_at": uow.now + timedelta(hours=12)}
    uow.session.execute(
        insert(AccountSessionRow),
        [
            {**since, "account_id": id_, "token_digest": _digest(key)}
            for id_, key in zip(ids, keys, strict=True)
        ],
    )
    drafts = [
        {
            "account_id": id_,
            "event_id": event,
            "texts_sealed": keyring().seal(json.dumps({**TYPED, "name": name})),
            "saved_at": uow.now,
        }
        for id_, name in zip(ids, names, strict=True)
    ]
    uow.session.execute(insert(EntryDraftRow), drafts)
    cookies = [signer.dumps({"_user_id": key, "_fresh": True, "csrf_token": raw}) for key in keys]
    return [Worker(id_, c, token) for id_, c in zip(ids, cookies, strict=True)]


def sender(connection: Connection, event: Event, worker: Worker, sent: dict[int, int]) -> Step:
    """Send one worker's entry and note the number of the entry that the answer leads to."""
    body = urlencode({"csrf_token": worker.token, "declared": "y"}).encode()
    headers = {
        "Cookie": f"session={worker.cookie}",
        "Content_Type": "application/x-www-form-urlencoded",
    }
    message = request("POST", f"/events/{event.id}/enter/check", body, **headers)

    def step() -> None:
        status, head, answer = connection.send(message)
        confirm(status == 302, (status, answer[:300]))
        place = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"location:"))
        sent[worker.account] = int(place.rpartition(b"/")[2])

    return step


def check(app: Flask, event: Event, sent: dict[int, int]) -> None:
    """Every worker has one entry, the places are given exactly, the others wait in one order."""
    mine = EntryRow.event_id == event.id
    with app.app_context(), reading(VISITOR) as uow:
        rows = uow.session.scalars(select(EntryRow).where(mine)).all()
        stored = {row.account_id: row.id for row in rows}
        confirm(len(rows) == len(stored) == len(sent), "an entry lost or doubled")
        confirm(stored == sent, "an entry was acknowledged to somebody else")
        confirm(len({row.number for row in rows}) == len(rows), "a number given twice")
        held = [row for row in rows if row.state == "submitted"]
        confirm(len(held) == event.seats, ("places", len(held), event.seats))
        turns = sorted(row.queue_number for row in rows if row.state == "waiting")
        confirm(turns == list(range(1, len(rows) - event.seats + 1)), "turns on the waiting list")
        in_it = select(func.count()).select_from(EntrantRow).join(EntryRow).where(mine)
        confirm(uow.session.scalar(in_it) == len(rows), "entrants")
        chain = f"event:{event.id}"
        of_chain = select(AuditRecordRow).where(AuditRecordRow.chain == chain)
        kept = [
            (record_of(row), row.digest)
            for row in uow.session.scalars(of_chain.order_by(AuditRecordRow.sequence))
        ]
        head = uow.session.get_one(AuditChainRow, chain)
        confirm(len(kept) == len(rows), "audit records")
        confirm(not chain_issues(chain, kept, head.length, head.digest), "audit chain")


def measure(name: str, ours_url: str, minimal_url: str, folder: Path, many: int) -> None:
    """Run the loads turn by turn, check what was stored, print the figures."""
    os.environ.update(environment(ours_url, folder))
    app = create_app(Settings.from_env())
    warm, *events = prepare(app, many, len(CLIENTS) + 1)
    minimal_app.create_app(minimal_url)
    factory = f"benchmarks.minimal_app:create_app({minimal_url!r})"
    print(f"{name}, {many} entries for {many // 2} places, 2 workers of 8 threads:")
    with serving("wsgi:app") as ours, serving(factory) as minimal:
        run_load([poster(minimal, request("POST", "/row")) for _ in range(16)], 0.5)
        compare(app, (ours, minimal), (warm, 16), "warming up")
        for event, clients in zip(events, CLIENTS, strict=True):
            compare(app, (ours, minimal), (event, clients), f"{clients} at once")
    print("  every worker has one entry, no place given twice, one order of waiting\n")


def compare(app: Flask, ports: tuple[Port, Port], what: tuple[Event, int], label: str) -> None:
    """One load on both; processor time is that of the server's processes."""
    (ours, minimal), (event, clients) = ports, what
    row, plain, entering = request("POST", "/row"), Load(), Load()
    share = len(event.workers) // clients
    before = minimal.busy()
    run_all([[poster_once] * share for poster_once in _posters(minimal, row, clients)], plain)
    row_busy = (minimal.busy() - before) / len(plain.each)
    sent: dict[int, int] = {}
    lines = [Connection(ours) for _ in range(clients)]
    deeds = [
        [sender(line, event, worker, sent) for worker in event.workers[n::clients]]
        for n, line in enumerate(lines)
    ]
    before = ours.busy()
    run_all(deeds, entering)
    busy = (ours.busy() - before) / len(entering.each)
    check(app, event, sent)
    print(
        f"  {label:>12}: {entering.rate:5.0f} entries/s (p99 {entering.p99:6.0f} ms),"
        f" {plain.rate:5.0f} rows/s (p99 {plain.p99:5.0f} ms), ratio"
        f" {entering.rate / plain.rate:.2f}; processor {1000 * busy:.1f} and"
        f" {1000 * row_busy:.2f} ms, {busy / row_busy:.1f} times"
    )


def _posters(port: Port, message: bytes, clients: int) -> list[Step]:
    return [poster(port, message) for _ in range(clients)]


def main() -> int:
    """Measure on SQLite and PostgreSQL."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with databases(folder) as pairs:
            for pair in pairs:
                measure(*pair, folder, many)
    return 0


if __name__ == "__main__":
    sys.exit(main())
