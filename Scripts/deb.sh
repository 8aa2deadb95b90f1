#!/bin/sh
# Makes a Debian package. The libraries it needs are those that the program is linked with, as dpkg-shlibdeps finds them.
# Usage: Scripts/deb.sh PROGRAM CHECKOUTS FOLDER
set -eu
[ $# -eq 3 ] || { echo "usage: $0 PROGRAM CHECKOUTS FOLDER" >&2; exit 64; }
cd "$(dirname "$0")/.."
program=$1 checkouts=$2 folder=$3
for tool in dpkg-deb dpkg-shlibdeps; do
  command -v $tool >/dev/null 2>&1 || { echo "deb: $tool is missing; install the package dpkg-dev" >&2; exit 69; }
done
version=$("$program" --version)
machine=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/debian/bizclimate
umask 022

Scripts/stage.sh "$program" "$checkouts" "$tree" /usr
# Debian's places: packages' functions for zsh, the licence under the name `copyright`, a changelog of its own form.
mkdir -p "$tree/usr/share/zsh/vendor-completions"
mv "$tree/usr/share/zsh/site-functions/_bizclimate" "$tree/usr/share/zsh/vendor-completions/"
rmdir "$tree/usr/share/zsh/site-functions"
doc=$tree/usr/share/doc/bizclimate
maintainer="bizclimate maintainers <maintainers@bizclimate.invalid>"
cat <<CHANGELOG | gzip -9n >"$doc/changelog.gz"
bizclimate ($version) stable; urgency=medium

  * See /usr/share/doc/bizclimate/CHANGELOG.md.

 -- $maintainer  $(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")
CHANGELOG
rm "$doc/LICENSE"
cat >"$doc/copyright" <<COPYRIGHT
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: bizclimate

Files: *
Copyright: $(date -u -d "@$SOURCE_DATE_EPOCH" +%Y) bizclimate maintainers
License: Apache-2.0
 On Debian systems, the text is in /usr/share/common-licenses/Apache-2.0.
 Licences of what is linked into the program are in /usr/share/doc/bizclimate/licences;
 data name their own in /usr/share/bizclimate/SampleData/README.md.
COPYRIGHT

# Yams, the reader of YAML, brings its own copy of libyaml.
mkdir -p "$tree/usr/share/lintian/overrides"
echo "bizclimate: embedded-library *libyaml*" >"$tree/usr/share/lintian/overrides/bizclimate"

# dpkg-shlibdeps wants a source package around it.
mkdir -p "$tree/DEBIAN"
printf 'Source: bizclimate\n\nPackage: bizclimate\nArchitecture: any\n' >"$work/debian/control"
(cd "$work" && dpkg-shlibdeps -O -e debian/bizclimate/usr/bin/bizclimate) >"$work/substvars" 2>"$work/said" || {
  cat "$work/said" >&2
  exit 70
}
depends=$(sed -n 's/^shlibs:Depends=//p' "$work/substvars")
[ -n "$depends" ] || { echo "deb: dpkg-shlibdeps found no libraries in $program" >&2; exit 70; }

cat >"$tree/DEBIAN/control" <<CONTROL
Package: bizclimate
Version: $version
Architecture: $machine
Maintainer: $maintainer
Installed-Size: $(du -k -s --apparent-size "$tree/usr" | cut -f1)
Depends: $depends
Section: science
Priority: optional
Description: business-environment reports from surveys and department tables
 Reads the export of an enterprise survey and the tables and ledgers of
 departments, cleans them with an audit trail, estimates every indicator with
 its standard error, builds an index, and writes one self-contained HTML report
 in Chinese and English with tables in CSV.
CONTROL
(cd "$tree" && find usr -type f | LC_ALL=C sort | xargs -d '\n' md5sum) >"$tree/DEBIAN/md5sums"
chmod 0644 "$tree/DEBIAN/control" "$tree/DEBIAN/md5sums"
# dpkg-deb lowers times to SOURCE_DATE_EPOCH and leaves older ones: set them all.
find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
mkdir -p "$folder"
package=$folder/bizclimate_${version}_$machine.deb
dpkg-deb --root-owner-group -Zxz --build "$tree" "$package" >/dev/null
echo "$package"
