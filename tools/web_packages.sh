#!/usr/bin/env bash
# Installs the npm packages of web/, or of another folder that is named, when its package-lock.json is newer than
# the last time.
set -euo pipefail
cd "$(dirname "$0")/../${1:-web}"

[ ! node_modules/.package-lock.json -nt package-lock.json ] || exit 0

npm ci --no-audit --no-fund --loglevel=error &
# Told to stop, npm would take its work back for half a minute. The next time it begins anew anyway.
trap 'kill -KILL $!; exit 130' INT TERM
wait $!
touch node_modules/.package-lock.json
