#!/bin/sh
# The gate: the cheapest question first, and the first "no" ends it.
set -eu

cd "$(dirname -- "$0")/.."
bin=.venv/bin
began=$(date +%s)

step() {
    printf '\n== %s (after %s s)\n' "$1" "$(($(date +%s) - began))"
    shift
    "$@"
}

step "layout" "$bin/ruff" format --check --quiet .
step "lint" "$bin/ruff" check --quiet .
step "types" "$bin/mypy"
step "imports" "$bin/lint-imports"
step "rules and house, every branch of the domain" "$bin/python" -m pytest -n "${WORKERS:-2}" \
    tests/domain tests/architecture \
    --cov=competition.domain --cov-branch --cov-report=term --cov-fail-under=100
CHROMIUM=$(deploy/chromium.sh)
export CHROMIUM
step "everything else" "$bin/python" -m pytest -n "${WORKERS:-2}" --dist worksteal \
    --ignore=tests/domain --ignore=tests/architecture tests
printf '\nAll is well after %s s.\n' "$(($(date +%s) - began))"
