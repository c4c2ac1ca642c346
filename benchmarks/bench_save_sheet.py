"""Sixteen judges save sheets of twenty marks, with audit, against one inserted row a request.

    python -m benchmarks.bench_save_sheet [seconds of each turn]

Both applications run under the same server on the same database, turn by turn after a warm-up;
who begins changes from round to round, and the ratio is the median of the rounds. Every save is the
first of its sheet: twenty new rows. Afterwards every mark is there exactly once with the value that
was acknowledged, and every audit chain is sound.
"""

import json
import os
import re
import statistics
import sys
import tempfile
from itertools import islice
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import insert, select

from benchmarks import minimal_app
from benchmarks.ground import confirm, databases, environment, poster
from benchmarks.serving import Connection, Load, Port, Step, request, run_load, serving
from competition.app import create_app
from competition.domain.audit import chain_issues
from competition.domain.permissions import VISITOR
from competition.persistence.audit import record_of
from competition.persistence.db import db
from competition.persistence.models.audit import AuditChainRow, AuditRecordRow
from competition.persistence.models.judging import MarkRow, MarkSheetRow
from competition.services import sessions
from competition.services.unit_of_work import reading, unit_of_work
from config import Settings
from tests.factories import a_scheme, an_account, an_appointment, an_event

JUDGES, ASPECTS, SHEETS, ROUNDS = 16, 20, 1500, 8
GOAL, WARM_UP = 0.5, 1.5
ITEMS = [{"id": f"A{n}", "kind": "score", "max": "10"} for n in range(1, ASPECTS + 1)]
TOKEN = re.compile(rb'name="csrf-token" content="([^"]+)"')
COOKIE = re.compile(rb"Set-Cookie: (session=[^;]+)")


class Judge:
    """One judge's device: saves sheet after sheet and keeps what was acknowledged."""

    def __init__(self, port: int, cookie: str, sheets: list[int]) -> None:
        self.connection = Connection(port)
        page = request("GET", f"/judge/sheets/{sheets[0]}", Cookie=f"session={cookie}")
        status, head, body = self.connection.send(page)
        confirm(status == 200, status)
        found = COOKIE.search(head)
        self.headers = {
            "Cookie": found[1].decode() if found else f"session={cookie}",
            "X_CSRFToken": TOKEN.search(body)[1].decode(),
            "Content_Type": "application/json",
        }
        self.ahead = iter([(sheet, *self._message(sheet)) for sheet in sheets])
        self.answers: dict[int, tuple[str, bytes]] = {}

    def _message(self, sheet: int) -> tuple[str, bytes]:
        """What is saved on the sheet, and the whole request: made before the clock runs."""
        values = [f"{(sheet * 7 + n) % 1000 / 100:.2f}" for n in range(ASPECTS)]
        marks = [
            {"aspect": item["id"], "text": value, "base": 0}
            for item, value in zip(ITEMS, values, strict=True)
        ]
        body = json.dumps({"marks": marks}).encode()
        url = f"/judge/sheets/{sheet}/marks"
        return " ".join(values), request("POST", url, body, **self.headers)

    def save(self) -> None:
        """Save twenty new marks on the next sheet; anything but success ends the run."""
        sheet, values, message = next(self.ahead)
        status, _head, answer = self.connection.send(message)
        confirm(status == 200, (status, answer[:300]))
        self.answers[sheet] = (values, answer)


