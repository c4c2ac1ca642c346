"""The public ranking of 1,000 entries under load, against a minimal page on the same server.

    python -m benchmarks.bench_ranking_page [seconds of each round]

While it is read, ten marks a second are written through the service that judges' pages use, to
another event of the same database. Every answer must be the published page, byte by byte; the
marks being written must never show; after the retraction the next answer of every worker is empty.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from benchmarks import minimal_app
from benchmarks.ranking_event import CANARY, Prepared, canary_marks, prepare, retract
from benchmarks.readers import Reading, read_page, reader_name
from benchmarks.serving import Connection, request, serving
from competition.app import create_app
from competition.services import judging
from competition.services.unit_of_work import unit_of_work
from config import Settings

CONNECTIONS, ROUNDS = (16, 64), 3
RATE_GOAL, P99_GOAL = 0.6, 3.0
PAUSE = 0.1
GZIP = {"Accept_Encoding": "gzip"}


@dataclass
class Writer:
    """Writes ten marks a second, all of them canaries, until told to stop."""

    app: Flask
    prepared: Prepared
    stop: threading.Event = field(default_factory=threading.Event)
    written: int = 0
    seconds: float = 0.0

    def run(self) -> None:
        """Enter one mark after the other, each in its own unit of work."""
        start = time.perf_counter()
        for sheet, mark in canary_marks(self.prepared):
            if self.stop.is_set():
                break
            with self.app.app_context(), unit_of_work(self.prepared.judge) as uow:
                judging.enter_marks(uow, sheet, [mark])
            self.written += 1
            self.stop.wait(max(0.0, start + self.written * PAUSE - time.perf_counter()))
        self.seconds = time.perf_counter() - start


@dataclass
class Watcher:
    """Looks for canaries on the published and the unpublished page while both are under load."""

    port: int
    paths: tuple[str, ...]
    stop: threading.Event
    seen: int = 0
    leaks: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Read the pages some ten times a second, uncompressed."""
        connection = Connection(self.port)
        while not self.stop.wait(PAUSE):
            for path in self.paths:
                _status, _head, body = connection.send(request("GET", path))
                self.seen += 1
                if CANARY.encode() in body:
                    self.leaks.append(path)


@contextmanager
def writing(app: Flask, prepared: Prepared, port: int) -> Iterator[tuple[Writer, Watcher]]:
    """Write and watch in the background for the length of a `with` block."""
    writer = Writer(app, prepared)
    paths = tuple(f"/events/{event}/ranking" for event in (prepared.published, prepared.marking))
    watcher = Watcher(port, paths, writer.stop)
    threads = [threading.Thread(target=one.run) for one in (writer, watcher)]
    for thread in threads:
        thread.start()
    try:
        yield writer, watcher
    finally:
        writer.stop.set()
        for thread in threads:
            thread.join()


def compare(ours: int, minimal: int, path: str, connections: int, seconds: float) -> bool:
    """Read both pages turn by turn and print the figures; True when both goals are met."""
    page, plain, row = Reading(), Reading(), Reading()
    for _ in range(ROUNDS):
        plain.add(read_page(minimal, "/plain", connections, seconds, {}))
        row.add(read_page(minimal, "/row", connections, seconds, {}))
        page.add(read_page(ours, path, connections, seconds, GZIP))
    ratio, slower = page.rate / plain.rate, page.p99 / plain.p99
    print(f"{connections} connections, {ROUNDS} rounds of {seconds:g} s, client {reader_name()}:")
    for name, reading in (
        ("minimal view", plain),
        ("minimal view, one row", row),
        ("ranking page", page),
    ):
        print(f"  {name:22} {reading.rate:7.0f} requests/s   p99 {reading.p99:6.1f} ms")
    print(
        f"  the client used {page.client:.0%} of one core, {plain.client:.0%} for the minimal view"
    )
    print(f"  against the view that reads one row: {page.rate / row.rate:.2f}")
    print(f"  ratio of requests/s {ratio:.2f} (goal {RATE_GOAL:.2f})")
    print(f"  ratio of p99 {slower:.2f} (goal at most {P99_GOAL:.0f})\n")
    return ratio >= RATE_GOAL and slower <= P99_GOAL


def check_retraction(app: Flask, prepared: Prepared, port: int, path: str) -> None:
    """Retract, then ask on many new connections: every worker must have forgotten the page."""
    probe = request("GET", path)
    warm = [Connection(port).send(probe)[2] for _ in range(40)]
    retract(app, prepared)
    after = [Connection(port).send(probe)[2] for _ in range(40)]
    stale = sum(b"rk-total" in body for body in after)
    if not all(b"rk-total" in body for body in warm) or stale:
        raise SystemExit(f"{stale} answers showed the retracted ranking")
    print("  after the retraction: 40 of 40 next answers show nothing of the ranking")


def main() -> int:
    """Measure at 16 and 64 connections; 1 when a goal is missed, an error when anything leaks."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{folder}/ours.db",
            "JIANGJIE_INSTANCE": name,
            "LOG_LEVEL": "WARNING",
        }
        app = create_app(Settings.from_env())
        prepared = prepare(app)
        path = f"/events/{prepared.published}/ranking"
        minimal_url = f"sqlite:///{folder}/minimal.db"
        minimal_app.create_app(minimal_url)
        factory = f"benchmarks.minimal_app:create_app({minimal_url!r})"
        with serving("wsgi:app") as ours, serving(factory) as minimal:
            with writing(app, prepared, ours) as (writer, watcher):
                met = [compare(ours, minimal, path, many, seconds) for many in CONNECTIONS]
            print(f"  marks written: {writer.written / writer.seconds:.1f} a second")
            leaks = len(watcher.leaks)
            print(f"  pages watched: {watcher.seen}, with an unpublished mark: {leaks}")
            check_retraction(app, prepared, ours, path)
    return int(not all(met) or bool(watcher.leaks))


if __name__ == "__main__":
    sys.exit(main())
