"""The application on a real database, people who are signed in, and units of work to act in."""

import base64
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from competition.app import create_app, job_runner
from competition.domain.permissions import VISITOR, Actor
from competition.persistence.db import db
from competition.persistence.sealing import Keyring, use_keyring
from competition.persistence.vault import use_vault
from competition.services import jobs, sessions
from competition.services.unit_of_work import UnitOfWork, reading, unit_of_work, use_carrier
from config import Settings
from tests.browser import browser, open_visit  # noqa: F401 -- fixtures
from tests.city import city_copy, city_sqlite  # noqa: F401 -- fixtures
from tests.postgres import postgres_server, postgres_url  # noqa: F401 -- fixtures

# A shared machine is slow at times; an example that takes long is no failure.
hypothesis.settings.register_profile("house", deadline=None, max_examples=60)
hypothesis.settings.load_profile("house")

KEY = base64.b64decode("amlhbmdqaWUtdGVzdC1rZXktb2YtMzItYnl0ZXMhISE=")


def settings(url: str, instance: Path) -> Settings:
    return Settings(
        database_url=url,
        secret_key="test-secret",
        field_key=KEY,
        index_key=KEY,
        instance=instance,
        testing=True,
        demonstration=True,
        log_level="WARNING",
    )


@pytest.fixture(scope="session")
def app_settings() -> Callable[[str, Path], Settings]:
    """Settings of a test's application, from a database address and a folder."""
    return settings


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them; tests copy it."""
    folder = tmp_path_factory.mktemp("sqlite")
    app = create_app(settings(f"sqlite:///{folder / 'empty.sqlite3'}", folder))
    with app.app_context():
        db.create_all()
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.remove()
        db.engine.dispose()
    return folder / "empty.sqlite3"


@pytest.fixture(scope="session")
def instance_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the applications of all tests of this worker keep their files."""
    return tmp_path_factory.mktemp("instance")


@pytest.fixture
def instance(instance_folder: Path) -> Path:
    """The folder of the application's files, empty again for every test."""
    shutil.rmtree(instance_folder)
    instance_folder.mkdir()
    return instance_folder


@pytest.fixture
def database_url(request, instance: Path) -> str:
    """SQLite by default; tests marked with `both_databases` also get PostgreSQL."""
    if getattr(request, "param", "sqlite") == "postgresql":
        return request.getfixturevalue("postgres_url")
    target = instance / "test.sqlite3"
    shutil.copy(request.getfixturevalue("empty_sqlite"), target)
    return f"sqlite:///{target}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run everything under tests/services and tests/persistence on both databases."""
    folder = Path(str(metafunc.definition.path)).parent
    on_both = {"services", "persistence"} & set(folder.parts)
    if on_both and "database_url" in metafunc.fixturenames:
        metafunc.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@dataclass(frozen=True)
class House:
    """An application and what it is set to before a test changes anything."""

    app: Flask
    config: dict[str, object]


@cache
def _house(database_url: str, instance: Path) -> House:
    """One application a database: making its 300 routes takes longer than most tests."""
    app = create_app(settings(database_url, instance))
    with app.app_context():
        if database_url.startswith("postgresql"):
            db.create_all()
            db.session.remove()
    return House(app, dict(app.config))


@pytest.fixture
def app(database_url: str, instance: Path) -> Iterator[Flask]:
    house = _house(database_url, instance)
    app, chosen = house.app, settings(database_url, instance)
    app.config.clear()
    app.config.update(house.config)
    app.wsgi_app._pages.clear()
    use_keyring(Keyring(chosen.field_key, chosen.index_key))
    use_vault(chosen.files)
    use_carrier(None)
    if database_url.startswith("postgresql"):
        _empty(app)
    yield app
    with app.app_context():
        db.session.remove()
        if not database_url.startswith("postgresql"):
            db.engine.dispose()


EMPTY = """
SET LOCAL session_replication_role = replica;
DO $$
DECLARE
    named text;
    is_used boolean;
BEGIN
    FOR named IN SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || named || ')' INTO is_used;
        IF is_used THEN EXECUTE 'DELETE FROM ' || named; END IF;
    END LOOP;
END $$;
SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL
"""
"""Deletes without asking foreign keys: truncating makes new files and takes ten times as long."""


def _empty(app: Flask) -> None:
    with app.app_context():
        db.session.execute(text(EMPTY))
        db.session.commit()
        db.session.remove()


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def act(app: Flask) -> Callable[..., AbstractContextManager[UnitOfWork]]:
    """`with act(actor) as uow:` is a committed unit of work in its own application context."""

    @contextmanager
    def in_unit_of_work(actor: Actor = VISITOR) -> Iterator[UnitOfWork]:
        with app.app_context(), unit_of_work(actor) as uow:
            yield uow

    return in_unit_of_work


@pytest.fixture
def run_jobs(app: Flask, database_url: str, instance: Path) -> Callable[..., int]:
    """`run_jobs()` runs here and now all that is queued and due, and gives how many jobs it ran.

    A job that fails, or is put back to be tried again, fails the test unless `may_fail` is set;
    other words are settings of the installation, such as its mail server.
    """

    def run_all(*, may_fail: bool = False, **changes: object) -> int:
        ran, runner = 0, job_runner(app, replace(settings(database_url, instance), **changes))
        while job_ids := _due(app):
            for job_id in job_ids:
                runner.run(job_id)
                with app.app_context(), reading(jobs.SYSTEM) as uow:
                    line = jobs.describe_job(uow, job_id)
                assert may_fail or line.state == "done", f"{line.kind}: {line.error}"
            ran += len(job_ids)
        return ran

    return run_all


def _due(app: Flask) -> list[int]:
    with app.app_context(), reading(jobs.SYSTEM) as uow:
        return list(jobs.list_due_jobs(uow))


@dataclass
class QueryCount:
    """How many statements ran."""

    count: int = 0


@pytest.fixture
def count_queries() -> Callable[[UnitOfWork], AbstractContextManager[QueryCount]]:
    """`with count_queries(uow) as seen:` counts the statements of the block in `seen.count`."""

    @contextmanager
    def counting(uow: UnitOfWork) -> Iterator[QueryCount]:
        seen, engine = QueryCount(), uow.session.get_bind()

        def note(*_arguments: object) -> None:
            seen.count += 1

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, act) -> Callable[[int], FlaskClient]:
    """`sign_in(account_id)` is that account's browser; forms need no CSRF token in it.

    The second factor is passed already.
    """
    app.config["WTF_CSRF_ENABLED"] = False

    def as_(account_id: int) -> FlaskClient:
        with act() as uow:
            token = sessions.open_session(uow, account_id, hours=12, has_passed_factor=True)
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        return client

    return as_
