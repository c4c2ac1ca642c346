"""The migrations lead to exactly the tables of the models, and back, on both databases."""

import os

import flask_migrate
import pytest
from sqlalchemy import inspect

from competition.app import create_app
from competition.persistence.db import db
from tests.conftest import settings
from tests.postgres import fresh_database

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'migrated.sqlite3'}"
        return
    server = request.getfixturevalue("postgres_server")
    with fresh_database(server, f"jiangjie_migrations_{WORKER}") as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture
def migrated(empty_database, tmp_path):
    """An application on an empty database, inside its context, as the migration command runs."""
    app = create_app(settings(empty_database, tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables():
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_migrations_make_exactly_the_tables_of_the_models(migrated):
    flask_migrate.upgrade()

    assert tables() == set(db.metadata.tables)
    flask_migrate.check()


def test_migrations_can_be_taken_back_and_made_again(migrated):
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="base")
    taken_back = tables()
    flask_migrate.upgrade()

    assert taken_back == set()
    assert tables() == set(db.metadata.tables)
