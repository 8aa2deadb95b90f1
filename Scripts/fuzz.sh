#!/bin/bash
# Feeds the parsers with bytes that libFuzzer makes up from the seeds in Fuzzing/Corpus, under the address sanitizer.
# Usage: Scripts/fuzz.sh [SECONDS [SEED]]   for each parser; 20 when left out, and another seed each time.
# Exits non-zero when a parser crashes, hangs, takes too much memory or breaks a promise. Linux with the Swift toolchain
# and the libraries of Scripts/setup.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-20}
seed=${2:-0}
build=Fuzzing/.build
finds=Fuzzing/.build-finds
# Swift's own backtraces take the signals that libFuzzer waits for.
export SWIFT_BACKTRACE=enable=no
# Swift's globals live until the end of the process, which the leak check takes for leaks.
export ASAN_OPTIONS=detect_leaks=0
limits=(-timeout=10 -rss_limit_mb=2048 -max_len=4096 -seed="$seed")
status=0

fuzz() { # NAME OF THE PROGRAM, NAME OF THE CORPUS
  local program=$build/release/$1 log=$finds/$1.log reproducer executed
  # Of several -sanitize options the compiler heeds the last, so both sanitizers stand in one; --sanitize is there for
  # the linker's sake.
  swift build --package-path Fuzzing --scratch-path "$build" -c release --sanitize fuzzer \
    -Xswiftc -sanitize=fuzzer,address --product "$1" --quiet
  mkdir -p "$finds/$1" "$finds/crashes"
  if "$program" "${limits[@]}" -max_total_time="$seconds" -print_final_stats=1 -dict="Fuzzing/Dictionaries/$2.dict" \
    -artifact_prefix="$finds/crashes/$1-" "$finds/$1" "Fuzzing/Corpus/$2" >"$log" 2>&1; then
    if ! grep -q 'inline 8-bit counters' "$log"; then
      echo "fuzz: $1 was built without coverage, so it was fed blindly; remove $build and run again" >&2
      status=1
      return
    fi
    executed=$(awk '/stat::number_of_executed_units/ {print $2}' "$log")
    echo "fuzz: $1: no crash in ${executed:-?} inputs, $seconds s"
    return
  fi
  status=1
  grep -E 'broken promise|ERROR:|Fatal error|SUMMARY:' "$log" >&2 || tail -n 20 "$log" >&2
  reproducer=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
  echo "fuzz: $1 failed; the whole log is $log" >&2
  if [ -n "$reproducer" ]; then
    echo "fuzz: the input that does it: $reproducer" >&2
    echo "fuzz: run it again:  ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no $program $reproducer" >&2
    echo "fuzz: make it small: ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no $program -minimize_crash=1 -max_total_time=60 $reproducer" >&2
  fi
}

fuzz FuzzCSV csv
fuzz FuzzTable csv
fuzz FuzzExpression expression
fuzz FuzzWorkbook workbook
fuzz FuzzXML xml
exit "$status"
