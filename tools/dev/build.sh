# shellcheck shell=bash
# The build directories. Each is set up once and again when its options change here.
#   build       release, with the web app: what users run
#   build-san   AddressSanitizer and UndefinedBehaviorSanitizer: what the suites test
#   build-tsan  ThreadSanitizer, for the suites of tests/tsan/suites.txt
#   build-fuzz  the libFuzzer targets (clang)
# The last two build only what runs in them.

# set_up DIRECTORY OPTION...: a configured build directory with exactly these options.
set_up() {
	local directory=$1
	shift
	if [ -e "$directory/build.ninja" ] && [ "$(cat "$directory/.options" 2>/dev/null)" = "$*" ]; then
		return
	fi
	rm -rf "$directory"
	quietly "setting up $directory" meson setup "$directory" "$@"
	printf '%s\n' "$*" >"$directory/.options"
}

# compile DIRECTORY FILE...: all, or these files of it. Not by `meson compile`: at Ctrl+C that does not
# wait for ninja, which would tidy up below the next build.
compile() {
	local directory=$1
	shift
	quietly "compiling $directory" ninja -C "$directory" "$@"
}

build_release() {
	need release
	need_node
	set_up build --buildtype=release -Dtests=disabled
	compile build
}

build_sanitized() {
	need san
	need_node
	set_up build-san --buildtype=debugoptimized --werror -Dtests=enabled \
		-Db_sanitize=address,undefined
	compile build-san
}

build_thread_sanitized() {
	local tests
	need tsan
	set_up build-tsan --buildtype=debugoptimized --werror -Dtests=enabled -Dweb=false \
		-Db_sanitize=thread
	mapfile -t tests < <(sed -n 's#^unit/#tests/unit/test_#p' tests/tsan/suites.txt)
	compile build-tsan alur tests/http/http_test_server "${tests[@]}"
}

build_fuzzers() {
	local targets=(tests/fuzz/fuzz_*.c)
	need fuzz
	# -O1: what a fuzzer gains from more, its build costs, and clang's reports stay readable.
	CC=clang set_up build-fuzz --buildtype=debugoptimized -Doptimization=1 --werror -Dtests=disabled \
		-Dweb=false -Dfuzz=true -Db_sanitize=address,undefined
	compile build-fuzz "${targets[@]%.c}"
}
