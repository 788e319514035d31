#!/usr/bin/env bash
# One fuzzer for some seconds, as a suite of one test: fuzz.sh NAME SECONDS prints TAP. Its first
# inputs are those of tests/fuzz/corpus/NAME; what it finds on the way is kept in .cache/fuzz/NAME,
# and an input that breaks something in .cache/fuzz/found.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

name=$1
seconds=$2
corpus=.cache/fuzz/$name
mkdir -p "$corpus" .cache/fuzz/found

seeds=()
[ -d "tests/fuzz/corpus/$name" ] && seeds=("tests/fuzz/corpus/$name")
dictionary=()
[ -f "tests/fuzz/$name.dict" ] && dictionary=("-dict=tests/fuzz/$name.dict")

output=$("build-fuzz/tests/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
	-print_final_stats=1 -artifact_prefix=".cache/fuzz/found/$name-" "${dictionary[@]}" \
	"$corpus" "${seeds[@]}" 2>&1)
status=$?
inputs=$(awk '/number_of_executed_units/ { print $2 }' <<<"$output")

if [ "$status" = 0 ] && [ "${inputs:-0}" -gt 0 ]; then
	echo "ok 1 - $name: nothing found in $inputs inputs"
else
	echo "not ok 1 - $name: status $status after ${inputs:-0} inputs"
	tail -n 60 <<<"$output" | sed 's/^/# /'
fi
echo "1..1"
