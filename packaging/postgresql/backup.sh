#!/usr/bin/env bash
# Backups of a server that server.sh or standby.sh has set up.
#
#   backup.sh now                     a base backup, checked; keeps the last seven and the log that they need
#   backup.sh list
#   backup.sh try                     restores the newest aside, starts it without a network, looks, removes it
#   backup.sh restore [--until TIME] [--backup NAME]
#                                     puts a backup in the server's place; what stood there is kept aside.
#                                     TIME like '2026-11-23 03:00:00+00'; without it: all that there is
#
# --cluster NAME behind any of them, as in server.sh.
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
keep=7

bin=/usr/lib/postgresql/$version/bin

all_backups() { find "$backups/base" -mindepth 1 -maxdepth 1 -type d -name '2*' -printf '%f\n' 2>/dev/null | sort; }

make_backup() {
    if [ "$(as_postgres "$bin/pg_controldata" "$data" | sed -n 's/^Database cluster state: *//p')" != "in production" ]; then
        say "This server is not the primary now; the primary makes the backups."
        return 0
    fi
    local name part old
    name=$(date -u +%Y-%m-%dT%H%M%SZ)
    part=$backups/base/.part
    rm -rf "$part"
    as_postgres "$bin/pg_basebackup" -p "$port" -D "$part" -X stream -c fast --no-password
    as_postgres "$bin/pg_verifybackup" -q "$part"
    mv "$part" "$backups/base/$name"
    sync -f "$backups/base"
    say "Backup $name is made and checked: $(du -sh "$backups/base/$name" | cut -f1)."
    all_backups | head -n -"$keep" | while read -r old; do rm -rf "${backups:?}/base/$old"; done
    old=$(all_backups | head -n 1)
    old=$(sed -n 's/^START WAL LOCATION: .*file \([0-9A-F]*\)).*/\1/p' "$backups/base/$old/backup_label")
    as_postgres "$bin/pg_archivecleanup" "$backups/wal" "$old"
}

list_backups() {
    local name
    say "Backups in $backups:"
    all_backups | while read -r name; do say "  $name  $(du -sh "$backups/base/$name" | cut -f1)"; done
    say "  and the log until $(find "$backups/wal" -type f -printf '%TY-%Tm-%TdT%TH:%TM %f\n' | sort | tail -n 1)"
}

fill() { # FOLDER NAME: a data directory that will come up from the backup
    cp -a "$backups/base/$2" "$1"
    chown -R postgres:postgres "$1"
    chmod 0700 "$1"
    rm -f "$1/standby.signal" "$1/backup_manifest"
    as_postgres touch "$1/recovery.signal"
}

recovery_settings() { # UNTIL KEPT: the archive first; then what a former data directory had not archived yet
    local fetch="cp $backups/wal/%f \"%p\""
    [ -z "$2" ] || fetch+=" || cp $2/pg_wal/%f \"%p\""
    printf "restore_command = '%s'\n" "$fetch"
    printf "recovery_target_action = 'promote'\nrecovery_target_timeline = 'latest'\n"
    [ -z "$1" ] || printf "recovery_target_time = '%s'\n" "$1"
}

# What a person can compare: the journal's end, where the desk's tables are there already.
has_journal="SELECT to_regclass('app.journal_head') IS NOT NULL"
journal_end="SELECT coalesce((SELECT 'journal ' || seq || ', head ' || encode(hash, 'hex') FROM app.journal_head), 'empty')"

look_at() { # PSQL...: one line about what is in there
    if [ "$("$@" -c "$has_journal")" = t ]; then
        "$@" -c "$journal_end"
    else
        say "no desk's tables yet"
    fi
}

newest() {
    local name
    name=$(all_backups | tail -n 1)
    [ -n "$name" ] || fail "There is no backup in $backups/base."
    printf '%s' "$name"
}

