"""A coarse shield against floods, per process; guessing is counted in the database besides."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://")
POSTS = limiter.limit("60/minute", methods=["POST"])


def register_limits(app: Flask) -> None:
    """Switch the shield on."""
    limiter.init_app(app)
