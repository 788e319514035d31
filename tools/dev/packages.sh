# shellcheck shell=bash
# Debian's packages for each verb. Only what is missing is installed; when nothing is, apt-get is not
# called at all.

build_packages=(gcc libc6-dev binutils meson ninja-build pkg-config python3 brotli ca-certificates
	tzdata libmicrohttpd-dev libsqlite3-dev libpq-dev libjansson-dev libcsv-dev libxlsxwriter-dev
	libsodium-dev libssl-dev libunistring-dev zlib1g-dev)
clang_packages=(clang libclang-rt-14-dev)
unit_packages=(libcmocka-dev sqlite3)
postgres_packages=(postgresql)
browser_packages=(chromium)
lint_packages=(clang-format clang-tidy shellcheck)
bench_packages=(wrk sqlite3)

# Prints the packages of a need: python, or what suites name (suites.sh), or lint or bench.
packages_of() {
	case $1 in
	python) printf '%s\n' python3 ;;
	release) printf '%s\n' "${build_packages[@]}" && node_packages ;;
	web) node_packages ;;
	san) printf '%s\n' "${build_packages[@]}" "${unit_packages[@]}" && node_packages ;;
	tsan) printf '%s\n' "${build_packages[@]}" "${unit_packages[@]}" ;;
	fuzz) printf '%s\n' "${build_packages[@]}" "${clang_packages[@]}" ;;
	postgres) printf '%s\n' "${postgres_packages[@]}" ;;
	chromium) printf '%s\n' "${browser_packages[@]}" ;;
	lint) printf '%s\n' "${lint_packages[@]}" ;;
	bench) printf '%s\n' "${bench_packages[@]}" ;;
	esac
}

missing_packages() {
	local package installed
	installed=" $(dpkg-query -W -f='${db:Status-Status} ${Package} ' "$@" 2>/dev/null || true)"
	for package; do
		[[ $installed == *" installed $package "* ]] || echo "$package"
	done
}

# sudo asks for a password only where somebody can give it.
sudo_options=(-n)
[ ! -t 0 ] || sudo_options=()

as_root() {
	if is_root; then
		"$@"
	else
		sudo "${sudo_options[@]}" "$@"
	fi
}

may_install() {
	is_root || { command -v sudo >/dev/null && sudo "${sudo_options[@]}" true; }
}

# need NEED...: installs what these needs lack, or says what somebody who may has to install. A verb
# calls it once, before its long work, with all that it needs: so root is asked for it once.
need() {
	local all missing
	command -v dpkg-query >/dev/null || return 0 # not Debian: what is missing will show
	mapfile -t all < <(for one; do packages_of "$one"; done | sort -u)
	mapfile -t missing < <(missing_packages "${all[@]}")
	((${#missing[@]} > 0)) || return 0

	say "packages that are missing: ${missing[*]}"
	[ -z "${ALUR_NO_INSTALL:-}" ] || die_missing "ALUR_NO_INSTALL is set" "${missing[*]}"
	may_install || die_missing "this user may not install packages" "${missing[*]}"
	as_root apt-get update -qq >/dev/null 2>&1 ||
		say "apt-get update failed; going on with the lists that are here"
	quietly "apt-get install" as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 "${missing[@]}"
}

# die_missing WHY_NOT PACKAGES
die_missing() {
	die "$1. As root:

  apt-get update
  apt-get install --no-install-recommends $2

Then give the same command again."
}
