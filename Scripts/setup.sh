#!/bin/sh
# Installs the system libraries that the build needs, and the programs that arguments name (xmllint, for benchmarks), if
# any is missing. Never prompts.
# Debian/Ubuntu: apt, as root or with `sudo -n`. macOS: Homebrew. Elsewhere: names the packages and stops.
set -eu

have() { pkg-config --exists "$1" 2>/dev/null; }

# ReadStat's Debian package has no pkg-config file: look for its header where compilers do.
have_readstat() {
  have readstat && return 0
  for folder in /usr/include /usr/local/include /opt/homebrew/include; do
    [ -f "$folder/readstat.h" ] && return 0
  done
  for compiler in cc clang gcc; do
    command -v "$compiler" >/dev/null 2>&1 || continue
    echo '#include <readstat.h>' | "$compiler" -E -x c - >/dev/null 2>&1 && return 0
  done
  return 1
}

missing=""
if command -v pkg-config >/dev/null 2>&1; then
  have libxml-2.0 || missing="$missing libxml2-dev"
  have libzip || missing="$missing libzip-dev"
  have libcmark || missing="$missing libcmark-dev"
  have zlib || missing="$missing zlib1g-dev"
  have sqlite3 || missing="$missing libsqlite3-dev"
else
  missing="pkg-config libxml2-dev libzip-dev libcmark-dev zlib1g-dev libsqlite3-dev"
fi
have_readstat || missing="$missing libreadstat-dev"
for program in "$@"; do
  case "$program" in
    xmllint) command -v xmllint >/dev/null 2>&1 || missing="$missing libxml2-utils" ;;
    *)
      echo "setup: no package is known for the program $program" >&2
      exit 1
      ;;
  esac
done

command -v swift >/dev/null 2>&1 || {
  echo "setup: the Swift toolchain (6.2 or later) is missing. Install it from swift.org, then run make again." >&2
  exit 1
}
[ -n "$missing" ] || exit 0

if command -v apt-get >/dev/null 2>&1; then
  if [ "$(id -u)" -eq 0 ]; then
    as_root=""
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
  else
    echo "setup: these packages are missing:$missing" >&2
    echo "setup: run: sudo apt-get install$missing" >&2
    exit 1
  fi
  echo "setup: installing$missing"
  export DEBIAN_FRONTEND=noninteractive
  $as_root apt-get update -qq
  # shellcheck disable=SC2086
  $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
elif command -v brew >/dev/null 2>&1; then
  echo "setup: installing pkg-config libxml2 libzip cmark readstat zlib sqlite"
  brew install --quiet pkg-config libxml2 libzip cmark readstat zlib sqlite
else
  echo "setup: these libraries are missing (Debian's package names):$missing" >&2
  echo "setup: install them with your system's package manager, then run make again." >&2
  exit 1
fi
