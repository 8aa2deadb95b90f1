#!/bin/sh
# check_sheets.sh DIR [OUTDIR]   Prints every DIR/units/*.html to A4 in Chinese and in English: each must take exactly one page.
# Exit 0 clean, 1 findings, 2 cannot run.
dir=$1
out=${2:-$(mktemp -d)}
mkdir -p "$out"
sheets=0
bad=0
for file in "$dir"/units/*.html; do
  [ -f "$file" ] || { echo "check_sheets: no sheets of units in $dir" >&2; exit 2; }
  for lang in zh en; do
    pdf="$out/$(basename "$file" .html)-$lang.pdf"
    chromium --headless=new --no-sandbox --disable-gpu --no-pdf-header-footer --virtual-time-budget=2000 --print-to-pdf="$pdf" "file://$(readlink -f "$file")#$lang" >"$out/chromium.log" 2>&1
    [ -s "$pdf" ] || { echo "check_sheets: no PDF for $file" >&2; exit 2; }
    pages=$(pdfinfo "$pdf" | sed -n 's/^Pages: *//p')
    size=$(pdfinfo "$pdf" | sed -n 's/^Page size: *//p')
    sheets=$((sheets + 1))
    if [ "$pages" != 1 ]; then
      bad=$((bad + 1))
      echo "   $(basename "$file") in $lang takes $pages pages"
    fi
    case $size in *A4*) ;; *) bad=$((bad + 1)); echo "   $(basename "$file") in $lang is $size" ;; esac
  done
done
echo "check_sheets: $sheets printed sheets, $bad findings"
[ "$bad" -eq 0 ]
