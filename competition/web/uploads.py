"""Requests that carry files: how large they may be, and an answer that still arrives."""

import time
from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., object])
UPLOADS = 64 * 1024 * 1024
"""Most of one request to a page that takes files; each file has its own, smaller limit."""

MOST_SWALLOWED, PATIENCE = 256 * 1024 * 1024, 60
_views: set[str] = set()


def takes_files(view: View) -> View:
    """Mark a view whose form carries files."""
    _views.add(f"{view.__module__}.{view.__name__}")
    return view


def register_upload_limits(app: Flask) -> None:
    """Let pages that take files have larger requests; asked before anything reads the form."""

    @app.before_request
    def allow_files() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        if view is not None and f"{view.__module__}.{view.__name__}" in _views:
            request.max_content_length = UPLOADS


def swallow_request() -> None:
    """Read a refused request to its end, within bounds, so that its sender reads the answer.

    A browser that is still sending when the connection closes shows its own error, not our page.
    """
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, MOST_SWALLOWED)
    until = time.monotonic() + PATIENCE
    while left > 0 and time.monotonic() < until:
        read = stream.read(min(65536, left))
        if not read:
            return
        left -= len(read)
