#!/bin/sh
# Puts an installation below a folder: the program, stripped, with its manual page, shell completions, documents, sample
# pipelines and the licences of what is linked into it.
# Usage: Scripts/stage.sh PROGRAM CHECKOUTS DESTDIR PREFIX
#   CHECKOUTS   the folder of the dependencies' sources that the build fetched; their licences are taken from there
set -eu
[ $# -eq 4 ] || { echo "usage: $0 PROGRAM CHECKOUTS DESTDIR PREFIX" >&2; exit 64; }
cd "$(dirname "$0")/.."
program=$1 checkouts=$2 root=$3$4
umask 022

[ -x "$program" ] || { echo "stage: there is no program $program; run: make static" >&2; exit 66; }
libraries=$(ldd "$program" 2>/dev/null | grep -o 'libswift[^ ]*' || true)
if [ -n "$libraries" ]; then
  echo "stage: $program needs Swift's libraries at run time; build it with: make static" >&2
  exit 65
fi

folder() { mkdir -p "$root/$1"; }
file() { # SOURCE FOLDER [NAME]
  folder "$2"
  install -m 0644 "$1" "$root/$2/${3:-$(basename "$1")}"
}

folder bin
install -m 0755 "$program" "$root/bin/bizclimate"
strip "$root/bin/bizclimate"

folder share/man/man1
gzip -9nc docs/man/bizclimate.1 >"$root/share/man/man1/bizclimate.1.gz"
chmod 0644 "$root/share/man/man1/bizclimate.1.gz"

for shell in bash zsh fish; do
  case $shell in
    bash) place=share/bash-completion/completions/bizclimate ;;
    zsh) place=share/zsh/site-functions/_bizclimate ;;
    fish) place=share/fish/vendor_completions.d/bizclimate.fish ;;
  esac
  folder "$(dirname "$place")"
  # It is read, not started: the line that names an interpreter goes.
  "$program" --generate-completion-script $shell | sed '1{/^#!/d;}' >"$root/$place"
  chmod 0644 "$root/$place"
done

doc=share/doc/bizclimate
for page in README.md README.zh.md CHANGELOG.md LICENSE; do file $page $doc; done
for page in docs/*.md; do file "$page" $doc/docs; done
for picture in docs/images/*; do file "$picture" $doc/docs/images; done
for example in Scheduling/*; do file "$example" $doc/Scheduling; done

# Pipelines find their data by paths relative to themselves, so all keep their places.
# Only what is under version control goes along: never a city's own files.
tracked=$(git -c core.quotePath=false ls-files Pipelines SampleData docs/tutorial)
echo "$tracked" | while read -r path; do
  case $path in */.gitignore) continue ;; esac
  file "$path" "share/bizclimate/$(dirname "$path")"
done

licences=$doc/licences
for dependency in "$checkouts"/*/; do
  name=$(basename "$dependency")
  text=$(find "$dependency" -maxdepth 1 -iname 'LICENSE*' -not -iname '*ignore*' -type f | sort | head -n 1)
  [ -n "$text" ] || { echo "stage: $dependency has no licence file" >&2; exit 65; }
  file "$text" $licences "$name.txt"
done
[ -d "$root/$licences" ] || { echo "stage: no dependencies' sources in $checkouts; run: make static" >&2; exit 66; }
# The Swift runtime and Foundation inside the program, and the ICU inside Foundation.
if command -v swift >/dev/null 2>&1; then
  toolchain=$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")
  file "$toolchain/share/swift/LICENSE.txt" $licences Swift.txt
else
  echo "stage: without a Swift toolchain here the licence of its runtime is left out" >&2
fi
for text in /usr/share/doc/libicu[0-9]*/copyright; do
  if [ -f "$text" ]; then file "$text" $licences ICU.txt; fi
done
