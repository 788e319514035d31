# shellcheck shell=bash
# Node for the web app: the machine's own when Vite can use it, else one from npm's `node` package in
# .cache/, which Debian's older nodejs and npm fetch.

node_version=22.23.3
npm_version=10.9.9
node_home=$cache/node

# What Vite 8 asks for: 20.19, 22.12 or later.
node_is_good() {
	command -v npm >/dev/null && command -v node >/dev/null && node -e '
		const [major, minor] = process.versions.node.split(".").map(Number);
		const good = major === 20 ? minor >= 19 : major === 22 ? minor >= 12 : major > 22;
		process.exit(good ? 0 : 1);' 2>/dev/null
}

fetch_node() {
	npm install --prefix "$node_home" --no-save --no-audit --no-fund --loglevel=error \
		"node@$node_version" "npm@$npm_version"
}

# Prints the packages that fetch a Node, where there is no npm at all.
node_packages() {
	command -v npm >/dev/null || [ -x "$node_home/node_modules/.bin/npm" ] ||
		printf '%s\n' nodejs npm
}

# Puts a Node that Vite can use on PATH. need() has seen to it that there is an npm.
need_node() {
	node_is_good && return
	export PATH=$node_home/node_modules/node/bin:$node_home/node_modules/.bin:$PATH
	node_is_good && return
	mkdir -p "$node_home"
	quietly "fetching Node $node_version" fetch_node
	hash -r
	node_is_good || die "the Node in .cache/node does not work; remove that folder and try again"
}

# The packages of web/, for what needs them outside a build.
need_web_packages() {
	need_node
	quietly "npm ci" tools/web_packages.sh
}
