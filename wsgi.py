"""The application for a WSGI server and for `flask`."""

from flask import Flask

from competition.cli.alone import app_for_compute


def _whole() -> Flask:
    from competition.app import create_app  # noqa: PLC0415 -- half of the time to start
    from config import Settings  # noqa: PLC0415 -- as above

    return create_app(Settings.from_env())


app = app_for_compute() or _whole()
