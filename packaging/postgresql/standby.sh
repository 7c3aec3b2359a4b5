#!/usr/bin/env bash
# A second machine (Debian 12) that keeps a copy of a desk's server, and takes its place when it dies.
#
#   standby.sh install FOLDER [--port 5432] [--data DIR] [--backups DIR]
#                           FOLDER is what `server.sh standby` packed on the primary
#   standby.sh state        whether it follows
#   standby.sh promote --the-old-primary-is-off
#                           makes this machine the primary
#
# --cluster NAME behind any of them, as in server.sh. Whether a commit waits for this standby is said on the
# primary: server.sh waiting NAME.
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

usage() {
    sed -n '2,/^source/{/^source/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
    exit "${1:-0}"
}

install_standby() {
    local folder=${1:-} name='' host='' primary='' primary_port='' password='' key value given_port='' given_cluster=''
    [ -f "$folder/standby.conf" ] || fail "Say the folder that server.sh standby packed: standby.sh install FOLDER"
    shift
    while IFS='=' read -r key value; do
        case $key in
        name | host | primary | primary_port | password | database | networks) printf -v "$key" '%s' "$value" ;;
        cluster) given_cluster=$value ;;
        esac
    done <"$folder/standby.conf"
    if [ "$cluster" = opsdesk ]; then use_cluster "$given_cluster"; fi
    while [ $# -gt 0 ]; do
        case $1 in
        --port) require_port "$2" && given_port=$2 ;;
        --data) require_path "$2" && data=$2 ;;
        --backups) require_path "$2" && backups=$2 ;;
        *) fail "Not known: $1" ;;
        esac
        shift 2
    done
    require_name "$name" "The standby's name"
    require_host "$primary"
    hosts=$host port=${given_port:-$primary_port}
    data=${data:-/var/lib/postgresql/$version/$cluster}
    backups=${backups:-/var/backups/opsdesk/$cluster}

    install_packages
    install_programs
    ! has_cluster || [ -f "$data/standby.signal" ] || [ -f "$data.part/standby.signal" ] ||
        fail "$version/$cluster is a primary here. Remove it first if this machine is to follow another."
    remember
    make_folders
    put "$etc/ca.crt" root:root 0644 <"$folder/ca.crt"
    put "$etc/server.crt" root:root 0644 <"$folder/server.crt"
    put "$etc/server.key" root:postgres 0640 <"$folder/server.key"
    # shellcheck disable=SC2086  # a list of words
    certificate_serves $hosts || fail "The certificate in $folder is not for $hosts."
    printf '%s:%s:*:od_standby_%s:%s\n' "$primary" "$primary_port" "$name" "$password" |
        put "$etc/standby.pgpass" postgres:postgres 0600
    copy_and_follow "$name" "$primary" "$primary_port"
    start_units
    say "This machine follows $primary. On the primary: server.sh state, and server.sh waiting $name if commits shall wait for it."
    say "Remove $folder: it holds a key and a password."
}

copy_and_follow() { # NAME PRIMARY PORT
    local connection
    connection="host=$2 port=$3 user=od_standby_$1 passfile=$etc/standby.pgpass application_name=$1"
    connection+=" sslmode=verify-full sslrootcert=$etc/ca.crt connect_timeout=10"
    if ! has_cluster || [ -f "$data.part/standby.signal" ]; then
        copy_primary "$1" "$connection"
    fi
    write_settings
    write_access
    put "$settings/conf.d/opsdesk-standby.conf" postgres:postgres 0640 <<END
# Written by OpsDesk's standby.sh; standby.sh promote takes it away.
primary_conninfo = '$connection'
primary_slot_name = 'od_$1'
restore_command = ''
recovery_target_timeline = 'latest'
END
    if is_running; then pg_ctlcluster "$version" "$cluster" reload; else start_cluster; fi
    local turn
    for turn in $(seq 120); do
        follows && return 0
        is_running || break
        sleep 0.5
    done
    fail "It does not follow after $((turn / 2)) seconds. Look into $logs."
}

copy_primary() { # NAME CONNECTION: each step may break off, and is taken again by the next run
    if [ ! -f "$data.part/standby.signal" ]; then
        [ ! -e "$data" ] || fail "There is something in $data already. Move it away, or say another place: --data DIR"
        say "Copying the primary into $data; this takes as long as its disk does."
        install -d -m 0755 "$(dirname "$data")"
        rm -rf "$data.part"
        install -d -m 0700 -o postgres -g postgres "$data.part"
        as_postgres "/usr/lib/postgresql/$version/bin/pg_basebackup" -D "$data.part" -X stream -c fast \
            -S "od_$1" --no-password -d "$2"
        : | as_postgres tee "$data.part/postgresql.auto.conf" >/dev/null
        as_postgres touch "$data.part/standby.signal"
    fi
    # Debian's settings are made with an empty cluster, whose place the copy takes.
    if ! has_cluster; then
        pg_createcluster "$version" "$cluster" -p "$port" -d "$data" --start-conf=auto -- \
            --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    fi
    rm -rf "$data"
    mv "$data.part" "$data"
}

follows() { # the receiver's own title says it: nobody is let in here to ask
    local pid
    for pid in /proc/[0-9]*; do
        # A process may be gone before it is looked at.
        if { tr '\0' ' ' <"$pid/cmdline"; } 2>/dev/null |
            grep -q "^postgres: $version/$cluster: walreceiver streaming"; then
            return 0
        fi
    done
    return 1
}

show_state() {
    if [ ! -f "$data/standby.signal" ]; then
        say "This machine is the primary. server.sh state says more."
    elif follows; then
        say "This machine follows the primary."
    else
        say "This machine is a standby and does NOT follow. Look into $logs; on the primary: server.sh state."
        exit 1
    fi
}

promote() {
    [ "${1:-}" = --the-old-primary-is-off ] || fail "Two primaries would take different words from different desks.
Switch the old primary off, or take it off the network, so that it cannot come back by itself. Then:
    standby.sh promote --the-old-primary-is-off"
    [ -f "$data/standby.signal" ] || fail "This machine is the primary already."
    synchronous=''
    rm -f "$settings/conf.d/opsdesk-standby.conf"
    write_settings
    remember
    pg_ctlcluster "$version" "$cluster" promote
    until [ ! -e "$data/standby.signal" ] && [ "$(value 'SELECT pg_is_in_recovery()' 2>/dev/null)" = f ]; do
        is_running || fail "It did not come up. Look into $logs."
        sleep 0.2
    done
    pg_ctlcluster "$version" "$cluster" reload
    say "This machine is the primary now; desks whose address names both machines come by themselves."
    "$library/backup.sh" --cluster "$cluster" now
    say "Next: make a new standby (server.sh standby NAME here; the authority's key must stand in $etc/ca.key)."
}

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
    case $act in
    install) install_standby "${rest[@]}" ;;
    state) known && show_state ;;
    promote) known && promote "${rest[@]}" ;;
    *) usage 2 ;;
    esac
}

main "$@"