try_backup() {
    local name aside question found
    name=$(newest)
    aside=$state/try
    as_postgres "$bin/pg_ctl" -D "$aside/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$aside"
    install -d -m 0700 -o postgres -g postgres "$aside"
    fill "$aside/data" "$name"
    {
        recovery_settings '' ''
        printf "listen_addresses = ''\nunix_socket_directories = '%s'\narchive_mode = off\nport = 5432\n" "$aside"
        printf "max_connections = 200\nhot_standby = off\nlogging_collector = off\nmax_wal_senders = 10\n"
        # What the machine has, as initdb has found out.
        grep '^dynamic_shared_memory_type' "$settings/postgresql.conf" || true
    } | as_postgres tee "$aside/data/postgresql.conf" >/dev/null
    : | as_postgres tee "$aside/data/postgresql.auto.conf" >/dev/null
    printf 'local all postgres peer\n' | as_postgres tee "$aside/data/pg_hba.conf" >/dev/null
    as_postgres "$bin/pg_ctl" -D "$aside/data" -l "$aside/log" -w -t 3600 start >/dev/null || {
        tail -n 20 "$aside/log" >&2
        fail "The backup $name does not come up. Make a new one now and look at the disk."
    }
    question=(as_postgres psql -X -A -t -h "$aside" -p 5432 -d "$database")
    until "${question[@]}" -c 'SELECT 1' >/dev/null 2>&1; do
        as_postgres "$bin/pg_ctl" -D "$aside/data" status >/dev/null || fail "The backup $name does not come up: $aside/log"
        sleep 0.5
    done
    found=$(look_at "${question[@]}")
    say "Backup $name was restored aside and runs: $found."
    as_postgres "$bin/pg_ctl" -D "$aside/data" -m immediate -w stop >/dev/null
    rm -rf "$aside"
}

restore_backup() {
    local until='' name='' kept found
    while [ $# -gt 0 ]; do
        case $1 in
        --until) until=$2 ;;
        --backup) name=$2 ;;
        *) fail "Not known: $1" ;;
        esac
        shift 2
    done
    [[ -z $until || $until =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}\ [0-9:.]+[+-][0-9:]+$ ]] ||
        fail "A time with its zone is needed, like '2026-11-23 03:00:00+00': $until"
    name=${name:-$(newest)}
    [ -d "$backups/base/$name" ] || fail "There is no backup $name. backup.sh list shows them."
    ! is_running || stop_cluster
    kept=$data.before-$(date -u +%Y%m%dT%H%M%SZ)
    [ ! -e "$data" ] || mv "$data" "$kept"
    fill "$data" "$name"
    recovery_settings "$until" "$kept" | put "$settings/conf.d/opsdesk-recovery.conf" postgres:postgres 0640
    start_cluster
    until [ ! -e "$data/recovery.signal" ] && [ "$(value 'SELECT pg_is_in_recovery()' 2>/dev/null)" = f ]; do
        is_running || fail "It did not come up. Look into $logs; what stood there before is kept in $kept."
        sleep 1
    done
    rm -f "$settings/conf.d/opsdesk-recovery.conf"
    pg_ctlcluster "$version" "$cluster" reload
    sql_database=$database
    found=$(look_at sql -A -t)
    say "Restored from $name: $found."
    say "What stood there before is kept in $kept; remove it when nobody misses anything."
    say "Standbys must be made anew. Next: backup.sh now"
}

main() {
    local act='' rest=()
    require_root
    use_cluster opsdesk
    while [ $# -gt 0 ]; do
        if [ "$1" = --cluster ]; then
            use_cluster "${2:?}"
            shift
        elif [ -z "$act" ]; then
            act=$1
        else
            rest+=("$1")
        fi
        shift
    done
    defaults
    recall
    known
    case $act in
    now) make_backup ;;
    list) list_backups ;;
    try) try_backup ;;
    restore) restore_backup "${rest[@]}" ;;
    *)
        sed -n '2,/^source/{/^source/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
        exit 2
        ;;
    esac
}

main "$@"
