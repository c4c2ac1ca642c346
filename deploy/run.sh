#!/bin/sh
# Bring the database up to date, fill the demonstration city once, serve and run its jobs.
set -eu

cd "$(dirname -- "$0")/.."
host=${HOST:-127.0.0.1}
port=${PORT:-8000}
flask=".venv/bin/flask --app wsgi"

if ! .venv/bin/python - "$host" "$port" <<'PY'
import socket, sys

with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((sys.argv[1], int(sys.argv[2])))
    except OSError:
        sys.exit(1)
PY
then
    printf '%s\n' "Port $port is in use by another program. Stop that one, or choose another port: make run PORT=8001" >&2
    exit 1
fi

$flask db upgrade
$flask catalogues load
# The made-up accounts show their second factor on the sign-in page; nobody else's is shown.
export JIANGJIE_DEMONSTRATION=1
$flask demo load --if-empty
printf '\nJiangjie 匠阶: http://%s:%s  (stop with Ctrl-C)\n\n' "$host" "$port"
$flask demo accounts
exec deploy/beside.sh .venv/bin/gunicorn --bind "$host:$port" --worker-class gthread --workers "${WORKERS:-2}" \
    --threads 8 --no-control-socket --log-level warning wsgi:app
