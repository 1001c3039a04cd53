#!/usr/bin/env bash
# Write the lock files anew: every package with its hashes, for every platform, from pyproject.toml. Needs uv.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v uv >/dev/null || { echo "lock: uv is not installed (pip install uv)" >&2; exit 1; }
options=(--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate
  --custom-compile-command "make lock")
uv pip compile "${options[@]}" pyproject.toml -o requirements.lock
uv pip compile "${options[@]}" --extra dev --constraint requirements.lock pyproject.toml -o requirements-dev.lock
uv pip compile "${options[@]}" --extra mutation --constraint requirements-dev.lock pyproject.toml -o requirements-mutation.lock
