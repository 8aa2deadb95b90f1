#!/bin/bash
# Checks what a reader and a cron job get: the published report in a real browser, its tables, and the same bytes anywhere.
# Needs the release build and `build/lanjiang-annual/current`, as `make report` leaves them.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
checks=Tests/Acceptance/checks
python=$checks/venv/bin/python
program=$PWD/.build/release/bizclimate
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

check() {
  local name=$1
  shift
  if "$@" >"$work/out" 2>&1; then
    passed=$((passed + 1))
    printf 'ok    %-34s %s\n' "$name" "$(tail -n 1 "$work/out" | cut -c1-140)"
  else
    failed=$((failed + 1))
    printf 'WRONG %s\n' "$name"
    sed 's/^/      /' "$work/out" | tail -n 60
  fi
}

sh $checks/setup.sh || exit 2

"$program" run Pipelines/asem-connectivity -q || exit 1
for name in lanjiang-annual asem-connectivity; do
  current=build/$name/current
  languages=zh,en
  check "$name: valid HTML" sh $checks/check_html.sh $current/report.html
  check "$name: accessible" $python $checks/check_a11y.py $current/report.html --langs $languages
  check "$name: one file, no network" $python $checks/check_offline.py $current/report.html --max-kb 2048 --tables $current/tables
  check "$name: tables and metadata" $python $checks/check_csv.py $current/tables --bom no
  check "$name: Chinese punctuation" $python $checks/check_punctuation.py $current/report.html
  check "$name: numbers of the prose" $python $checks/check_numbers.py $current
  check "$name: workbook of the tables" $python $checks/check_workbook.py $current/tables.xlsx $current/tables
done
current=build/lanjiang-annual/current
sheets=$(ls $current/units/*.html $current/departments/*.html)
check "lanjiang-annual: valid sheets" sh $checks/check_html.sh $sheets
for sheet in $(ls $current/units/*.html | head -n 1) $(ls $current/departments/*.html | head -n 1); do
  name=$(basename "$sheet")
  check "$name: accessible" $python $checks/check_a11y.py "$sheet" --langs zh,en
  check "$name: one file, no network" $python $checks/check_offline.py "$sheet" --max-kb 512
done
for sheet in $sheets; do
  check "$(basename "$sheet"): Chinese punctuation" $python $checks/check_punctuation.py "$sheet"
done
check "lanjiang-annual: sheets of one page" sh $checks/check_sheets.sh $current "$work/sheets"
check "lanjiang-annual: print" sh $checks/check_print.sh build/lanjiang-annual/current/report.html "$work/print" zh en
check "lanjiang-annual: pictures of charts" $python $checks/check_pictures.py $current/report.html Tests/Acceptance/pictures
check "changzhou-annual: takes such files" $python $checks/check_changzhou.py "$program"

# Names and answers that try to be markup, as the tests draw them; only where the tests have been built.
if ls .build/debug/*.xctest >/dev/null 2>&1; then
  BIZCLIMATE_RENDER_DIR=$work/drawn swift test --disable-xctest --skip-build --filter writesForLooking >"$work/drawn.log" 2>&1 ||
    tail -n 20 "$work/drawn.log"
  check "hostile names and answers" $python $checks/check_hostile.py "$work/drawn/hostile/report.html"
  check "hostile labels and measures" $python $checks/check_hostile.py "$work/drawn/labels/report.html" "$work/drawn/labels/"{units,departments}/*.html
else
  echo "left out: hostile names, answers and labels (needs the tests: swift build --build-tests)"
fi

# The same inputs give the same bytes in another folder, time zone and locale.
mkdir "$work/elsewhere"
cp -r Pipelines SampleData "$work/elsewhere/"
(cd "$work/elsewhere" && TZ=Pacific/Auckland LC_ALL=tr_TR.UTF-8 "$program" run Pipelines/lanjiang-annual -q --output out) || failed=$((failed + 1))
check "same bytes elsewhere" diff -r build/lanjiang-annual/current/ "$work/elsewhere/out/current/"

# A city with a chapter of its own, in both languages: what comes by reference is held against the tables.
own=$work/elsewhere/Pipelines/lanjiang-annual
cat >"$own/preface.zh.md" <<'TEXT'
# 为什么是这一年

全市得 **{{score:INDEX}}** 分（95% 区间 {{interval:INDEX}}），比上年 {{change:INDEX}} 分，调查了 {{n:INDEX}} 家企业。
今年走访了 120 家。

- 云麓区 {{score:YL}} 分，名次 {{rank:YL}}
- 开办企业：{{value:A11@YL}}

{{figure:heat}}

{{figure:ranking}}
TEXT
cat >"$own/preface.en.md" <<'TEXT'
# Why this year is different

The city scores **{{score:INDEX}}** (95% interval {{interval:INDEX}}), {{change:INDEX}} on last year, from {{n:INDEX}} firms.
We went to see 120 of them.

- Yunlu: {{score:YL}}, rank {{rank:YL}}
- To start a business: {{value:A11@YL}}

{{figure:heat}}

{{figure:ranking}}
TEXT
chapters="[summary, {zh: preface.zh.md, en: preface.en.md}, method, index, dimensions, units, actions, indicators, figures, edits, tables]"
sed -i "s/^report: {/report: {chapters: $chapters, /" "$own/pipeline.yaml"
(cd "$work/elsewhere" && "$program" run Pipelines/lanjiang-annual -q --output own) || failed=$((failed + 1))
check "own chapter: valid HTML" sh $checks/check_html.sh "$work/elsewhere/own/current/report.html"
check "own chapter: numbers of the prose" $python $checks/check_numbers.py "$work/elsewhere/own/current"

check "killed runs leave no trace" python3 $checks/check_kills.py "$program"
check "status answers at once" python3 $checks/check_status.py "$program" Pipelines/lanjiang-annual

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
