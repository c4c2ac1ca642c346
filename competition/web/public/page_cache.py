"""Rendered ranking pages, kept in each process while what they show holds.

Every request asks the database which publication holds now, so a retracted ranking is gone at
once in every process; the key names that publication and what else the page depends on. Only
visitors without a session share pages: their page is the same for all and holds no token.
"""

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from flask import Response, current_app, request

CAPACITY = 256
LEVEL = 6


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A rendered page, plain and compressed, with the tag by which browsers ask again."""

    etag: str
    plain: bytes
    packed: bytes


class PageCache:
    """The pages used last, by key; the oldest leaves when there are too many."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._lock, self._capacity = Lock(), capacity

    def get(self, key: Hashable) -> KeptPage | None:
        """The kept page, which becomes the newest."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, text: str) -> KeptPage:
        """Keep a page and give it back as kept."""
        plain = text.encode()
        etag = f'W/"{sha256(plain).hexdigest()[:24]}"'
        page = KeptPage(etag, plain, gzip.compress(plain, LEVEL, mtime=0))
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > self._capacity:
                self._pages.popitem(last=False)
        return page


pages = PageCache()


def has_session() -> bool:
    """Whether the browser sends a session; looked up without opening it."""
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies


def kept(key: Hashable, render: Callable[[], str]) -> Response:
    """Answer with the kept page of this key, rendered first if there is none."""
    page = pages.get(key) or pages.put(key, render())
    if request.headers.get("If-None-Match") == page.etag:
        response = Response(status=304)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = Response(page.packed, content_type="text/html; charset=utf-8")
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(page.plain, content_type="text/html; charset=utf-8")
    response.headers["ETag"] = page.etag
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    response.headers["Cache-Control"] = "no-cache"
    return response
