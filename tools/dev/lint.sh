# shellcheck shell=bash
# ./dev lint and ./dev fmt.

c_sources() {
	find src tests tools bench -name '*.[ch]' -not -path '*/node_modules/*' 2>/dev/null | sort
}

# Programs in bash; shellcheck follows from ./dev to the parts that it reads in.
shell_scripts() {
	grep -rlE '^#!/usr/bin/env bash' dev .ci tools tests bench \
		--exclude-dir=node_modules 2>/dev/null
}

python_scripts() {
	find tools tests bench -name '*.py' -not -path '*/node_modules/*' 2>/dev/null
}

run_fmt() {
	need lint
	c_sources | xargs -r clang-format -i
}

# step NAME COMMAND...: runs a check and remembers whether one found something.
step() {
	local name=$1
	shift
	if "$@"; then
		say "ok      $name"
	else
		say "FAILED  $name"
		lint_failed=1
	fi
}

check_layout() {
	c_sources | xargs -r clang-format --dry-run -Werror
}

check_mistakes() {
	find src -name '*.c' | sort |
		xargs -r -n 4 -P "$(nproc)" clang-tidy --quiet -p build 2>/dev/null
}

check_scripts() {
	shell_scripts | xargs -r shellcheck --external-sources
}

check_python() {
	python_scripts | PYTHONDONTWRITEBYTECODE=1 xargs -r python3 -c '
import ast, sys
for path in sys.argv[1:]:
    ast.parse(open(path, encoding="utf-8").read(), path)'
}

check_web() {
	npm --prefix web run --silent check
}

run_lint() {
	local lint_failed=''
	need lint release
	build_release
	step "layout (clang-format; ./dev fmt mends it)" check_layout
	step "mistakes (clang-tidy)" check_mistakes
	step "scripts (shellcheck)" check_scripts
	step "Python parses" check_python
	if [ -e web/package.json ]; then
		need_web_packages
		step "web (svelte-check, tsc)" check_web
	fi
	[ -z "$lint_failed" ]
}
