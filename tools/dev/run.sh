# shellcheck shell=bash
# ./dev run: Alur on this machine, and ./dev bench.

# The folder of the databases.
data_folder() {
	local folder=${ALUR_DATA:-${XDG_DATA_HOME:-$HOME/.local/share}/alur}
	mkdir -p "$folder"
	chmod 700 "$folder"
	realpath "$folder"
}

# Loads the demo data into a database of its own. It gets its name when it is complete.
make_demo() {
	local database=$1
	rm -rf "$database".new*
	say "loading the demo data"
	# Its last line names a link to a database that is about to be renamed.
	build/alur demo --shift-to-today --db "sqlite:$database.new" >/dev/null ||
		die "the demo data could not be loaded"
	mv "$database.new" "$database"
	rm -rf "$database".new-* # its lock, and its folder of files, of which the demo has none
}

run_program() {
	local demo='' listen='' database folder
	while (($# > 0)); do
		case $1 in
		--demo) demo=1 ;;
		--listen)
			(($# > 1)) || die "--listen needs HOST:PORT"
			listen=$2
			shift
			;;
		--listen=*) listen=${1#*=} ;;
		*) die "run knows --demo and --listen HOST:PORT, not '$1'" ;;
		esac
		shift
	done

	build_release
	folder=$(data_folder)
	listen=${listen:-127.0.0.1:$(free_port_from 8787)}
	database=$folder/alur.db
	if [ -n "$demo" ]; then
		database=$folder/demo.db
		[ -e "$database" ] || make_demo "$database"
	fi
	# The demo's link can be used once, so each start prints a new one.
	exec build/alur serve --db "sqlite:$database" --listen "$listen" ${demo:+--link demo@alur.local}
}

run_benchmarks() {
	[ -x bench/run ] || die "there are no benchmarks yet (bench/run)"
	need bench release chromium
	build_release
	compile build bench/bench_{bare_query,fill,group_commit,http_floor}
	if (($# == 0)) || [[ " $* " == *" browser "* ]]; then
		need_web_packages
		quietly "npm ci" tools/web_packages.sh bench/browser
	fi
	exec bench/run "$@"
}

# The pictures of docs/screens/.
take_screens() {
	need release chromium
	build_release
	need_web_packages
	ALUR_BIN="$PWD/build/alur" exec node tools/dev/screens.mjs "$@"
}
