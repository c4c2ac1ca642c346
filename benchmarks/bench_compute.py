"""How long an event takes to compute, and how that compares with plain ways to the same totals.

    python -m benchmarks.bench_compute            # 1,000 entries, 1 million and 10 million marks
    python -m benchmarks.bench_compute 1000 10000 # these numbers of entries

Every entry has 5 judges x 20 items; half of the items are trimmed means, the others means. Each
way runs in its own process, gives the same checksum, and is measured without making the marks.
"""

import gc
import json
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from pathlib import Path

from competition.domain.bundles import bundle_document, read_bundle
from competition.domain.computing import compute, compute_places
from competition.domain.document_text import document_text, parse_document
from competition.domain.entries import Entry
from competition.domain.mark_table import MarkTable
from competition.domain.marking import Aspect, AspectKind, MarkingScheme, Module, Panel
from competition.domain.policies import (
    Advance,
    Places,
    Policies,
    Prize,
    PromotionRule,
    TieKey,
    TieSource,
)
from competition.domain.results import EventRecord

SIZES = (1_000, 10_000, 100_000)
JUDGES, ITEMS = 5, 20
HALF = ITEMS // 2
WEIGHTS = (30, 70)
REPEATS = {1_000: 15, 10_000: 3}


def some_marks(entries: int) -> list[int]:
    """Make marks from 0.00 to 10.00 in hundredths, by entry, then item, then judge."""
    random_ = random.Random(7)  # noqa: S311 -- the same marks for every way, nothing secret
    return random_.choices(range(1001), k=entries * ITEMS * JUDGES)


def an_event(entries: int, marks: list[int]) -> EventRecord:
    """Make the event that all ways compute, with every kind of policy."""
    panels = [Panel(drop_high=1, drop_low=1)] * HALF + [Panel()] * HALF
    aspects = [
        Aspect(f"I{number:02}", AspectKind.SCORE, Decimal(10), panel=panel)
        for number, panel in enumerate(panels)
    ]
    modules = (
        Module("A", "theory", tuple(aspects[:HALF]), Decimal("0.30"), Decimal(60)),
        Module("B", "practical", tuple(aspects[HALF:]), Decimal("0.70"), Decimal(60)),
    )
    policies = Policies(
        ties=(TieKey(TieSource.MODULE, "B"), TieKey(TieSource.ITEM, "I19")),
        advance=Advance(Places(60), reserves=5),
        prizes=(Prize("一等奖", percent=Decimal(10)), Prize("二等奖", percent=Decimal(20))),
        promotions=(PromotionRule("2", places=(1, 3), must_pass=("A", "B")),),
    )
    listed = tuple(Entry(str(n + 1), unit=f"U{n % 50}", level="4", age=30) for n in range(entries))
    table = MarkTable((entry.id for entry in listed), aspects)
    for judge in range(JUDGES):
        table.judge_number(f"J{judge + 1}")
    fill(table, marks)
    return EventRecord(MarkingScheme(modules), policies, listed, table)


