"""Pages for everyone: events, published rankings, bundles."""

from flask import Blueprint

bp = Blueprint("public", __name__)
