"""Where everyone starts: what waits for me, by deadline, each with its one button."""

from flask import Blueprint, render_template

bp = Blueprint("home", __name__)


@bp.get("/")
def home() -> str:
    """Show what to do next for one's roles, or the public start page."""
    return render_template("home/home.html")
