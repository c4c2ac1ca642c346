"""How long publishing a ranking takes: 1,000 entries, each frozen with its explanation.

    python -m benchmarks.bench_publish

Three judges x 20 items. The baseline is computing the same event from marks in memory; publishing
reads the marks, computes, explains every entry step by step, and writes the bundle and the lines.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import ranking_event
from benchmarks.ground import environment
from competition.app import create_app
from competition.domain.computing import compute
from competition.domain.identifiers import EventId
from competition.domain.permissions import VISITOR
from competition.persistence.db import db
from competition.services import results
from competition.services.unit_of_work import UnitOfWork, reading, unit_of_work
from config import Settings

GOAL, ROUNDS = 1.0, 3


def seconds(deed: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds of one deed."""
    wall, busy = time.perf_counter(), time.process_time()
    deed()
    return time.perf_counter() - wall, time.process_time() - busy


def in_a_unit(deed: Callable[[UnitOfWork], object]) -> Callable[[], object]:
    """The deed in a unit of work of the organiser, with its commit."""

    def done() -> None:
        with unit_of_work(ranking_event.ORGANISER) as uow:
            deed(uow)

    return done


def measure(event: EventId) -> tuple[tuple[float, float], float]:
    """The best of some rounds: publishing (wall and processor), computing alone (processor)."""
    with reading(VISITOR) as uow:
        record = results.record_of_event(uow, event)
    published, computed = [], []
    for _ in range(ROUNDS):
        computed.append(seconds(lambda: compute(record))[1])
        published.append(seconds(in_a_unit(lambda uow: results.publish_results(uow, event))))
        in_a_unit(lambda uow: results.retract_results(uow, event, "measured"))()
    return min(published), min(computed)


def main() -> int:
    """Publish, retract, publish again; 1 when the goal is missed."""
    with tempfile.TemporaryDirectory() as name:
        os.environ.update(environment(f"sqlite:///{name}/ours.db", Path(name)))
        with create_app(Settings.from_env()).app_context():
            db.create_all()
            with unit_of_work(VISITOR) as uow:
                event = EventId(ranking_event.marked_event(uow))
            (wall, busy), alone = measure(event)
    print(f"publishing 1,000 entries: {wall:.2f} s, of that {busy:.2f} s of processor time")
    print(f"computing them alone:     {alone:.3f} s; ratio {busy / alone:.0f}")
    print(f"goal {GOAL:.1f} s")
    return int(wall > GOAL)


if __name__ == "__main__":
    sys.exit(main())
