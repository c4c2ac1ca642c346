#!/bin/sh
# Make the virtual environment .venv hold exactly what a lock file names.
#
#   deploy/setup.sh requirements.lock [.venv]
#
# Needs Python 3.11 or newer and nothing else: pip comes from the wheel beside this script, so
# machines whose Python has no ensurepip work too. A stamp keyed by the lock's checksum makes the
# second run end at once. The development lock holds everything the runtime lock holds, so a
# virtual environment made from it serves both.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(dirname -- "$here")
lock=$root/${1:-requirements.lock}
venv=${2:-$root/.venv}
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

if ! command -v "$python" >/dev/null 2>&1; then
    say "Python 3.11 or newer is needed, but '$python' was not found. Install it or set PYTHON=/path/to/python3."
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "Python 3.11 or newer is needed, but '$python' is $("$python" -V 2>&1). Set PYTHON=/path/to/a/newer/python3."
    exit 1
fi

checksum() { "$python" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$1"; }

stamp=$venv/.installed-$(basename "$lock")
both=$venv/.installed-requirements-dev.lock
want=$(checksum "$lock")
works() { "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
if works; then
    if [ "$(cat "$stamp" 2>/dev/null)" = "$want" ]; then exit 0; fi
    if [ "$(basename "$lock")" = requirements.lock ] &&
        [ "$(cat "$both" 2>/dev/null)" = "$(checksum "$root/requirements-dev.lock")" ]; then exit 0; fi
fi

wheel=$(find "$here" -name 'pip-*.whl')
if [ "$(checksum "$wheel")" != "$(cut -d ' ' -f 1 "$wheel.sha256")" ]; then
    say "$wheel is damaged: its checksum is not the one recorded beside it. Restore it with 'git checkout deploy'."
    exit 1
fi

say "Installing the packages of $(basename "$lock") into $(basename "$venv") ..."
works || "$python" -m venv --clear --without-pip "$venv"
rm -f "$venv"/.installed-*
"$venv/bin/python" "$wheel/pip" --disable-pip-version-check install -qq --no-deps \
    --require-hashes --only-binary :all: --root-user-action ignore --requirement "$lock"
printf '%s\n' "$want" > "$stamp"
