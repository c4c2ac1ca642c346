"""The yardstick: a Flask application with one line of HTML, one row to read, one row to write.

It has the same server, driver, database and durability as ours, and nothing else: no session, no
language, no permission, no audit.
"""

import sqlite3

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, event, insert, select
from sqlalchemy.schema import CreateTable

LINES = Table("line", MetaData(), Column("id", Integer, primary_key=True), Column("text", String))


@event.listens_for(Engine, "connect")
def _as_durable_as_ours(connection: object, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA busy_timeout=10000")


def create_app(url: str) -> Flask:
    """Build the application on the database at this address, with one line to read."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": 10}  # as many as ours
    db = SQLAlchemy(app)
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(CreateTable(LINES, if_not_exists=True))

    @app.get("/plain")
    def plain() -> str:
        return "<p>plain</p>"

    @app.get("/row")
    def row() -> str:
        found = db.session.execute(select(LINES.c.text).where(LINES.c.id == 1)).scalar()
        return f"<p>{found}</p>"

    @app.post("/row")
    def add_row() -> dict[str, bool]:
        db.session.execute(insert(LINES).values(text="a line"))
        db.session.commit()
        return {"saved": True}

    return app
