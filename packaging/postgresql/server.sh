#!/usr/bin/env bash
# Takes a fresh Debian 12 to a running, TLS-only, backed-up PostgreSQL for a desk. Each step may be taken again.
#
#   server.sh install --host NAME [--host NAME...] --network NET [--network NET...]
#             [--database opsdesk] [--port 5432] [--data DIR] [--backups DIR]
#             [--certificate FILE --key FILE --authority FILE]
#   server.sh setup-login            a password for one day, for `opsdesk database create` and `upgrade`
#   server.sh standby NAME --host HOST --address ADDRESS/32 [--address ...]
#                                    lets a standby in and packs what standby.sh needs on the other machine
#   server.sh waiting [NAME...]      which standbys a commit waits for; without a name: none (asynchronous)
#   server.sh forget NAME            a standby that will not come back
#   server.sh locked                 logins that were locked after five wrong passwords
#   server.sh release LOGIN          lets one in again, where no administrator of the desk can
#   server.sh state                  what runs, how far the standbys and the backups are
#
# --cluster NAME behind any of them: another server on this machine; it is called opsdesk otherwise.
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

usage() {
    sed -n '2,/^source/{/^source/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
    exit "${1:-0}"
}

# ------------------------------------------------------------------ install

install_server() {
    local given_hosts='' given_networks='' certificate='' key='' authority=''
    while [ $# -gt 0 ]; do
        case $1 in
        --host) require_host "$2" && given_hosts+="$2 " ;;
        --network) require_network "$2" && given_networks+="$2 " ;;
        --database) require_name "$2" "The database" && database=$2 ;;
        --port) require_port "$2" && port=$2 ;;
        --data) require_path "$2" && data=$2 ;;
        --backups) require_path "$2" && backups=$2 ;;
        --certificate) certificate=$2 ;;
        --key) key=$2 ;;
        --authority) authority=$2 ;;
        *) fail "Not known: $1" ;;
        esac
        shift 2
    done
    hosts=${given_hosts:-$hosts} networks=${given_networks:-$networks}
    [ -n "$hosts" ] || fail "Say by which name desks reach this server: --host db.example.org"
    [ -n "$networks" ] || fail "Say from where desks come: --network 10.1.0.0/16"
    data=${data:-/var/lib/postgresql/$version/$cluster}
    backups=${backups:-/var/backups/opsdesk/$cluster}

    install_packages
    install_programs
    remember
    make_folders
    bring_certificate "$certificate" "$key" "$authority"
    bring_cluster
    make_roles
    make_database
    start_units
    compgen -G "$backups/base/2*" >/dev/null || "$library/backup.sh" --cluster "$cluster" now
    say "The server runs: database $database, port $port, for desks from $networks."
    say "Give each desk this file, which says who the server is: $etc/ca.crt"
    say "Next: server.sh setup-login"
}

bring_certificate() { # CERTIFICATE KEY AUTHORITY: given ones, or ones of our own
    local given
    if [ -n "$1$2$3" ]; then
        for given in "$@"; do
            [ -f "$given" ] || fail "--certificate, --key and --authority go together, and each is a file: '$given'"
        done
        openssl verify -CAfile "$3" -untrusted "$1" "$1" >/dev/null || fail "$1 is not signed by $3."
        [ "$(openssl x509 -in "$1" -noout -pubkey)" = "$(openssl pkey -in "$2" -pubout)" ] ||
            fail "$2 is not the key of $1."
        put "$etc/ca.crt" root:root 0644 <"$3"
        put "$etc/server.crt" root:root 0644 <"$1"
        put "$etc/server.key" root:postgres 0640 <"$2"
        # shellcheck disable=SC2086  # a list of words
        certificate_serves $hosts || fail "$1 is not for each of: $hosts (or ends within 30 days)."
    else
        make_authority
        # shellcheck disable=SC2086
        certificate_serves $hosts || sign_certificate "$etc" $hosts
    fi
    readable_by_the_server
}

bring_cluster() {
    if ! has_cluster; then
        say "Making the cluster $version/$cluster in $data."
        # shellcheck disable=SC2046
        pg_createcluster "$version" "$cluster" -p "$port" -d "$data" --start-conf=auto -- \
            --data-checksums --auth-local=peer --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    fi
    write_settings
    write_access
    if ! is_running; then
        start_cluster
    else
        pg_ctlcluster "$version" "$cluster" reload
    fi
    if [ "$(value "SELECT count(*) FROM pg_settings WHERE pending_restart")" != 0 ]; then
        warn "Some settings need a restart, which ends every desk's connection for a moment:"
        warn "  systemctl restart postgresql@$version-$cluster"
    fi
    # A file with a mistake in it is passed over without a word.
    [ "$(value "SELECT count(*) FROM pg_hba_file_rules WHERE error IS NOT NULL")" = 0 ] ||
        fail "$settings/pg_hba.conf has a mistake."
}

