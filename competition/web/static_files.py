"""Style sheets, scripts, fonts and pictures: served compressed and kept by browsers for a year.

An address carries the digest of its file, so that a changed file is asked for anew.
"""

import hashlib
from collections.abc import MutableMapping
from functools import lru_cache
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

YEAR = 365 * 24 * 3600


def serve_static(app: Flask, root: Path, *, development: bool) -> None:
    """Serve the files under `root` past Flask; while developing, as they are at each request."""
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # Flask documents this way
        app.wsgi_app,
        root=str(root),
        prefix="static/",
        max_age=0 if development else YEAR,
        autorefresh=development,
        add_headers_function=harden_file,
    )

    @app.url_defaults
    def name_the_version(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static":
            file = root / str(values.get("filename"))
            values["v"] = _version(file, file.stat().st_mtime_ns if development else 0)


def harden_file(headers: MutableMapping[str, str], path: str, url: str) -> None:
    """Set the headers of a static file, which WhiteNoise serves past Flask."""
    headers["X-Content-Type-Options"] = "nosniff"


@lru_cache(maxsize=512)
def _version(file: Path, changed: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]
