#!/bin/sh
# PostgreSQL's archive_command: archive_wal.sh FOLDER PATH NAME. Returns 0 only when the piece is safe on the disk.
set -eu
folder=$1 from=$2 name=$3
if [ -e "$folder/$name" ]; then
    # After a crash the server asks again for a piece that is there; a different one is never overwritten.
    exec cmp -s "$from" "$folder/$name"
fi
cp "$from" "$folder/.$name.part"
sync "$folder/.$name.part"
mv "$folder/.$name.part" "$folder/$name"
sync "$folder"
