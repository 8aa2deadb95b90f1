#!/bin/sh
# What the formatter does not check: calls that crash on bad input, and leftovers.
set -u
status=0
found=$(grep -rnE 'try!|fatalError\(|\bas! |TODO|FIXME' Sources --include='*.swift' || true)
if [ -n "$found" ]; then
  echo "lint: calls that crash, or leftovers:"
  echo "$found"
  status=1
fi
found=$(git ls-files '*.swift' | while read -r file; do
  lines=$(wc -l <"$file")
  [ "$lines" -le 600 ] || echo "  $file: $lines lines"
done)
if [ -n "$found" ]; then
  echo "lint: files over 600 lines (one idea a file):"
  echo "$found"
  status=1
fi
[ "$status" -eq 0 ] && echo "lint: clean"
exit "$status"
