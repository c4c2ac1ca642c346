"""Rendered ranking pages, kept in each process while what they show holds.

Every request asks the database which publication holds now, so a retracted ranking is gone at
once in every process; the key names that publication and the versions of what else the page
shows. Only visitors without a session share pages: theirs are the same for all and hold no token.
It stands before Flask, because on such a page Flask itself would be most of the work.
"""

import gzip
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

from werkzeug.http import parse_cookie
from werkzeug.wrappers import Response

from competition.web.language import COOKIE, LANGUAGES

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CAPACITY = 256
PATH = re.compile(r"/events/([0-9]{1,9})/ranking", re.ASCII)
QUERY = re.compile(r"((q|number|page)=[^&=]{0,200}(&|$)){0,3}", re.ASCII)
HTML = "text/html"
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A rendered page, plain and compressed, and its headers by which browsers ask again."""

    etag: str
    plain: bytes
    packed: bytes
    plain_headers: Headers
    packed_headers: Headers
    short_headers: Headers


class RankingPages:
    """WSGI middleware that answers for ranking pages it has kept and passes on all else."""

    def __init__(
        self,
        app: "WSGIApplication",
        mark_of: Callable[[int], Hashable | None],
        session_cookie: str,
        capacity: int = CAPACITY,
    ) -> None:
        self._app, self._mark_of = app, mark_of
        self._session_cookie, self._capacity = session_cookie, capacity
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._lock = Lock()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer with the kept page, rendered first if there is none; or pass the request on."""
        key = self._key(environ)
        if key is None:
            return self._app(environ, start_response)
        page = self._get(key) or self._render(key, environ)
        if page is None:
            return self._app(environ, start_response)
        if environ.get("HTTP_IF_NONE_MATCH") == page.etag:
            start_response("304 NOT MODIFIED", list(page.short_headers))
            return [b""]
        if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            start_response("200 OK", list(page.packed_headers))
            return [page.packed]
        start_response("200 OK", list(page.plain_headers))
        return [page.plain]

    def _key(self, environ: "WSGIEnvironment") -> Hashable | None:
        """What the page depends on; None when it may not be shared or nothing is published."""
        if environ["REQUEST_METHOD"] != "GET":
            return None
        path = PATH.fullmatch(environ["PATH_INFO"])
        query = environ.get("QUERY_STRING", "")
        if path is None or not QUERY.fullmatch(query):
            return None
        language = LANGUAGES[0]
        if "HTTP_COOKIE" in environ:
            cookies = parse_cookie(environ["HTTP_COOKIE"])
            if self._session_cookie in cookies:
                return None
            language = "en" if cookies.get(COOKIE) == "en" else language
        mark = self._mark_of(int(path[1]))
        return None if mark is None else (path[1], mark, language, query)

    def _get(self, key: Hashable) -> KeptPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def _render(self, key: Hashable, environ: "WSGIEnvironment") -> KeptPage | None:
        """Let the application render the page and keep it; None for anything not to be kept."""
        answer = Response.from_app(self._app, dict(environ), buffered=True)
        headers = answer.headers
        if answer.status_code != 200 or answer.mimetype != HTML or "Set-Cookie" in headers:
            return None
        for name in ("Content-Length", "Vary", "Cache-Control"):
            headers.remove(name)
        page = _kept(answer.get_data(), headers.to_wsgi_list())
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > self._capacity:
                self._pages.popitem(last=False)
        return page


def _kept(plain: bytes, headers: Headers) -> KeptPage:
    etag, packed = f'W/"{sha256(plain).hexdigest()[:24]}"', gzip.compress(plain, mtime=0)
    common = [
        *headers,
        ("ETag", etag),
        ("Vary", "Cookie, Accept-Encoding"),
        ("Cache-Control", "no-cache"),
    ]
    coded = [("Content-Encoding", "gzip"), ("Content-Length", str(len(packed)))]
    return KeptPage(
        etag,
        plain,
        packed,
        [*common, ("Content-Length", str(len(plain)))],
        [*common, *coded],
        common,
    )
