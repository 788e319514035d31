# shellcheck shell=bash
# Which suites there are. A suite is a program that prints TAP; where it lies decides its group, what
# it needs and its environment (docs/tests.md). suite() adds one:
#   suite NAME NEEDS COMMAND...   NEEDS, of: release san tsan fuzz postgres web chromium

suite_names=()
declare -A suite_needs=() suite_command=()

suite() {
	local name=$1 needs=$2
	shift 2
	suite_names+=("$name")
	suite_needs[$name]=$needs
	suite_command[$name]=$(printf '%q ' "$@")
}

# each_file PATTERN PREFIX: "NAME PATH" of each file, NAME without PREFIX and ending.
each_file() {
	local path name
	for path in $1; do
		[ -f "$path" ] || continue
		name=$(basename "$path")
		name=${name#"$2"}
		echo "${name%%.*} $path"
	done
}

list_checkers() {
	local name path
	while read -r name path; do
		case $name in
		globals | binary | first_page | scenarios) suite "arch/$name" release "$path" ;;
		*) suite "arch/$name" '' "$path" ;;
		esac
	done < <(each_file 'tests/arch/check_*' check_)
	while read -r name path; do
		suite "data/$name" '' "$path"
	done < <(each_file 'tests/data/check_*' check_)
}

list_web() {
	[ -e web/package.json ] || return 0
	suite web/check web tests/run/command.sh "svelte-check and tsc find nothing" \
		npm --prefix web run --silent check
	suite web/openapi release,web env ALUR_BIN="$PWD/build/alur" \
		npm --prefix web run --silent openapi
	if [ -n "$(find web/src -name '*.test.ts' -print -quit)" ]; then
		suite web/unit web tests/run/command.sh "vitest" npm --prefix web run --silent test
	fi
}

list_fuzzers() {
	local name
	while read -r name _; do
		suite "fuzz/$name" fuzz tests/run/fuzz.sh "$name" 10
	done < <(each_file 'tests/fuzz/fuzz_*.c' fuzz_)
}

# The same tests on both databases.
list_on_both() {
	local group=$1 name path
	while read -r name path; do
		suite "$group/$name@sqlite" san,postgres env ALUR_TEST_DATABASE=sqlite "$path"
		suite "$group/$name@postgres" san,postgres env ALUR_TEST_DATABASE=postgres "$path"
	done < <(each_file "tests/$group/test_*" test_)
}

list_http() {
	local name path
	while read -r name path; do
		suite "http/$name" san env HTTP_TEST_SERVER=build-san/tests/http/http_test_server "$path"
	done < <(each_file 'tests/http/test_*' test_)
}

# Those that have to do with a database include what makes one.
list_units() {
	local name path needs
	while read -r name path; do
		needs=san
		! grep -qE '"(.*_)?(support|fixture)\.h"|ALUR_TEST_POSTGRES' "$path" || needs=san,postgres
		suite "unit/$name" "$needs" "build-san/tests/unit/test_$name"
	done < <(each_file 'tests/unit/test_*.c' test_)
}

list_browser() {
	local name path
	while read -r name path; do
		suite "e2e/$name" release,web,chromium env ALUR_BIN="$PWD/build/alur" \
			node --test --test-reporter=tap "$path"
	done < <(each_file 'tests/e2e/*.spec.*' '')
}

# Suites of tests/tsan/suites.txt once more, in the ThreadSanitizer build.
list_thread_sanitized() {
	local name
	while read -r name; do
		[ -n "${suite_needs[$name]:-}" ] || die "tests/tsan/suites.txt names no suite: $name"
		suite_names+=("tsan/$name")
		suite_needs[tsan/$name]=${suite_needs[$name]//san/tsan}
		suite_command[tsan/$name]="env ALUR_BIN=$PWD/build-tsan/alur \
			${suite_command[$name]//build-san/build-tsan}"
	done < <(grep -v '^#' tests/tsan/suites.txt)
}

# Long ones first, so that the last does not keep everybody waiting.
list_suites() {
	list_checkers
	list_on_both faults
	list_browser
	list_http
	list_units
	list_fuzzers
	list_on_both api
	list_on_both cli
	list_web
	list_thread_sanitized
}
