#!/bin/sh
# Makes bizclimate-VERSION-SYSTEM-MACHINE.tar.gz: the same bytes from the same program and commit, by whomever, whenever.
# Usage: Scripts/dist.sh PROGRAM CHECKOUTS FOLDER
set -eu
[ $# -eq 3 ] || { echo "usage: $0 PROGRAM CHECKOUTS FOLDER" >&2; exit 64; }
cd "$(dirname "$0")/.."
program=$1 checkouts=$2 folder=$3
version=$("$program" --version)
name=bizclimate-$version-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)
time=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

Scripts/stage.sh "$program" "$checkouts" "$work/$name" ""
mkdir -p "$folder"
tar -C "$work" --format=ustar --sort=name --mtime="@$time" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
  -cf - "$name" | gzip -9n >"$folder/$name.tar.gz.part"
mv "$folder/$name.tar.gz.part" "$folder/$name.tar.gz"
echo "$folder/$name.tar.gz"
