#!/bin/sh
# Run a server with the worker of its jobs beside it: deploy/beside.sh COMMAND...
# A worker that dies is started again; whoever stops this script stops both.
set -u

keep_working() {
    trap 'kill -TERM "$worker" 2>/dev/null; wait "$worker"; exit 0' TERM
    while :; do
        .venv/bin/flask --app wsgi jobs work &
        worker=$!
        wait "$worker"
        sleep 1
    done
}

stop() {
    trap '' INT TERM
    kill -TERM "$server" "$workers" 2>/dev/null
    wait "$server"
    wait "$workers"
}

"$@" &
server=$!
keep_working &
workers=$!
trap 'stop; exit 0' INT TERM
wait "$server"
code=$?
stop
exit "$code"
