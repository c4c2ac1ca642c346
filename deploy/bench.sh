#!/bin/sh
# Run every benchmark; each prints its figures and a ratio to a baseline of the same run.
set -eu

cd "$(dirname -- "$0")/.."
missed=
for path in benchmarks/bench_*.py; do
    name=$(basename "$path" .py)
    printf '\n== %s\n' "$name"
    .venv/bin/python -m "benchmarks.$name" || missed="$missed $name"
done
[ -z "$missed" ] || { printf '\nGoals missed, or failures, in:%s\n' "$missed"; exit 1; }