def fill(table: MarkTable, marks: list[int]) -> None:
    """Put all marks into the table, some entries at a time."""
    of_entry = ITEMS * JUDGES
    items = [item for item in range(ITEMS) for _ in range(JUDGES)]
    judges = list(range(JUDGES)) * ITEMS
    for first in range(0, len(marks) // of_entry, 1000):
        some = range(first, min(first + 1000, len(table.entries)))
        entries = [entry for entry in some for _ in range(of_entry)]
        values = marks[first * of_entry : (some[-1] + 1) * of_entry]
        table.extend(entries, items * len(some), judges * len(some), values, places=2)


Work = Callable[[], int]


def with_engine(entries: int) -> Work:
    """The whole computation: scores, places, advancement, prizes, promotions."""
    record = an_event(entries, some_marks(entries))
    return lambda: checksum(result.total for result in compute(record).results)


def with_engine_to_places(entries: int) -> Work:
    """Scores and places only, which the three plain ways below come nearest to."""
    record = an_event(entries, some_marks(entries))
    return lambda: sum(number or 0 for number in compute_places(record).scores.total.values)


def with_integers(entries: int) -> Work:
    """Totals in plain integers, in one loop."""
    marks = some_marks(entries)

    def work() -> int:
        total = 0
        step = ITEMS * JUDGES
        for entry in range(0, len(marks), step):
            modules = [0, 0]
            for item in range(ITEMS):
                first = entry + item * JUDGES
                given = sorted(marks[first : first + JUDGES])
                kept = given[1:-1] if item < HALF else given
                modules[item >= HALF] += (2 * sum(kept) + len(kept)) // (2 * len(kept))
            total += sum((2 * m * w + 100) // 200 for m, w in zip(modules, WEIGHTS, strict=True))
        return total

    return work


def with_decimals(entries: int) -> Work:
    """Totals in a dictionary of decimals by entry and item."""
    words = [Decimal(number).scaleb(-2) for number in range(1001)]
    flat = some_marks(entries)
    marks = {
        (entry, item): [words[value] for value in flat[at : at + JUDGES]]
        for at, (entry, item) in zip(
            range(0, len(flat), JUDGES),
            ((entry, item) for entry in range(entries) for item in range(ITEMS)),
            strict=True,
        )
    }
    cent, weights = Decimal("0.01"), [Decimal(weight) / 100 for weight in WEIGHTS]

    def work() -> int:
        totals = []
        for entry in range(entries):
            modules = [Decimal(0), Decimal(0)]
            for item in range(ITEMS):
                given = sorted(marks[entry, item])
                kept = given[1:-1] if item < HALF else given
                modules[item >= HALF] += (sum(kept) / len(kept)).quantize(cent, ROUND_HALF_UP)
            weighted = (m * w for m, w in zip(modules, weights, strict=True))
            totals.append(sum(each.quantize(cent, ROUND_HALF_UP) for each in weighted))
        return checksum(totals)

    return work


def with_numpy(entries: int) -> Work:
    """Totals in whole numbers of numpy, which the application does not have."""
    import numpy as np  # noqa: PLC0415 -- only this way needs it

    marks = np.array(some_marks(entries), dtype=np.int64).reshape(entries, ITEMS, JUDGES)

    def work() -> int:
        sums = marks.sum(axis=2)
        trimmed = marks[:, :HALF]
        sums[:, :HALF] -= trimmed.max(axis=2) + trimmed.min(axis=2)
        kept = np.array([JUDGES - 2] * HALF + [JUDGES] * HALF)
        items = (2 * sums + kept) // (2 * kept)
        modules = np.stack([items[:, :HALF].sum(axis=1), items[:, HALF:].sum(axis=1)], axis=1)
        return int(((2 * modules * np.array(WEIGHTS) + 100) // 200).sum())

    return work


def with_reading(entries: int, form: str = "csv") -> Work:
    """Read a bundle with its marks in a file beside it, then compute it."""
    from competition.cli.mark_files import read_marks  # noqa: PLC0415 -- loads the readers here only

    folder = Path(tempfile.gettempdir()) / f"jiangjie-bench-{entries}"
    record = an_event(entries, [])
    document = bundle_document(record) | {"marks": {"file": f"marks.{form}"}}
    folder.mkdir(exist_ok=True)
    (folder / "bundle.json").write_text(document_text(document), encoding="utf-8")
    write_marks(folder / f"marks.{form}", some_marks(entries))

    def work() -> int:
        bundle = folder / "bundle.json"
        read, issues = read_bundle(
            parse_document(bundle.read_text(encoding="utf-8"))[0], partial(read_marks, bundle)
        )
        if read is None:
            raise SystemExit(f"the bundle was refused: {issues[:3]}")
        return checksum(result.total for result in compute(read).results)

    return work


def write_marks(path: Path, marks: list[int]) -> None:
    """Write the marks as the format's CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("entry,item,judge,value\n")
        for row, value in enumerate(marks):
            cell, judge = divmod(row, JUDGES)
            entry, item = divmod(cell, ITEMS)
            file.write(f"{entry + 1},I{item:02},J{judge + 1},{value // 100}.{value % 100:02}\n")


def checksum(totals: Iterable[Decimal | None]) -> int:
    """Add totals up in hundredths."""
    return int(sum(total for total in totals if total is not None) * 100)


WAYS = {
    "engine, all": with_engine,
    "engine, to places": with_engine_to_places,
    "engine, with reading CSV": with_reading,
    "plain integers": with_integers,
    "dictionary of Decimal": with_decimals,
    "numpy": with_numpy,
}


def measure(way: str, entries: int) -> dict[str, object]:
    """Run one way here: best wall and processor seconds of some runs, checksum, peak MiB."""
    work = WAYS[way](entries)
    gc.collect()
    gc.freeze()
    wall, processor, found = [], [], 0
    for _ in range(REPEATS.get(entries, 1)):
        start, busy = time.perf_counter(), time.process_time()
        found = work()
        wall.append(time.perf_counter() - start)
        processor.append(time.process_time() - busy)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"wall": min(wall), "seconds": min(processor), "checksum": found, "peak": peak}


def main(sizes: list[int]) -> None:
    """Run every way for every size, each in its own process, and print the table."""
    print(f"Python {platform.python_version()}, {platform.machine()}, {time.strftime('%Y-%m-%d')}")
    head = f"{'entries':>8} {'marks':>11} {'way':<25} {'wall':>9} {'cpu':>9}"
    print(f"{head} {'MiB':>6} {'ratio':>6}")
    before: dict[str, tuple[int, float]] = {}
    for entries in sizes:
        rows = {way: in_own_process(way, entries) for way in WAYS}
        if len({row["checksum"] for row in rows.values()}) != 1:
            raise SystemExit(f"the ways disagree: {rows}")
        whole = rows["engine, all"]["seconds"]
        for way, row in rows.items():
            marks = entries * ITEMS * JUDGES
            print(
                f"{entries:>8,} {marks:>11,} {way:<25} {row['wall']:>9.4f} {row['seconds']:>9.4f}"
                f" {row['peak']:>6,} {whole / row['seconds']:>6.2f}"
            )
            if way in before:
                fewer, faster = before[way]
                print(f"{'':>21} x {entries / fewer:g} marks: x {row['seconds'] / faster:.1f} time")
            before[way] = entries, row["seconds"]
    print("ratio: processor seconds of the whole computation over this way's; below 1 beats it.")
    print("Where wall is much more than cpu, the machine was busy with other things.")


def in_own_process(way: str, entries: int) -> dict[str, float]:
    """Measure one way in a fresh process, so that memory and caches are its own."""
    command = [sys.executable, "-m", "benchmarks.bench_compute", "--one", way, str(entries)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 -- ourselves
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(sys.argv[2], int(sys.argv[3]))))
    else:
        main([int(size) for size in sys.argv[1:]] or list(SIZES))
