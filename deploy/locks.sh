#!/bin/sh
# Write both locks anew, hashed and for every platform, without the address of any index.
set -eu

cd "$(dirname -- "$0")/.."
if ! command -v uv >/dev/null 2>&1; then
    printf '%s\n' "Writing the locks needs uv: python3 -m pip install uv" >&2
    exit 1
fi
compile() {
    output=$1
    shift
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-annotate --upgrade "$@" pyproject.toml --output-file "$output" \
        --custom-compile-command "make locks"
}
compile requirements.lock
compile requirements-dev.lock --extra dev --constraint requirements.lock
