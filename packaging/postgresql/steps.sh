# Sourced by server.sh, standby.sh and backup.sh: the steps that more than one of them takes.
# shellcheck shell=bash
#
# What is known of a server stands in /etc/opsdesk/CLUSTER/server.conf, so that every step can be taken again.

set -euo pipefail
umask 027
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=15
library=/usr/local/lib/opsdesk
oldest_minor=14 # 15.13 and older carry holes that a login could use

say() { printf '%s\n' "$*"; }
warn() { printf 'NOTE: %s\n' "$*" >&2; }
fail() {
    printf 'ERROR: %s\n' "$*" >&2
    exit 1
}

require_root() { [ "$(id -u)" = 0 ] || fail "This needs root. Run it with sudo."; }

require_name() { # VALUE WHAT: a plain name that is safe in SQL, in file names and in settings
    [[ $1 =~ ^[a-z][a-z0-9_]{0,30}$ ]] || fail "$2 must be a-z, 0-9 and _, at most 31 characters: $1"
}

require_host() { [[ $1 =~ ^[A-Za-z0-9]([A-Za-z0-9.:-]{0,252})$ ]] || fail "Not a host name or an address: $1"; }

require_network() { [[ $1 =~ ^[0-9A-Fa-f.:]+/[0-9]{1,3}$ ]] || fail "Not a network like 10.1.0.0/16: $1"; }

require_path() { [[ $1 =~ ^/[A-Za-z0-9._/-]+$ ]] || fail "Not a plain absolute path: $1"; }

require_port() { [[ $1 =~ ^[0-9]{2,5}$ ]] || fail "Not a port: $1"; }

is_address() { [[ $1 =~ ^[0-9.]+$ || $1 == *:* ]]; }

has_systemd() { [ -d /run/systemd/system ]; }

as_postgres() { runuser -u postgres -- "$@"; }

# ------------------------------------------------------------------ what is known

use_cluster() { # NAME: where its things stand
    require_name "$1" "The cluster"
    cluster=$1
    etc=/etc/opsdesk/$cluster
    settings=/etc/postgresql/$version/$cluster
    logs=/var/log/opsdesk-$cluster
    state=/var/lib/opsdesk/$cluster
}

# Every key has its default here; server.conf and the command line say otherwise.
# shellcheck disable=SC2034  # the scripts that source this read them
defaults() {
    database=opsdesk port=5432 data='' backups='' hosts='' networks='' standbys='' synchronous=''
}

recall() { # read what an earlier run wrote, as data, never as code
    local key value
    [ -f "$etc/server.conf" ] || return 0
    while IFS='=' read -r key value; do
        case $key in
        database | port | data | backups | hosts | networks | standbys | synchronous)
            printf -v "$key" '%s' "$value"
            ;;
        esac
    done <"$etc/server.conf"
}

remember() {
    local key
    install -d -m 0755 /etc/opsdesk "$etc"
    for key in database port data backups hosts networks standbys synchronous; do
        printf '%s=%s\n' "$key" "${!key}"
    done | put "$etc/server.conf" root:root 0644
}

known() { [ -f "$etc/server.conf" ] || fail "There is no server here called $cluster. Run server.sh install first."; }

put() { # PATH OWNER MODE: what comes in becomes that file, whole or not at all
    local path=$1 owner=$2 mode=$3 new
    new=$(mktemp "$path.XXXXXX")
    cat >"$new"
    chown "$owner" "$new"
    chmod "$mode" "$new"
    if cmp -s "$new" "$path"; then
        chown "$owner" "$path"
        chmod "$mode" "$path"
        rm -f "$new"
    else
        mv -f "$new" "$path"
    fi
}

# ------------------------------------------------------------------ packages and our own programs

