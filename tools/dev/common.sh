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

# Ctrl+C: the command that runs ends first, then ./dev, without calling that a failure.
trap 'exit 130' INT

# quietly WHAT COMMAND...: one line with the time it took; the command's output only if it fails.
quietly() {
	local what=$1 path log begun=$SECONDS
	shift
	path=$(mktemp "$cache/log.XXXXXX")
	exec {log}<>"$path"
	rm "$path" # open, so it is there for us, and gone with us
	if ! "$@" >&"$log" 2>&1 </dev/null; then
		cat "/proc/self/fd/$log" >&2
		die "$what failed"
	fi
	exec {log}>&-
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
