# shellcheck shell=bash
# Words and small steps that all verbs share.

cache=$PWD/.cache # untracked: Node, fuzzing corpora, logs of suites
mkdir -p "$cache"

say() {
	printf '%s\n' "$*" >&2
}

die() {
	printf './dev: %s\n' "$*" >&2
	exit 1
}

# quietly WHAT COMMAND...: one line with the time it took; the command's output only if it fails.
quietly() {
	local what=$1 log begun=$SECONDS
	shift
	log=$(mktemp "$cache/log.XXXXXX")
	if ! "$@" >"$log" 2>&1 </dev/null; then
		cat "$log" >&2
		rm -f "$log"
		die "$what failed"
	fi
	rm -f "$log"
	if ((SECONDS - begun >= 2)); then
		say "$what: $((SECONDS - begun)) s"
	fi
}

is_root() {
	[ "$(id -u)" = 0 ]
}

# Prints the first port from $1 on that nobody listens to on the loopback.
free_port_from() {
	local port=$1
	while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
		port=$((port + 1))
	done
	echo "$port"
}
