"""How long importing a workbook of 50,000 entries takes, and how much memory the worker needs.

    python -m benchmarks.bench_import        # 50,000 rows
    python -m benchmarks.bench_import 5000   # so many

Reading is held against calamine alone, turn by turn in one process. The whole import is the job as
a worker runs it, in a process of its own: opening the kept file, reading, checking every row,
storing all of them in one transaction, auditing. Somebody looks at the job's row meanwhile.
"""

import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks.ground import databases, environment
from benchmarks.working import watch, work
from competition.app import create_app
from competition.domain.identifiers import EventId
from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.persistence.db import db
from competition.services import entry_imports, entry_workbooks
from competition.services.entry_workbooks import COLUMNS, EntryWords
from competition.services.files import read_upload
from competition.services.unit_of_work import unit_of_work
from competition.services.workbooks import Column, Page, write_workbook
from config import Settings
from tests.factories import a_role, an_account, an_event

ROWS, ROUNDS = 50_000, 5
READING, WALL, MEMORY = 2.0, 60.0, 300
WORDS = EntryWords(
    "Entries",
    {},
    {},
    {},
    {},
    ("Entries",),
    {key: key for key in COLUMNS},
    dict.fromkeys(("level", "honours", "standing"), {}),
)


def a_workbook(many: int) -> bytes:
    """Entries of 5,000 units with names of three characters."""
    rows = [
        (
            f"{n:05}",
            f"王小{chr(0x4E00 + n % 20_000)}",
            f"苏城第{n % 5000}机械厂",
            "4",
            20 + n % 40,
            "yes",
            "competing",
            "",
        )
        for n in range(1, many + 1)
    ]
    return write_workbook([Page("Entries", [Column(key) for key in COLUMNS], rows)])


def alone(data: bytes) -> None:
    """What calamine needs to give every cell."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def busy(deed: Callable[[], object]) -> float:
    """Processor seconds of a deed."""
    before = time.process_time()
    deed()
    return time.process_time() - before


def measure_reading(data: bytes) -> float:
    """Print what reading takes; the ratio to calamine alone."""
    bare, cells, whole = [], [], []
    for _ in range(ROUNDS):
        bare.append(busy(lambda: alone(data)))
        cells.append(busy(lambda: entry_workbooks.read_workbook(data)))
        whole.append(busy(lambda: entry_workbooks.read_entries(data, WORDS, ())))
    base = statistics.median(bare)
    print(f"calamine alone          {base:6.2f} s of processor time")
    for label, found in (("cells read and guarded", cells), ("rows by column", whole)):
        ours = statistics.median(found)
        print(f"{label:<24}{ours:6.2f} s  ratio {ours / base:.2f}")
    return statistics.median(cells) / base


def prepare(url: str, folder: Path, data: bytes) -> tuple[int, int]:
    """Keep the workbook and ask for its import; the job and the event."""
    os.environ.update(environment(url, folder))
    app = create_app(Settings.from_env())
    with app.app_context():
        db.create_all()
        with unit_of_work(Actor(None)) as uow:
            account, event = an_account(uow), an_event(uow)
        organiser = Actor(account, frozenset({(Role.ORGANISER, INSTALLATION)}))
        read = read_upload(io.BytesIO(data), "entries.xlsx", "attachment")
        with unit_of_work(organiser) as uow:
            a_role(uow, account)
            file_id = entry_imports.keep_workbook(uow, EventId(event), read)
            job = entry_imports.request_import(uow, EventId(event), file_id, WORDS)
            uow.jobs.clear()
        db.engine.dispose()
    return job, event


def measure_import(name: str, url: str, folder: Path, data: bytes, many: int) -> bool:
    """Run the import in a worker of its own, watch it, and print what it took."""
    job, event = prepare(url, folder, data)
    used, seen = watch("benchmarks.bench_import", url, job, event, many)
    print(
        f"{name:<12} import {used['wall']:5.1f} s (goal {WALL:.0f}), {used['busy']:5.1f} s of"
        f" processor time, {used['memory']:.0f} MiB (goal {MEMORY}), progress seen"
        f" {seen} times"
    )
    return used["wall"] < WALL and used["memory"] < MEMORY and seen > 2


def main() -> int:
    """Measure reading and both databases; 1 when a goal is missed."""
    if sys.argv[1:2] == ["--work"]:
        work(int(sys.argv[2]))
        return 0
    many = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    data = a_workbook(many)
    print(f"{many} rows, {len(data) / 1e6:.1f} MB")
    kept = [measure_reading(data) <= READING]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with databases(folder) as pairs:
            for label, url, _ in pairs:
                kept.append(measure_import(label, url, folder, data, many))
    return int(not all(kept))


if __name__ == "__main__":
    sys.exit(main())
