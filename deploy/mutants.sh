#!/bin/sh
# Plant one small fault after another in the engine and see whether a test of the domain finds it.
# The list of survivors is the list of tests still to be written; docs/benchmarks.md keeps the score.
set -eu

cd "$(dirname -- "$0")/.."
.venv/bin/mutmut run --max-children "${WORKERS:-2}" >mutants.log 2>&1 || { tail -n 30 mutants.log; exit 1; }
tr '\r' '\n' <mutants.log | tail -n 2
printf '\nSurvivors (mutmut show NAME prints one):\n'
.venv/bin/mutmut results