make_roles() {
    sql <<'SQL'
DO $do$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['od_owner', 'od_operator', 'od_wall'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role);
        END IF;
    END LOOP;
    -- Makes logins for administrators, through functions of the desk's database only; nobody can be this role.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'od_keeper') THEN
        CREATE ROLE od_keeper NOLOGIN CREATEROLE;
    END IF;
    -- An operator who is disabled is out at once, not at the next sign-in.
    GRANT pg_signal_backend TO od_keeper;
    -- Makes and upgrades the desk's database and gives logins to the first administrators; for a day at a time.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'od_setup') THEN
        CREATE ROLE od_setup LOGIN CREATEROLE VALID UNTIL '1970-01-01';
    END IF;
    IF current_setting('server_version_num')::integer >= 160000 THEN
        GRANT od_owner, od_operator TO od_setup WITH ADMIN OPTION;
    ELSE
        GRANT od_owner TO od_setup;
    END IF;
END
$do$;
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
SQL
}

make_database() {
    [ "$(value "SELECT count(*) FROM pg_database WHERE datname = '$database'")" = 1 ] ||
        sql -c "CREATE DATABASE $database OWNER od_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
    sql <<END
REVOKE ALL ON DATABASE $database FROM PUBLIC;
GRANT CONNECT ON DATABASE $database TO od_operator, od_wall, od_setup;
ALTER DATABASE $database SET statement_timeout = '60s';
ALTER DATABASE $database SET lock_timeout = '20s';
ALTER DATABASE $database SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE od_setup IN DATABASE $database SET statement_timeout = 0;
ALTER ROLE od_setup IN DATABASE $database SET idle_in_transaction_session_timeout = '10min';
END
    sql_database=$database sql -c "REVOKE ALL ON SCHEMA public FROM PUBLIC"
}

# ------------------------------------------------------------------ afterwards

setup_login() {
    local password
    password=$(openssl rand -hex 20)
    # In the statement that comes in, not on a command line that others can list.
    sql <<<"ALTER ROLE od_setup LOGIN PASSWORD '$password' VALID UNTIL '$(date -u -d '+1 day' '+%F %T+00')'"
    say "For one day, from a machine that has ca.crt and the desk's program:"
    say "  opsdesk database create 'postgresql://od_setup:$password@${hosts%% *}:$port/$database?sslmode=verify-full&sslrootcert=ca.crt'"
}

allow_standby() { # NAME --host HOST --address ADDRESS/32
    local name=${1:-} host='' address='' folder password
    require_name "$name" "The standby's name"
    shift
    while [ $# -gt 0 ]; do
        case $1 in
        --host) require_host "$2" && host=$2 ;;
        --address) require_network "$2" && address+="${address:+,}$2" ;;
        *) fail "Not known: $1" ;;
        esac
        shift 2
    done
    [[ -n $host && -n $address ]] || fail "Say --host (how desks will reach it) and --address (from where it comes)."
    standbys="$(without "$name" "$standbys")$name@$address"
    remember
    password=$(openssl rand -hex 20)
    sql <<SQL
DO \$do\$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'od_standby_$name') THEN
        CREATE ROLE od_standby_$name LOGIN REPLICATION;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = 'od_$name') THEN
        PERFORM pg_create_physical_replication_slot('od_$name', true);
    END IF;
END
\$do\$;
ALTER ROLE od_standby_$name PASSWORD '$password';
SQL
    write_access
    pg_ctlcluster "$version" "$cluster" reload

    folder=/root/opsdesk-standby-$name
    install -d -m 0700 "$folder"
    put "$folder/ca.crt" root:root 0644 <"$etc/ca.crt"
    if [ -f "$etc/ca.key" ]; then
        sign_certificate "$folder" "$host"
    else
        warn "The certificates here are not our own: put server.crt and server.key for $host into $folder."
    fi
    put "$folder/standby.conf" root:root 0600 <<END
name=$name
host=$host
cluster=$cluster
database=$database
networks=$networks
primary=${hosts%% *}
primary_port=$port
password=$password
END
    say "Copy $folder to the other machine, then run there: standby.sh install FOLDER"
    say "Remove $folder here afterwards: it holds a key and a password."
}

