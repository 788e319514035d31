# shellcheck shell=bash
# ./dev test: builds what the chosen suites need, runs them side by side, prints a line for each and
# the sum of all. The output of a failing suite is shown; all are kept in .cache/suites/.

suite_seconds=600 # no suite may run longer
outputs=$cache/suites
scratch='' # where this run keeps its databases and temporary files
declare -A suite_of_job=() suite_begun=() suite_way=() running=([works]=0 [waits]=0)
declare -A build_of=([release]=build_release [fuzz]=build_fuzzers [san]=build_sanitized
	[tsan]=build_thread_sanitized)
build_jobs=()
passed=0 failed=0 skipped=0

# chosen FILTER...: names of the suites that begin with a filter, or where none does, contain one.
# All without filters.
chosen() {
	local name filter begin=() contain=()
	(($# > 0)) || begin=("${suite_names[@]}")
	for name in "${suite_names[@]}"; do
		for filter; do
			if [[ $name == "$filter"* ]]; then
				begin+=("$name")
			elif [[ $name == *"$filter"* ]]; then
				contain+=("$name")
			fi
		done
	done
	((${#begin[@]} > 0)) || begin=("${contain[@]}")
	((${#begin[@]} == 0)) || printf '%s\n' "${begin[@]}" | awk '!seen[$0]++'
}

is_needed() {
	local need=$1 name
	shift
	for name; do
		[[ ,${suite_needs[$name]}, == *",$need,"* ]] && return
	done
	return 1
}

# Memory where there is plenty: most of the time of a test on a disk goes into flushing it. What is
# about the disk (faults, unit/db_*) uses it all the same.
make_scratch() {
	local place=/tmp free
	free=$(df --output=avail /dev/shm 2>/dev/null | tail -n 1)
	# TMPDIR stays short: the names of Unix sockets are.
	if [ -w /dev/shm ] && ((${free:-0} > 4 * 1024 * 1024)); then
		place=/dev/shm
	fi
	scratch=$(mktemp -d "$place/alur.XXXXXX")
	chmod 755 "$scratch" # PostgreSQL runs as another user
}

# Prints what the suites need, each once.
needs_of() {
	local name
	echo python
	for name; do
		echo "${suite_needs[$name]//,/ }"
	done | tr ' ' '\n' | sort -u
}

# build_together NEED...: the builds of those that prepare() found to be needed, side by side. Each has a
# process group of its own, so that Ctrl+C ends all that they started.
build_together() {
	local need job failed=''
	set -m
	for need; do
		[[ " ${needs[*]} " == *" $need "* ]] || continue
		"${build_of[$need]}" &
		build_jobs+=($!)
	done
	set +m
	for job in "${build_jobs[@]}"; do
		wait "$job" || failed=1
	done
	build_jobs=()
	[ -z "$failed" ] || exit 1
}

prepare() {
	local needs
	mapfile -t needs < <(needs_of "$@")
	need "${needs[@]}"
	if is_needed release "$@" || is_needed san "$@"; then need_node; fi
	# Two by two: while the one waits for npm and Vite, or for a link, the other compiles.
	build_together release fuzz
	build_together san tsan
	if is_needed web "$@"; then need_web_packages; fi
	if is_needed postgres "$@"; then start_postgres; fi
}

# Where suites find things, and how sanitizers and libraries report to them.
export_environment() {
	export ALUR_BIN=${ALUR_BIN:-$PWD/build-san/alur}
	export CMOCKA_MESSAGE_OUTPUT=TAP
	export PYTHONDONTWRITEBYTECODE=1
	export ASAN_OPTIONS=abort_on_error=0:detect_stack_use_after_return=1:strict_string_checks=1
	export UBSAN_OPTIONS=print_stacktrace=1
	export TSAN_OPTIONS=halt_on_error=0:second_deadlock_stack=1:suppressions=$PWD/tests/tsan/suppressions.txt
	unset ALUR_DB ALUR_DATA ALUR_TEST_POSTGRES
}

start_suite() {
	local name=$1 output=$outputs/${1//\//_}.tap
	# timeout makes a process group of its suite, so that nothing of it can be left behind.
	(
		if [[ $name != *faults/* && $name != *unit/db_* ]]; then
			export TMPDIR=$scratch/$BASHPID
			mkdir "$TMPDIR"
		fi
		if is_needed postgres "$name"; then
			ALUR_TEST_POSTGRES=$(suite_database "$name")
			export ALUR_TEST_POSTGRES
		fi
		export TIMEFORMAT='# processor %U %S' # told in its output: the machine may have other work
		exec timeout --kill-after=10 "$suite_seconds" bash -c "time ${suite_command[$name]}"
	) >"$output" 2>&1 </dev/null &
	suite_of_job[$!]=$name
	running[${suite_way[$name]}]=$((running[${suite_way[$name]}] + 1))
	suite_begun[$name]=${EPOCHREALTIME/[.,]/}
}

# Adds a finished suite to the sums and prints its line.
end_suite() {
	local job=$1 status=$2 name=${suite_of_job[$1]} output good bad skips tenths
	output=$outputs/${name//\//_}.tap
	unset "suite_of_job[$job]"
	running[${suite_way[$name]}]=$((running[${suite_way[$name]}] - 1))
	kill -KILL -- "-$job" 2>/dev/null || true # servers that it left behind
	rm -rf "${scratch:?}/$job"
	read -r good bad skips < <(awk -v status="$status" -f tools/dev/tap.awk "$output")
	passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skips))
	tenths=$(((${EPOCHREALTIME/[.,]/} - suite_begun[$name]) / 100000))
	printf '%-6s %-34s %4d passed%s%s  %d.%d s\n' "$( ((bad)) && echo FAILED || echo ok)" "$name" \
		"$good" "$( ((bad)) && echo ", $bad failed")" "$( ((skips)) && echo ", $skips skipped")" \
		$((tenths / 10)) $((tenths % 10))
	if ((bad)); then
		((status != 124)) || echo "    stopped after $suite_seconds s"
		tail -n 200 "$output" | sed 's/^/    /'
	fi
}

# Prints WAY NAME for each suite in the order in which they begin: those of tests/run/order.txt as they
# stand there, then the others. WAY is `waits` for suites that mostly wait, else `works`.
in_order() {
	printf '%s\n' "$@" | awk '
		/^#/ || NF == 0 { next }
		FILENAME != "-" { way[$2] = $1; order[++count] = $2; next }
		{ chosen[$1]; if (!($1 in way)) { way[$1] = "works"; order[++count] = $1 } }
		END { for (i = 1; i <= count; i++) if (order[i] in chosen) print way[order[i]], order[i] }
	' tests/run/order.txt -
}

# May one more suite of this way begin? Those that work wait a little too, for their browser or database:
# one more of them than there are processors. Those that mostly wait have a place beside them.
has_place() {
	case $1 in
	works) ((running[works] <= $(nproc))) ;;
	waits) ((running[waits] < 1)) ;;
	esac
}

wait_for_one() {
	local job='' status=0
	wait -n -p job || status=$?
	[ -z "$job" ] || end_suite "$job" "$status"
}

run_all() {
	local way name works=() waits=()
	while read -r way name; do
		suite_way[$name]=$way
		if [ "$way" = waits ]; then waits+=("$name"); else works+=("$name"); fi
	done < <(in_order "$@")
	while ((${#works[@]} + ${#waits[@]} + ${#suite_of_job[@]} > 0)); do
		if ((${#waits[@]})) && has_place waits; then
			start_suite "${waits[0]}"
			waits=("${waits[@]:1}")
		elif ((${#works[@]})) && has_place works; then
			start_suite "${works[0]}"
			works=("${works[@]:1}")
		else
			wait_for_one
		fi
	done
}

clean_up() {
	local job
	for job in "${build_jobs[@]}"; do
		kill -TERM -- "-$job" 2>/dev/null && wait "$job"
	done
	for job in "${!suite_of_job[@]}"; do
		kill -KILL -- "-$job" 2>/dev/null || true
	done
	stop_postgres
	rm -rf "$scratch"
}

run_tests() {
	local names
	list_suites
	if [ "${1:-}" = --list ]; then
		printf '%s\n' "${suite_names[@]}"
		return
	fi
	mapfile -t names < <(chosen "$@")
	((${#names[@]} > 0)) || die "no suite is called like '$*'; ./dev test --list names them"

	trap clean_up EXIT
	trap 'exit 130' INT TERM HUP
	make_scratch
	prepare "${names[@]}"
	export_environment
	rm -rf "$outputs"
	mkdir -p "$outputs"
	run_all "${names[@]}"

	echo "$passed passed, $failed failed$( ((skipped)) && echo ", $skipped skipped")"
	((failed == 0 && passed > 0))
}

run_fuzzers() {
	local name seconds=${2:-60}
	build_fuzzers
	while read -r name _; do
		if [ -z "${1:-}" ] || [ "$1" = "$name" ]; then
			say "fuzzing $name for $seconds s"
			tests/run/fuzz.sh "$name" "$seconds"
		fi
	done < <(each_file 'tests/fuzz/fuzz_*.c' fuzz_)
}
