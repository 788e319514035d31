# Sums up the TAP output of one suite: prints PASSED FAILED SKIPPED. `status` is its exit status.
# A group of tests is counted by its members: node prints a group's own line behind its members and
# their plan, indented less than they are. A suite that ends badly, prints no result or fewer than
# its plan announces has failed, whatever its lines say.

/^ *1\.\.[0-9]+/ {
	indent = match($0, /1/)
	if (indent > 1) {
		group_indent = indent
		next
	}
	count = substr($1, 4) + 0
	planned += count
	if (count == 0)
		skipped++
}

/^ *(not )?ok [0-9]/ {
	indent = match($0, /[on]/)
	is_group = group_indent > indent
	group_indent = 0
	if (indent == 1)
		results++

	is_skipped = /# SKIP/
	is_failed = /^ *not/ && !is_skipped
	if (is_group && (!is_failed || failed > failed_before[indent])) {
		failed_before[indent] = failed
		next
	}
	skipped += is_skipped
	failed += is_failed
	passed += !is_skipped && !is_failed
	failed_before[indent] = failed
}

END {
	if (failed == 0 && (status != 0 || results < planned || results + skipped == 0))
		failed++
	print passed + 0, failed + 0, skipped + 0
}