def prepare(app: Flask) -> list[tuple[str, list[int]]]:
    """Make an event with sixteen judges and their sheets; give each one's cookie and sheets."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    with app.app_context():
        db.create_all()
        with unit_of_work(VISITOR) as uow:
            event = an_event(uow, state="marking")
            a_scheme(uow, event, {"modules": [{"id": "A", "items": ITEMS}]})
            accounts = [an_account(uow) for _ in range(JUDGES)]
            tokens = [
                sessions.open_session(uow, account, 12, has_passed_factor=True)
                for account in accounts
            ]
            for number, account in enumerate(accounts):
                appointment = an_appointment(uow, event, account, f"J{number}")
                codes = [f"W{number:02}{sheet:04}" for sheet in range(SHEETS)]
                uow.session.execute(
                    insert(MarkSheetRow.__table__),
                    [
                        {"event_id": event, "appointment_id": appointment, "work_code": code}
                        for code in codes
                    ],
                )
            ids = iter(uow.session.scalars(select(MarkSheetRow.id).order_by(MarkSheetRow.id)))
        cookies = [signer.dumps({"_user_id": token, "_fresh": True}) for token in tokens]
        return [(cookie, list(islice(ids, SHEETS))) for cookie in cookies]


def check(app: Flask, judges: list[Judge]) -> int:
    """Every mark exactly once with its last value, one audit record a save; count the saves."""
    acknowledged = {s: answer for judge in judges for s, answer in judge.answers.items()}
    with app.app_context(), reading(VISITOR) as uow:
        stored: dict[int, dict[str, str]] = {}
        for row in uow.session.execute(select(MarkRow.sheet_id, MarkRow.aspect_id, MarkRow.value)):
            stored.setdefault(row.sheet_id, {})[row.aspect_id] = f"{row.value:.2f}"
        heads = {row.chain: row for row in uow.session.scalars(select(AuditChainRow))}
        records: dict[str, list[AuditRecordRow]] = {}
        in_order = select(AuditRecordRow).order_by(AuditRecordRow.chain, AuditRecordRow.sequence)
        for record in uow.session.scalars(in_order):
            records.setdefault(record.chain, []).append(record)
        for sheet, (values, answer) in acknowledged.items():
            marks, told = stored.pop(sheet), json.loads(answer)["marks"]
            confirm(" ".join(marks[item["id"]] for item in ITEMS) == values, sheet)
            confirm(len(marks) == ASPECTS, sheet)
            confirm({mark["version"] for mark in told.values()} == {2}, answer)
            chain = f"sheet:{sheet}"
            kept = [(record_of(row), row.digest) for row in records.get(chain, [])]
            confirm(len(kept) == 1, (chain, len(kept)))
            head = heads[chain]
            confirm(not chain_issues(chain, kept, head.length, head.digest), chain)
        confirm(not stored, "marks that nobody saved")
    return len(acknowledged)


class Side:
    """One of the two applications under load: its requests, turn after turn."""

    def __init__(self, port: Port, steps: list[Step]) -> None:
        self.port, self.steps = port, steps
        self.rates: list[float] = []
        self.all, self.busy = Load(), 0.0

    def run(self, seconds: float) -> None:
        """Have one turn."""
        before, turn = self.port.busy(), run_load(self.steps, seconds)
        self.rates.append(turn.rate)
        self.busy += self.port.busy() - before
        self.all.each += turn.each
        self.all.seconds += turn.seconds

    def __str__(self) -> str:
        rate, cost = statistics.median(self.rates), 1000 * self.busy / len(self.all.each)
        return f"{rate:5.0f} requests/s   p99 {self.all.p99:6.1f} ms   processor {cost:.2f} ms"


def measure(name: str, ours_url: str, minimal_url: str, folder: Path, seconds: float) -> float:
    """Run both turn by turn, check what was stored, print the figures, return the ratio."""
    os.environ.update(environment(ours_url, folder))
    app = create_app(Settings.from_env())
    devices = prepare(app)
    minimal_app.create_app(minimal_url)
    factory = f"benchmarks.minimal_app:create_app({minimal_url!r})"
    with serving("wsgi:app") as ours, serving(factory) as minimal:
        judges = [Judge(ours, cookie, sheets) for cookie, sheets in devices]
        rows = [poster(minimal, request("POST", "/row")) for _ in judges]
        sides = [Side(minimal, rows), Side(ours, [judge.save for judge in judges])]
        for side in sides:
            run_load(side.steps, WARM_UP)
        for number in range(ROUNDS):
            for side in sides if number % 2 == 0 else reversed(sides):
                side.run(seconds)
    saves = check(app, judges)
    yardstick, saving = sides
    ratios = [b / a for a, b in zip(yardstick.rates, saving.rates, strict=True)]
    ratio = statistics.median(ratios)
    print(f"{name}, {JUDGES} judges at once, 2 workers, {ROUNDS} rounds of {seconds:.0f} s:")
    print(f"  one row inserted     {yardstick}")
    print(f"  sheet of {ASPECTS} saved    {saving}")
    print(f"  ratio of each round  {' '.join(f'{each:.2f}' for each in ratios)}")
    print(f"  {saves} saves, {saves * ASPECTS} marks: none lost, none doubled, audit chains sound")
    print(f"  ratio {ratio:.2f} (goal {GOAL:.2f})\n", flush=True)
    return ratio


def main() -> int:
    """Measure on SQLite and PostgreSQL; 1 when a ratio misses the goal."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with databases(folder) as pairs:
            ratios = [measure(*pair, folder, seconds) for pair in pairs]
    return int(min(ratios) < GOAL)


if __name__ == "__main__":
    sys.exit(main())
