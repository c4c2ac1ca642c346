"""The demonstration city on a server, and people who sign in to it by its pages."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from competition.app import create_app
from competition.persistence.db import db
from competition.services.demo.people import PASSWORD
from tests.browser import Visit, live_server


@pytest.fixture(scope="module")
def city_app(city_sqlite: Path, tmp_path_factory, app_settings) -> Iterator[Flask]:
    """The application of a copy of the city, for all tests of a module."""
    folder = tmp_path_factory.mktemp("city")
    shutil.copy(city_sqlite, folder / "city.sqlite3")
    app = create_app(app_settings(f"sqlite:///{folder / 'city.sqlite3'}", folder))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def city_url(city_app: Flask) -> Iterator[str]:
    """Where the city is served."""
    with live_server(city_app) as base:
        yield base


@pytest.fixture
def visit_as(open_visit, city_url: str) -> Callable[..., Visit]:
    """`visit_as("judge1")` is a window of somebody who has signed in; "" of a visitor."""

    def visit(login: str = "", **options: object) -> Visit:
        visit = open_visit(city_url, **options)
        if login:
            sign_in(visit, login, PASSWORD)
        return visit

    return visit


def sign_in(visit: Visit, login: str, password: str) -> None:
    """Sign in by the page, as people do."""
    page = visit.go("/account/sign-in")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit], main form button")
    page.wait_for_url(lambda url: "sign-in" not in url)
