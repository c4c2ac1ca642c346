"""A coarse shield against floods, per process; guessing is counted in the database besides."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://")
POSTS = limiter.limit("60/minute", methods=["POST"])


def register_limits(app: Flask) -> None:
    """Switch the shield on: each limit stands at a view, which asks it, and nothing else does."""
    # As if it were already there, so that it does not ask about limits around every request.
    app.extensions.setdefault("limiter", set()).add(limiter)
    limiter.init_app(app)
