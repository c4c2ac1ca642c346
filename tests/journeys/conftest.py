"""The demonstration city on a server, and people who sign in to it by its pages."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from flask import Flask

from competition.app import create_app
from competition.persistence.db import db
from competition.services.demo.people import PASSWORD
from tests.browser import Visit, live_server

COOKIES: dict[tuple[str, str], list] = {}
"""What browsers keep of those who signed in to the city."""
SECRETS: dict[tuple[str, str], tuple[str, int]] = {}
"""Second factors that the tests set up: secret and the last half minute used."""


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
        if login and not is_remembered(visit, login):
            sign_in(visit, login, PASSWORD)
            COOKIES[city_url, login] = visit.page.context.cookies()
        return visit

    return visit


def is_remembered(visit: Visit, login: str) -> bool:
    """Whether the cookies of an earlier window still open the account: no code counts twice."""
    cookies = COOKIES.get((visit.base, login))
    if cookies is None:
        return False
    visit.page.context.add_cookies(cookies)
    return "/sign-in" not in visit.go("/account/").url


def sign_in(visit: Visit, login: str, password: str) -> None:
    """Sign in by the page, as people do."""
    page = visit.go("/account/sign-in")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit], main form button")
    page.wait_for_url(lambda url: "sign-in" not in url)
    pass_second_factor(visit, login)


def pass_second_factor(visit: Visit, login: str) -> None:
    """Set the second factor up the first time it is asked for; type a code of it later."""
    page = visit.page
    if "/second-factor/set-up" in page.url:
        SECRETS[visit.base, login] = page.inner_text("[data-secret]"), 0
    if "/second-factor" not in page.url:
        return
    shown = page.locator("[data-demonstration-code]")
    code = shown.get_attribute("data-demonstration-code") if shown.count() else None
    page.fill("input[name=code]", code or next_code(visit.base, login))
    page.click("main form .actions button")
    page.wait_for_load_state()
    if page.locator("[data-recovery-codes]").count():
        page.click("main .actions a.btn-primary")
    page.wait_for_url(lambda url: "/second-factor" not in url)


def next_code(base: str, login: str) -> str:
    """The first code that was not typed yet: none counts twice, none runs out while it is typed."""
    secret, last = SECRETS[base, login]
    now, past = divmod(int(time.time()), 30)
    step = max(now - 1 if past < 20 else now, last + 1)
    SECRETS[base, login] = secret, step
    return pyotp.TOTP(secret).at(step * 30)
