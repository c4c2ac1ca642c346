"""A real browser on a real server, for tests that need scripts, layout or a screen."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

ROOT = Path(__file__).resolve().parent.parent
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
ARGUMENTS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Only the fonts that the pages ship, so that a screenshot looks alike on every machine.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""
NO_BROWSER = (
    "The browser tests need Chromium and there is none: install the package chromium"
    " (deploy/chromium.sh does so when run as root), or set CHROMIUM=/path/to/chromium."
)

# A busy machine is slow, not wrong: what never comes fails a little later.
expect.set_options(timeout=15_000)


def follow(page: Page, selector: str) -> None:
    """Click what sends a form and wait for the answer, with all that its scripts move on loading.

    A click while the new page still scrolls to its row would fall beside the button.
    """
    with page.expect_navigation(wait_until="load"):
        page.locator(selector).click()


def chromium() -> str:
    """Find the browser: $CHROMIUM, the machine's, or the one deploy/chromium.sh can get."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found:
        return found
    script = subprocess.run(  # noqa: S603 -- our own script
        [str(ROOT / "deploy/chromium.sh")], capture_output=True, text=True, check=False
    )
    if script.returncode:
        pytest.fail(NO_BROWSER, pytrace=False)
    return script.stdout.strip()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing: a test that fails shows its page."""


@contextmanager
def live_server(app: Flask) -> Iterator[str]:
    """Serve an application on a free port of this machine for the length of a `with` block."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Visit:
    """One person's browser window: `page`, what it complained about, and where to go."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of the application and wait until it has loaded."""
        self.page.goto(self.base + path, wait_until="load")
        return self.page

    def expect_complaint(self, words: str) -> None:
        """Allow console errors with these words, such as the 409 that a test provokes."""
        self.expected.append(words)

    def unexpected(self) -> list[str]:
        """Every console error, policy violation and uncaught error nobody announced."""
        return [c for c in self.complaints if not any(words in c for words in self.expected)]

    def accessibility_faults(self) -> list[str]:
        """What axe finds wrong on the page as it is now, worst rule first, empty when nothing."""
        found = Axe().run(self.page).response["violations"]
        return [f"{v['id']}: {json.dumps([n['target'] for n in v['nodes']])}" for v in found]

    def overflows(self) -> bool:
        """Whether the page is wider than its window."""
        self.page.wait_for_load_state()
        script = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(self.page.evaluate(script))


OpenVisit = Callable[..., Visit]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests of this worker, drawing with the fonts of static/fonts."""
    home = tmp_path_factory.mktemp("browser")
    fonts = home / "fonts.conf"
    fonts.write_text(FONTS.format(fonts=ROOT / "static/fonts", cache=home), encoding="utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts), "HOME": str(home)}
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium(), args=ARGUMENTS, env=environment
        )
        yield running
        running.close()


@pytest.fixture
def open_visit(browser: Browser) -> Iterator[OpenVisit]:
    """Open windows on a server; when the test ends, none of them may have complained."""
    visits: list[Visit] = []
    contexts: list[BrowserContext] = []

    def visit(
        base: str,
        *,
        viewport: dict[str, int] = DESK,
        locale: str = "zh-CN",
        scripts: bool = True,
        **options: object,
    ) -> Visit:
        context = browser.new_context(
            viewport=viewport,
            locale=locale,
            timezone_id="Asia/Shanghai",
            java_script_enabled=scripts,
            has_touch=viewport == PHONE,
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        opened = Visit(context.new_page(), base)
        visits.append(opened)
        _listen(opened)
        return opened

    yield visit
    complaints = [c for opened in visits for c in opened.unexpected()]
    for context in contexts:
        with suppress(Exception):
            context.close()
    assert complaints == [], complaints


def _listen(opened: Visit) -> None:
    """Note console errors (policy violations are such) and uncaught script errors."""
    page = opened.page

    def note_console(message) -> None:
        if message.type == "error":
            opened.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    page.on("console", note_console)
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