without() { # NAME LIST: the list without the standby of that name
    local entry
    for entry in $2; do [ "${entry%%@*}" = "$1" ] || printf '%s ' "$entry"; done
}

wait_for() {
    local name
    for name in "$@"; do
        [ "$(without "$name" "$standbys")" != "${standbys:+$standbys }" ] || fail "There is no standby called $name."
        [ "$(value "SELECT count(*) FROM pg_stat_replication WHERE application_name = '$name'")" = 1 ] ||
            fail "$name is not connected: commits would stand still. Start it, then run this again."
    done
    synchronous="$*"
    remember
    write_settings
    pg_ctlcluster "$version" "$cluster" reload
    if [ -n "$synchronous" ]; then
        say "A commit is acknowledged when one of these has it on its disk: $synchronous."
        say "While none of them is connected, commits wait. With one standby only: run 'server.sh waiting' until it is back."
    else
        say "Commits wait for no standby: what was acknowledged in the last moments may be lost when this machine dies."
    fi
}

forget_standby() {
    require_name "${1:-}" "The standby's name"
    [[ " $synchronous " != *" $1 "* ]] || fail "Commits wait for $1. Run server.sh waiting without it first."
    standbys=$(without "$1" "$standbys")
    standbys=${standbys% }
    remember
    write_access
    pg_ctlcluster "$version" "$cluster" reload
    until [ "$(value "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'od_$1' AND active")" = 0 ]; do
        value "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = 'od_$1'" >/dev/null
        sleep 0.2
    done
    sql <<END
SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = 'od_$1' \g /dev/null
DROP ROLE IF EXISTS od_standby_$1;
END
    say "$1 is forgotten."
}

locked() {
    sql <<'END'
SELECT rolname AS login, shobj_description(oid, 'pg_authid') AS why FROM pg_roles
WHERE NOT rolcanlogin AND shobj_description(oid, 'pg_authid') LIKE 'opsdesk: locked %' ORDER BY 1
END
}

release() {
    [ -n "${1:-}" ] || fail "Whom? server.sh locked lists them."
    local found
    # Only what the watcher has locked: an operator who was disabled stays out.
    found=$(
        sql -A -t -v login="$1" <<'END'
SELECT count(*) FROM pg_roles WHERE rolname = :'login'
AND NOT rolcanlogin AND shobj_description(oid, 'pg_authid') LIKE 'opsdesk: locked %'
END
    )
    [ "$found" = 1 ] || fail "Nobody of that name is locked. Nothing was changed."
    sql -v login="$1" <<'END'
ALTER ROLE :"login" LOGIN;
COMMENT ON ROLE :"login" IS NULL;
END
    say "$1 is released."
}

show_state() {
    sql <<'END'
\echo Standbys:
SELECT application_name AS name, state, sync_state AS sync, replay_lag FROM pg_stat_replication
WHERE application_name NOT LIKE 'pg\_%' ORDER BY 1;
\echo Slots (a slot that is not active keeps the log for its standby):
SELECT slot_name, active, wal_status, pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)) AS behind
FROM pg_replication_slots ORDER BY 1;
\echo Archive:
SELECT last_archived_time, failed_count, last_failed_time FROM pg_stat_archiver;
\echo The watcher runs:
SELECT count(*) = 1 AS runs FROM pg_stat_activity WHERE application_name = 'opsdesk watcher' AND usename = 'postgres';
END
    "$library/backup.sh" --cluster "$cluster" list
}

# ------------------------------------------------------------------ which of them

main() {
    [ $# -gt 0 ] || usage 2
    local act=$1 rest=()
    shift
    [[ $act != -h && $act != --help ]] || usage
    require_root
    use_cluster opsdesk
    while [ $# -gt 0 ]; do
        if [ "$1" = --cluster ]; then
            use_cluster "${2:?}"
            shift
        else
            rest+=("$1")
        fi
        shift
    done
    defaults
    recall
    [ "$act" = install ] || known
    case $act in
    install) install_server "${rest[@]}" ;;
    setup-login) setup_login ;;
    standby) allow_standby "${rest[@]}" ;;
    waiting) wait_for "${rest[@]}" ;;
    forget) forget_standby "${rest[@]}" ;;
    locked) locked ;;
    release) release "${rest[@]}" ;;
    state) show_state ;;
    *) usage 2 ;;
    esac
}

main "$@"
