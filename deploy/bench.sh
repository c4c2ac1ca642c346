#!/bin/sh
# Run every benchmark; each prints its figures and a ratio to a baseline of the same run.
set -eu

cd "$(dirname -- "$0")/.."
for path in benchmarks/bench_*.py; do
    name=$(basename "$path" .py)
    printf '\n== %s\n' "$name"
    .venv/bin/python -m "benchmarks.$name"
done
