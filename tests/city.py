"""The demonstration city, loaded once for all workers of a test run; tests work on copies."""

import fcntl
import os
import shutil
from pathlib import Path

import pytest
from flask import Flask

from competition.app import create_app
from competition.persistence.db import db


@pytest.fixture(scope="session")
def city_sqlite(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path, app_settings) -> Path:
    """A SQLite file with the whole demonstration city, loaded by `flask demo load`."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    folder = folder / "demonstration"
    folder.mkdir(exist_ok=True)
    target = folder / "city.sqlite3"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            loading = folder / "loading.sqlite3"
            shutil.copy(empty_sqlite, loading)
            _load(create_app(app_settings(f"sqlite:///{loading}", folder)))
            loading.rename(target)
    return target


@pytest.fixture
def city_copy(city_sqlite: Path, tmp_path: Path) -> str:
    """The address of a copy that a test may change."""
    target = tmp_path / "city.sqlite3"
    shutil.copy(city_sqlite, target)
    return f"sqlite:///{target}"


def _load(app: Flask) -> None:
    outcome = app.test_cli_runner().invoke(args=["demo", "load"])
    assert outcome.exit_code == 0, outcome.output
    with app.app_context():
        db.session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.session.remove()
        db.engine.dispose()
