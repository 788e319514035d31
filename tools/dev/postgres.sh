# shellcheck shell=bash
# A PostgreSQL cluster for the tests: in the folder $scratch, run by an unprivileged user, reached by
# a Unix socket and a free loopback port, set as durable as in production, and gone at the end. The
# system's own cluster is never touched.

cluster='' # its folder while it runs
cluster_url=''

postgres_bin() {
	local newest
	newest=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
	[ -x "$newest/initdb" ] || die "PostgreSQL's initdb is not in /usr/lib/postgresql"
	echo "$newest"
}

# Runs a command as whoever owns the cluster: PostgreSQL refuses to run as root.
as_postgres() {
	if is_root; then
		(cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@")
	else
		"$@"
	fi
}

# Starts the cluster; suite_database makes databases in it.
start_postgres() {
	local bin password port
	bin=$(postgres_bin)
	cluster=$scratch/postgres
	mkdir "$cluster"
	password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	port=$(free_port_from $((20000 + RANDOM)))
	(umask 077 && echo "$password" >"$cluster/password")
	is_root && chown -R postgres: "$cluster"

	quietly "initdb" as_postgres "$bin/initdb" -D "$cluster/data" -U alur -A scram-sha-256 \
		--pwfile="$cluster/password" -E UTF8 --locale=C.UTF-8
	quietly "starting PostgreSQL" as_postgres "$bin/pg_ctl" -D "$cluster/data" -w -t 60 \
		-l "$cluster/log" start -o "-p $port -k $cluster -h 127.0.0.1 -c max_connections=200
		-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c log_min_messages=fatal"
	cluster_url=postgres://alur:$password@127.0.0.1:$port
	export ALUR_TEST_POSTGRES_SOCKET=$cluster
}

# Makes an empty database for a suite and prints its URL. The suite may make more beside it.
suite_database() {
	local database=${1//[^a-z0-9]/_}
	"$(postgres_bin)/createdb" --maintenance-db="$cluster_url/postgres" "$database" &&
		echo "$cluster_url/$database"
}

stop_postgres() {
	[ -n "$cluster" ] || return 0
	as_postgres "$(postgres_bin)/pg_ctl" -D "$cluster/data" -m immediate -w stop >/dev/null 2>&1 ||
		true
	cluster=''
}
