#!/usr/bin/env bash
# Builds the web app into web/dist when something in web/ is newer than the last build. Called by
# meson: build_web.sh STAMP DEPFILE. Several build directories may call it at once; one builds.
set -euo pipefail

stamp=$(realpath -m "$1")
depfile=$(realpath -m "$2")
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root/web"

fail() {
	echo "$1" >&2
	echo "./dev build gets a fitting Node by itself; meson's -Dweb=false builds without the web app." >&2
	exit 1
}

# Everything that the result depends on, folders included: a new file changes its folder's time.
inputs() {
	find . -mindepth 1 \( -name node_modules -o -path ./dist -o -name '.svelte-kit' \) -prune -o "$@"
}

is_fresh() {
	[ -e dist/index.html ] && [ -e dist/.built ] && [ -z "$(inputs -newer dist/.built -print -quit)" ]
}

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
	fail "The web app needs Node 20.19 or later, with npm."
fi

mkdir -p "$root/.cache"
exec 9>"$root/.cache/web.lock"
flock 9
if ! is_fresh; then
	"$root/tools/web_packages.sh"
	touch "$root/.cache/web.begun"
	npm run --silent build
	touch -r "$root/.cache/web.begun" dist/.built # what changed meanwhile is newer
fi

{
	printf '%s: ' "$(basename "$stamp")"
	inputs -print | sed "s#^\.#$root/web#; s# #\\\\ #g" | tr '\n' ' '
	echo
} >"$depfile"
cp dist/index.html "$stamp"