install_packages() {
    command -v apt-get >/dev/null || fail "This script is for Debian 12. On another system, do its steps by hand."
    if ! [ -x "/usr/lib/postgresql/$version/bin/postgres" ]; then
        # Debian would make a cluster of its own, that nobody here looks after.
        install -d -m 0755 /etc/postgresql-common/createcluster.d
        printf 'create_main_cluster = false\n' >/etc/postgresql-common/createcluster.d/opsdesk.conf
    fi
    local wanted=("postgresql-$version" openssl python3 util-linux) missing=() name
    for name in "${wanted[@]}"; do
        dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
    done
    if [ ${#missing[@]} != 0 ]; then
        say "Installing ${missing[*]}."
        export DEBIAN_FRONTEND=noninteractive
        apt-get -qq update
        apt-get -qq -y install --no-install-recommends "${missing[@]}" >/dev/null
    fi
    require_minor
}

require_minor() {
    local found
    found=$("/usr/lib/postgresql/$version/bin/postgres" --version | sed -n 's/.* \([0-9][0-9.]*\).*/\1/p')
    [[ ${found%%.*} == "$version" && ${found#*.} -ge $oldest_minor ]] ||
        fail "PostgreSQL $found is too old: $version.$oldest_minor or newer is needed. Run apt-get update and apt-get upgrade, then this again."
}

install_programs() { # ours, so that timers and services do not depend on where this folder is
    install -d -m 0755 "$library"
    local name
    for name in steps.sh server.sh standby.sh backup.sh archive_wal.sh watcher.py failures.py; do
        [ "$here" = "$library" ] || put "$library/$name" root:root 0755 <"$here/$name"
    done
}

# ------------------------------------------------------------------ certificates

make_authority() {
    [ -f "$etc/ca.crt" ] && return 0
    say "Making an authority of this desk's own."
    openssl ecparam -name prime256v1 -genkey -noout | put "$etc/ca.key" root:root 0600
    openssl req -x509 -new -key "$etc/ca.key" -sha256 -days 3650 -subj "/CN=OpsDesk authority $cluster" \
        -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" |
        put "$etc/ca.crt" root:root 0644
}

sign_certificate() { # FOLDER HOST...: server.key and server.crt for these names, signed by our authority
    local folder=$1 names='' name
    shift
    for name in "$@"; do
        if is_address "$name"; then names+="IP:$name,"; else names+="DNS:$name,"; fi
    done
    [ -f "$etc/ca.key" ] ||
        fail "$etc/ca.key is not here. Put the authority's key back for this step, or give a certificate of your own."
    openssl ecparam -name prime256v1 -genkey -noout | put "$folder/server.key" root:root 0600
    openssl req -new -key "$folder/server.key" -sha256 -subj "/CN=$1" |
        openssl x509 -req -CA "$etc/ca.crt" -CAkey "$etc/ca.key" -set_serial "0x$(openssl rand -hex 16)" \
            -sha256 -days 397 -extfile <(
                printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n'
                printf 'extendedKeyUsage=serverAuth\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n'
                printf 'subjectAltName=%s\n' "${names%,}"
            ) 2>/dev/null | put "$folder/server.crt" root:root 0644
}

certificate_serves() { # HOST...: whether the one that is there is for these names, and for 30 days more
    local name
    [ -f "$etc/server.crt" ] && [ -f "$etc/server.key" ] || return 1
    openssl x509 -in "$etc/server.crt" -noout -checkend $((30 * 86400)) >/dev/null || return 1
    for name in "$@"; do
        if is_address "$name"; then
            openssl x509 -in "$etc/server.crt" -noout -checkip "$name" | grep -q 'does match' || return 1
        else
            openssl x509 -in "$etc/server.crt" -noout -checkhost "$name" | grep -q 'does match' || return 1
        fi
    done
    openssl verify -CAfile "$etc/ca.crt" "$etc/server.crt" >/dev/null 2>&1
}

readable_by_the_server() {
    chown root:postgres "$etc/server.key"
    chmod 0640 "$etc/server.key"
}

# ------------------------------------------------------------------ the server's settings

make_folders() {
    install -d -m 0750 -o postgres -g postgres "$logs" "$state"
    install -d -m 0755 "$(dirname "$backups")"
    install -d -m 0750 -o postgres -g postgres "$backups" "$backups/wal" "$backups/base"
}

write_settings() {
    put "$settings/conf.d/opsdesk.conf" postgres:postgres 0640 <<END
# Written by OpsDesk's server.sh; it is written anew by the next run. Own settings: another file beside it.
listen_addresses = '*'
port = $port
max_connections = 200

# Only TLS, only SCRAM; a wrong password costs a second.
ssl = on
ssl_cert_file = '$etc/server.crt'
ssl_key_file = '$etc/server.key'
ssl_ca_file = '$etc/ca.crt'
ssl_min_protocol_version = 'TLSv1.2'
password_encryption = 'scram-sha-256'
authentication_timeout = '20s'
shared_preload_libraries = 'auth_delay'
auth_delay.milliseconds = 1000

# A desk that is gone is noticed, and holds nothing meanwhile.
tcp_keepalives_idle = 15
tcp_keepalives_interval = 5
tcp_keepalives_count = 3
tcp_user_timeout = '30s'
client_connection_check_interval = '5s'

# Kept as it happens: every minute at the latest a piece of the log stands in the backups.
wal_level = replica
archive_mode = on
archive_timeout = '60s'
archive_command = '$library/archive_wal.sh $backups/wal "%p" "%f"'

# For standbys. A standby lets nobody in until it is promoted, so no password can be guessed there uncounted.
max_wal_senders = 10
max_replication_slots = 10
max_slot_wal_keep_size = '16GB'
wal_sender_timeout = '20s'
wal_receiver_timeout = '20s'
hot_standby = off

# Who came, who was refused, what failed: the watcher reads it, and denied raw SQL stands only here.
logging_collector = on
log_destination = 'stderr,jsonlog'
log_directory = '$logs'
log_filename = 'postgresql-%Y-%m-%d.log'
log_rotation_age = '1d'
log_rotation_size = 0
log_file_mode = 0640
log_connections = on
log_disconnections = on
log_lock_waits = on
log_error_verbosity = default
log_min_error_statement = error
log_line_prefix = '%m [%p] %q%u@%d %h '
log_timezone = 'UTC'
timezone = 'UTC'
lc_messages = 'C'

# Many short queries; compiling them costs more than it brings.
jit = off
END
    put "$settings/conf.d/opsdesk-standbys.conf" postgres:postgres 0640 <<END
# Which standbys a commit waits for: written by server.sh waiting.
synchronous_standby_names = '$(synchronous_names)'
END
}

synchronous_names() {
    local names='' name
    for name in $synchronous; do names+="$name,"; done
    [ -z "$names" ] || printf 'ANY 1 (%s)' "${names%,}"
}

write_access() { # pg_hba.conf: who may come, from where, how
    local network name address
    {
        printf '# Written by OpsDesk'"'"'s server.sh; it is written anew by the next run.\n'
        printf 'local all postgres peer\n'
        printf 'local replication postgres peer\n'
        printf 'hostssl all postgres all reject\n'
        # For every name alike, so that nobody learns which logins there are.
        for network in $networks; do
            printf 'hostssl %s all %s scram-sha-256\n' "$database" "$network"
        done
        for name in $standbys; do
            for address in $(tr ',' ' ' <<<"${name#*@}"); do
                printf 'hostssl replication od_standby_%s %s scram-sha-256\n' "${name%%@*}" "$address"
            done
        done
    } | put "$settings/pg_hba.conf" postgres:postgres 0640
}

has_cluster() { [ -f "$settings/postgresql.conf" ]; }

is_running() { pg_ctlcluster "$version" "$cluster" status >/dev/null 2>&1; }

start_cluster() {
    if has_systemd; then
        systemctl enable -q "postgresql@$version-$cluster"
        systemctl start "postgresql@$version-$cluster"
    else
        pg_ctlcluster "$version" "$cluster" start
    fi
}

stop_cluster() {
    if has_systemd; then
        systemctl stop "postgresql@$version-$cluster"
    else
        pg_ctlcluster "$version" "$cluster" stop
    fi
}

sql() { # the rest goes to psql; the statements come in
    as_postgres psql -X -q -v ON_ERROR_STOP=1 -p "$port" -d "${sql_database:-postgres}" "$@"
}

value() { sql -A -t -c "$1"; }

# ------------------------------------------------------------------ what runs beside the server

write_units() {
    local units=/etc/systemd/system
    install -d -m 0755 "$units"
    put "$units/opsdesk-watcher-$cluster.service" root:root 0644 <<END
[Unit]
Description=OpsDesk: locks logins after five wrong passwords, ends transactions that hold up the journal
After=postgresql@$version-$cluster.service

[Service]
User=postgres
ExecStart=/usr/bin/python3 $library/watcher.py --data $data --database $database --port $port --state $state/watcher.json
Restart=always
RestartSec=2
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=no
NoNewPrivileges=yes
ReadWritePaths=$state

[Install]
WantedBy=multi-user.target
END
    put "$units/opsdesk-backup-$cluster.service" root:root 0644 <<END
[Unit]
Description=OpsDesk: a base backup, checked by restoring it aside
After=postgresql@$version-$cluster.service

[Service]
Type=oneshot
ExecStart=$library/backup.sh --cluster $cluster now
ExecStart=$library/backup.sh --cluster $cluster try
Nice=10
IOSchedulingClass=idle
END
    put "$units/opsdesk-backup-$cluster.timer" root:root 0644 <<END
[Unit]
Description=OpsDesk: a base backup every night

[Timer]
OnCalendar=*-*-* 02:30:00
RandomizedDelaySec=15min
Persistent=true

[Install]
WantedBy=timers.target
END
}

start_units() {
    write_units
    if has_systemd; then
        systemctl daemon-reload
        systemctl enable -q "opsdesk-watcher-$cluster.service" "opsdesk-backup-$cluster.timer"
        systemctl restart "opsdesk-watcher-$cluster.service"
        systemctl start "opsdesk-backup-$cluster.timer"
    else
        warn "systemd does not run here. Have these two run by what starts programs on this machine:"
        warn "  always, as postgres:  $(sed -n 's/^ExecStart=//p' "/etc/systemd/system/opsdesk-watcher-$cluster.service")"
        warn "  every night, as root: $library/backup.sh --cluster $cluster now"
    fi
}
