#!/usr/bin/env bash
# A command as a suite of one test: command.sh NAME COMMAND... prints TAP.
set -uo pipefail

name=$1
shift
if output=$("$@" 2>&1); then
	echo "ok 1 - $name"
else
	echo "not ok 1 - $name"
fi
while read -r line; do
	echo "# $line"
done <<<"$output"
echo "1..1"
