"""What several benchmarks stand on: both databases, settings, and a sharp eye on every answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.serving import Connection, Step
from tests.postgres import SAFE, fresh_database, running_postgres


class WrongError(Exception):
    """An answer or a stored value that must not be."""


def confirm(holds: bool, what: object) -> None:
    """Stop the run unless this holds."""
    if not holds:
        raise WrongError(what)


@contextmanager
def databases(folder: Path) -> Iterator[Iterator[tuple[str, str, str]]]:
    """The name of each database with an address for our application and one for the yardstick."""
    with running_postgres(SAFE) as server:

        def each() -> Iterator[tuple[str, str, str]]:
            yield "SQLite", f"sqlite:///{folder}/ours.db", f"sqlite:///{folder}/minimal.db"
            with fresh_database(server, "ours") as ours, fresh_database(server, "minimal") as other:
                texts = (u.render_as_string(hide_password=False) for u in (ours, other))
                yield ("PostgreSQL", *texts)

        yield each()


def environment(url: str, folder: Path) -> dict[str, str]:
    """What our application reads; secrets are made in the folder."""
    return {"DATABASE_URL": url, "JIANGJIE_INSTANCE": str(folder), "LOG_LEVEL": "WARNING"}


def poster(port: int, message: bytes) -> Step:
    """Send the same request again and again."""
    connection = Connection(port)

    def step() -> None:
        status, _head, body = connection.send(message)
        confirm(status == 200, (status, body[:300]))

    return step
