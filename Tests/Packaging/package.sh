#!/bin/bash
# Checks the tarball, `make install` and the Debian package: the same bytes twice, all parts there, and as root that the
# installed package makes the sample report from another folder in a bare environment and leaves nothing when removed.
# Usage: Tests/Packaging/package.sh PROGRAM CHECKOUTS
# shellcheck disable=SC2317  # the functions are called by check
set -uo pipefail
program=$(realpath "${1:?usage: $0 PROGRAM CHECKOUTS}")
checkouts=$(realpath "${2:?usage: $0 PROGRAM CHECKOUTS}")
cd "$(dirname "$0")/../.." || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 0755 "$work"
failed=0

check() { # WHAT, COMMAND...
  local name=$1
  shift
  if "$@" >"$work/out" 2>&1; then
    printf 'ok    %s\n' "$name"
  else
    failed=$((failed + 1))
    printf 'WRONG %s\n' "$name"
    sed 's/^/      /' "$work/out" | tail -n 40
  fi
}

finish() {
  echo "packaging: $failed wrong"
  [ "$failed" -eq 0 ]
  exit
}

# ---- tarball ----
made() { # SCRIPT: twice, under another mask and in another time zone; the file of the first is left in $work/SCRIPT
  (umask 077 && TZ=Pacific/Auckland LC_ALL=C "Scripts/$1" "$program" "$checkouts" "$work/$1") || return 1
  "Scripts/$1" "$program" "$checkouts" "$work/$1-again" || return 1
  diff -r "$work/$1" "$work/$1-again"
}
check "the tarball is the same bytes twice" made dist.sh
tarball=$(echo "$work"/dist.sh/*.tar.gz)
[ -f "$tarball" ] || finish
name=$(basename "$tarball" .tar.gz)
listing() {
  tar -tf "$tarball" >"$work/names" || return 1
  # Folders stand before what they hold.
  sed 's#/$##' "$work/names" | LC_ALL=C sort -c || return 1
  tar --numeric-owner -tvf "$tarball" | grep -v ' 0/0 ' && return 1
  [ "$(tar --utc --full-time -tvf "$tarball" | awk '{ print $4, $5 }' | sort -u | wc -l)" -eq 1 ]
}
check "its names are sorted, its owner is 0, its time is one" listing
tar -C "$work" -xf "$tarball"
complete() { # FOLDER, with bin/ and share/ below
  local part
  for part in share/man/man1/bizclimate.1.gz share/bash-completion/completions/bizclimate \
    share/fish/vendor_completions.d/bizclimate.fish share/doc/bizclimate/{README.md,README.zh.md} \
    share/doc/bizclimate/docs/{configuration.md,scheduling.md,images/report.png} \
    share/doc/bizclimate/licences/{swift-argument-parser,Yams,Swift}.txt \
    share/bizclimate/Pipelines/lanjiang-annual/pipeline.yaml share/bizclimate/SampleData/lanjiang-2025/survey.csv; do
    [ -s "$1/$part" ] || { echo "missing: $part"; return 1; }
  done
  # Nothing that only its maker could read, and no data of a real city.
  find "$1" -not -perm -o=r | grep . && return 1
  find "$1" -path '*changzhou*' -path '*/data/*' | grep . && return 1
  return 0
}
check "it holds program, manual, completions, documents, licences and the sample" complete "$work/$name"
check "the program inside is stripped and needs no Swift library" \
  bash -c "file '$work/$name/bin/bizclimate' | grep -q ', stripped' && ! ldd '$work/$name/bin/bizclimate' | grep -E 'libswift|not found'"
# shellcheck disable=SC2016
check "bash takes the completions" bash -c '. "$1" && complete -p bizclimate' - \
  "$work/$name/share/bash-completion/completions/bizclimate"
check "the manual page of the package is the one checked" \
  bash -c "gzip -dc '$work/$name/share/man/man1/bizclimate.1.gz' | cmp - docs/man/bizclimate.1"

# ---- make install ----
installed() {
  make --no-print-directory install STATIC_PROGRAM="$program" CHECKOUTS="$checkouts" DESTDIR="$work/root" PREFIX=/opt/biz &&
    complete "$work/root/opt/biz" && [ "$("$work/root/opt/biz/bin/bizclimate" --version)" = "$("$program" --version)" ]
}
check "make install puts it below DESTDIR and PREFIX" installed

# ---- Debian package ----
command -v dpkg-deb >/dev/null 2>&1 || { echo "skip  Debian package: there is no dpkg"; finish; }
check "the Debian package is the same bytes twice" made deb.sh
package=$(echo "$work"/deb.sh/*.deb)
[ -f "$package" ] || finish
needs() {
  local library depends
  depends=$(dpkg-deb -f "$package" Depends)
  echo "$depends"
  for library in libc6 libxml2 libzip4 libreadstat1 'libcmark0[0-9.]*' zlib1g libsqlite3-0; do
    grep -Eq "(^|, )$library( |,|$|t64)" <<<"$depends" || { echo "missing: $library"; return 1; }
  done
}
check "it names the libraries it needs" needs
check "md5sums cover every file" \
  bash -c "dpkg-deb -x '$package' '$work/x' && dpkg-deb -e '$package' '$work/e' && cd '$work/x' && md5sum -c --quiet '$work/e/md5sums' && [ \"\$(find usr -type f | wc -l)\" -eq \"\$(wc -l <'$work/e/md5sums')\" ]"
if command -v lintian >/dev/null 2>&1; then
  check "lintian finds no error" lintian --allow-root --fail-on error "$package"
fi

if [ "$(id -u)" -ne 0 ] || dpkg -s bizclimate >/dev/null 2>&1; then
  echo "skip  installing it: this needs root, and a machine where bizclimate is not installed"
  finish
fi
trap 'dpkg --purge bizclimate >/dev/null 2>&1; rm -rf "$work"' EXIT
install_package() { apt-get install -y -qq "$package" || dpkg -i "$package"; }
export DEBIAN_FRONTEND=noninteractive
check "it installs" install_package
mkdir "$work/home"
bare() { (cd "$work/home" && env -i HOME="$work/home" LOGNAME="$(id -un)" SHELL=/bin/sh PATH=/usr/bin:/bin /bin/sh -c "$1"); }
version() { [ "$(bare 'bizclimate --version')" = "$("$program" --version)" ]; }
check "it gives its version from a bare environment" version
check "it makes the sample report from another folder, without a word" \
  test -z "$(bare "bizclimate run /usr/share/bizclimate/Pipelines/lanjiang-annual --output $work/home/out --quiet" 2>&1)"
same() {
  "$program" run Pipelines/lanjiang-annual --output "$work/here" --quiet &&
    diff -r "$work/here/current/" "$work/home/out/current/"
}
check "byte for byte that of the program before packing" same
if command -v man >/dev/null 2>&1; then check "man finds the page" man -w bizclimate; fi
dpkg -L bizclimate >"$work/files"
gone() {
  dpkg --purge bizclimate || return 1
  while read -r path; do
    [ -f "$path" ] && { echo "left: $path"; return 1; }
  done <"$work/files"
  [ ! -e /usr/share/bizclimate ] && [ ! -e /usr/share/doc/bizclimate ] && ! command -v /usr/bin/bizclimate
}
check "it leaves nothing when removed" gone
finish
