"""How long a unit's list of 5,000 people takes: to be shown and checked, and to be entered.

    python -m benchmarks.bench_unit_list        # 5,000 and 2,500 rows
    python -m benchmarks.bench_unit_list 1000   # so many, and half of them

Entering is the job as a worker runs it, in a process of its own, while somebody looks at the job's
row. Twice the rows should take twice as long and not four times: both lengths are timed.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.ground import confirm, databases, environment
from benchmarks.working import watch, work
from competition.app import create_app
from competition.domain.identifiers import EventId, OrganisationId
from competition.domain.permissions import Actor, Role, Scope, ScopeKind
from competition.persistence.db import db
from competition.services import unit_lists
from competition.services.unit_of_work import reading, unit_of_work
from config import Settings
from tests.factories import (
    a_competition,
    a_role,
    an_account,
    an_event,
    an_id_number,
    an_organisation,
)

ROWS, WALL, LINEAR = 5_000, 60.0, 2.6


def a_list(many: int) -> list[dict[str, str]]:
    """People with names of three characters, a thousand born on the same day."""
    return [
        {
            "name": f"王小{chr(0x4E00 + n)}",
            "id_number": an_id_number(n % 1000 or 1, f"19{80 + n // 1000}0307"),
            "level": "4",
        }
        for n in range(1, many + 1)
        if n % 1000
    ]


def prepare(url: str, folder: Path, many: int) -> tuple[int, int, int]:
    """Save a list, show it once, ask for everybody to be entered; job, event and rows."""
    os.environ.update(environment(url, folder))
    app = create_app(Settings.from_env())
    with app.app_context():
        db.create_all()
        with unit_of_work(Actor(None)) as uow:
            unit = OrganisationId(an_organisation(uow, f"{many}", "unit"))
            event = EventId(an_event(uow, a_competition(uow), state="open"))
            account, scope = an_account(uow), Scope(ScopeKind.ORGANISATION, unit)
            a_role(uow, account, Role.CLERK, scope)
        clerk = Actor(account, frozenset({(Role.CLERK, scope)}))
        rows = a_list(many)
        with unit_of_work(clerk) as uow:
            version = unit_lists.save_list(uow, event, unit, rows, 0)
        before = time.perf_counter()
        with reading(clerk) as uow:
            unit_lists.describe_list(uow, event, unit)
        shown = time.perf_counter() - before
        before = time.perf_counter()
        with unit_of_work(clerk) as uow:
            job = unit_lists.enter_list(uow, event, unit, version)
            uow.jobs.clear()
        asked = time.perf_counter() - before
        print(f"  {len(rows)} rows: checked in {shown:.2f} s, asked for in {asked:.2f} s")
        db.engine.dispose()
    confirm(job is not None, "the list was not long enough to be a job's work")
    return int(str(job)), event, len(rows)


def measure(name: str, url: str, folder: Path, many: int) -> dict[str, float]:
    """Enter a list in a worker of its own, watch it, and print what it took."""
    job, event, rows = prepare(url, folder, many)
    used, seen = watch("benchmarks.bench_unit_list", url, job, event, rows)
    print(
        f"{name:<12} {rows} rows entered in {used['wall']:5.1f} s, {used['busy']:5.1f} s of"
        f" processor time, {used['memory']:.0f} MiB, progress seen {seen} times"
    )
    return used


def main() -> int:
    """Measure both lengths on both databases; 1 when a goal is missed."""
    if sys.argv[1:2] == ["--work"]:
        work(int(sys.argv[2]))
        return 0
    many = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    kept = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with databases(folder) as pairs:
            for label, url, _ in pairs:
                half = measure(label, url, folder, many // 2)
                whole = measure(label, url, folder, many)
                ratio = whole["busy"] / half["busy"]
                print(f"{label:<12} twice the rows: {ratio:.2f} times the processor time")
                kept.append(whole["wall"] < WALL and ratio < LINEAR)
    return int(not all(kept))


if __name__ == "__main__":
    sys.exit(main())
