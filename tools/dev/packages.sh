# shellcheck shell=bash
# Debian's packages for each verb. Only what is missing is installed; when nothing is, apt-get is not
# called at all.

build_packages=(gcc libc6-dev binutils meson ninja-build pkg-config python3 brotli ca-certificates
	tzdata libmicrohttpd-dev libsqlite3-dev libpq-dev libjansson-dev libcsv-dev libxlsxwriter-dev
	libsodium-dev libssl-dev libunistring-dev zlib1g-dev)
clang_packages=(clang libclang-rt-14-dev)
unit_packages=(libcmocka-dev)
postgres_packages=(postgresql)
browser_packages=(chromium)
lint_packages=(clang-format clang-tidy shellcheck)
bench_packages=(wrk sqlite3)

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

# need_packages PACKAGE...: installs those that are missing, or says which ones to install.
need_packages() {
	local missing
	command -v dpkg-query >/dev/null || return 0 # not Debian: what is missing will show
	mapfile -t missing < <(missing_packages "$@")
	((${#missing[@]} > 0)) || return 0

	if [ -n "${ALUR_NO_INSTALL:-}" ]; then
		die "missing packages: apt-get install ${missing[*]}"
	fi
	if ! is_root && ! command -v sudo >/dev/null; then
		die "missing packages; as root: apt-get install ${missing[*]}"
	fi
	say "installing ${missing[*]}"
	as_root apt-get update -qq >/dev/null 2>&1 ||
		say "apt-get update failed; going on with the lists that are here"
	quietly "apt-get install ${missing[*]}" as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 "${missing[@]}"
}
