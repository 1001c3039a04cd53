#!/usr/bin/env bash
# Build the browser's files again and compare them with the committed ones. Needs Node; without it, says so and passes.
set -euo pipefail
cd "$(dirname "$0")/../frontend"
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "bundle: Node is not installed; the committed bundle was not compared with a rebuild"
  exit 0
fi
if [ ! -e node_modules/.made ] || [ package-lock.json -nt node_modules/.made ]; then
  npm ci --silent --no-audit --no-fund && touch node_modules/.made
fi
npm run --silent check
npm run --silent verify
echo "bundle: as committed"
