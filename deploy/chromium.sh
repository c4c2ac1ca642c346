#!/bin/sh
# Print the path of a Chromium for the browser tests, installing one where that is allowed.
#
# In this order: $CHROMIUM, one on the machine, apt-get when root, Playwright's own download.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
python=$here/../.venv/bin/python

on_machine() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$name" 2>/dev/null; then return 0; fi
    done
    return 1
}

playwrights_own() {
    "$python" - <<'PY'
import os, sys
from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    path = playwright.chromium.executable_path
if not os.path.exists(path):
    sys.exit(1)
print(path)
PY
}

if [ -n "${CHROMIUM:-}" ]; then
    if [ -x "$CHROMIUM" ]; then printf '%s\n' "$CHROMIUM"; exit 0; fi
    printf 'CHROMIUM names %s, which is not a program that can be run.\n' "$CHROMIUM" >&2
    exit 1
fi
if on_machine; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    printf 'Installing Chromium for the browser tests ...\n' >&2
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } \
        >/dev/null </dev/null || true
    if on_machine; then exit 0; fi
fi
if playwrights_own 2>/dev/null; then exit 0; fi
printf "Trying Playwright's own Chromium ...\n" >&2
"$python" -m playwright install chromium >/dev/null </dev/null || true
if playwrights_own 2>/dev/null; then exit 0; fi
printf '%s\n' "The browser tests need Chromium and there is none: install the package chromium" \
    "(as root: apt-get install chromium), or set CHROMIUM=/path/to/chromium." >&2
exit 1
