#!/bin/bash
# Checks what docs/scheduling.md hands out: units, log rotation, cron lines and the Makefile for many cities, in the bare
# environment that cron gives. Usage: Tests/Packaging/scheduling.sh PROGRAM
set -uo pipefail
program=$(realpath "${1:?usage: $0 PROGRAM}")
cd "$(dirname "$0")/../.." || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

check() { # WHAT, COMMAND...
  local name=$1
  shift
  if "$@" >"$work/out" 2>&1; then
    printf 'ok    %s\n' "$name"
  else
    failed=$((failed + 1))
    printf 'WRONG %s\n' "$name"
    sed 's/^/      /' "$work/out"
  fi
}

missing=()
command -v systemd-analyze >/dev/null || missing+=(systemd)
PATH=$PATH:/usr/sbin command -v logrotate >/dev/null || missing+=(logrotate)
command -v flock >/dev/null || missing+=(util-linux)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ] || ! apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1; then
    echo "scheduling: install these packages first: ${missing[*]}" >&2
    exit 69
  fi
fi
PATH=$PATH:/usr/sbin

# What the files say of places, turned to this test's folder, and of users, to the one that is here.
here() { sed "s#/srv/bizclimate#$work/srv#g; s#/var/log/bizclimate#$work/log#g; s#/usr/bin/bizclimate#$program#g" "$1"; }
mkdir -p "$work/units" "$work/srv" "$work/log" "$work/bin"
cp -r Pipelines SampleData "$work/srv/"
ln -s "$program" "$work/bin/bizclimate"

# ---- systemd ----
for unit in Scheduling/*.service Scheduling/*.timer; do here "$unit" >"$work/units/$(basename "$unit")"; done
verified() {
  local said
  # Users are looked up at the start of a unit only; whatever the verifier says of the units is a fault.
  said=$(systemd-analyze verify --man=no "$work/units/bizclimate@lanjiang-annual.service" \
    "$work/units/bizclimate@lanjiang-annual.timer" "$work/units/bizclimate-failed@lanjiang-annual.service" 2>&1) || {
    echo "$said"
    return 1
  }
  said=$(grep -F bizclimate <<<"$said")
  [ -z "$said" ] || { echo "$said"; return 1; }
}
for name in bizclimate@ bizclimate-failed@; do
  for ending in service timer; do
    [ -f "$work/units/$name.$ending" ] && ln -sf "$name.$ending" "$work/units/${name}lanjiang-annual.$ending"
  done
done
check "systemd accepts the service and the timer" verified
check "the timer's time is understood" systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' Scheduling/bizclimate@.timer)"

# ---- logrotate ----
owner="$(id -un) $(id -gn)"
here Scheduling/bizclimate.logrotate | sed "s/su bizclimate bizclimate/su $owner/" >"$work/rotate"
chmod 0644 "$work/rotate"
chmod 0755 "$work/log"
echo "a line" >"$work/log/city.log"
rotated() {
  logrotate -d -s "$work/state" "$work/rotate" 2>&1 | tee "$work/dry" | grep -i error && return 1
  grep -q 'rotating pattern' "$work/dry" || return 1
  logrotate -f -s "$work/state" "$work/rotate" || return 1
  [ ! -e "$work/log/city.log" ] && [ "$(cat "$work/log/city.log.1")" = "a line" ]
}
check "logrotate accepts the file and rotates a log" rotated

# ---- cron ----
mapfile -t jobs < <(grep -E '^[0-9*]' Scheduling/bizclimate.cron)
bare() { # COMMAND, as cron starts it
  env -i HOME="$work" LOGNAME="$(id -un)" SHELL=/bin/sh PATH="$work/bin:/usr/bin:/bin" /bin/sh -c "cd \"\$HOME\"; $1"
}
command_of() { # JOB: what stands behind five fields of time and the user
  here <(awk '{ for (i = 1; i <= 6; i++) sub(/^[^ ]+ +/, ""); print }' <<<"$1")
}
whole() { # JOB: cron reads % as a line's end, and wants six fields in front
  ! grep -q '%' <<<"$1" && grep -Eq '^([0-9*,/-]+ +){5}[a-z]+ +.' <<<"$1"
}
silent() {
  bare "$1" >"$work/mail" 2>&1 || { echo "exit code $?"; cat "$work/mail"; return 1; }
  [ ! -s "$work/mail" ] || { echo "it printed, so cron would send mail:"; cat "$work/mail"; return 1; }
}
for job in "${jobs[@]}"; do
  pipeline=$(grep -o 'Pipelines/[a-z-]*' <<<"$job" | head -n 1)
  check "cron line of $pipeline is whole" whole "$job"
  check "cron line of $pipeline runs in a bare environment without a word" silent "$(command_of "$job")"
  check "it published a report" test -s "$work/srv/build/$(basename "$pipeline")/current/report.html"
done
[ ${#jobs[@]} -gt 0 ] || { echo "WRONG no cron line found"; failed=$((failed + 1)); }
check "the line with a log wrote one" grep -q 'info published ' "$work/log/asem-connectivity.log"

job=$(command_of "${jobs[0]}")
lanjiang=$work/srv/Pipelines/lanjiang-annual
locked() {
  local code
  exec 9<"$work/srv/build/lanjiang-annual/.state/lock"
  flock 9
  bare "$job" >"$work/mail" 2>&1 9<&-
  code=$?
  exec 9<&-
  [ $code -eq 75 ] && [ ! -s "$work/mail" ]
}
check "a second run does not begin while one is going, and is silent" locked

broken() {
  local before after code
  before=$(readlink "$work/srv/build/lanjiang-annual/current")
  sed -i 's/^seed:.*/seed: many/' "$lanjiang/pipeline.yaml"
  bare "$job" >"$work/mail" 2>&1
  code=$?
  after=$(readlink "$work/srv/build/lanjiang-annual/current")
  cp Pipelines/lanjiang-annual/pipeline.yaml "$lanjiang/"
  cat "$work/mail"
  [ $code -eq 78 ] && grep -q 'pipeline.yaml:.*seed' "$work/mail" && [ "$before" = "$after" ]
}
check "a run that fails is told of, and the report that was there stays" broken

# ---- many cities ----
rm -rf "$work/srv/build"
cities="anqing baoding"
for city in $cities; do
  cp -r "$lanjiang" "$work/srv/Pipelines/$city"
  sed -i "s/^id: .*/id: $city/; s#^output:.*#output: ../../build/$city#" "$work/srv/Pipelines/$city/pipeline.yaml"
done
many() { # TARGET
  make -C "$work/srv" -f "$PWD/Scheduling/cities.mk" -k -j4 BIZCLIMATE="$program" CITIES="lanjiang-annual $cities" "$1"
}
all_there() {
  many all || return 1
  for city in lanjiang-annual $cities; do [ -s "$work/srv/build/$city/current/report.html" ] || return 1; done
}
one_fails() {
  rm -rf "$work/srv/build"
  sed -i 's/^seed:.*/seed: many/' "$work/srv/Pipelines/anqing/pipeline.yaml"
  many all && return 1
  [ ! -e "$work/srv/build/anqing/current" ] && [ -s "$work/srv/build/baoding/current/report.html" ] &&
    [ -s "$work/srv/build/lanjiang-annual/current/report.html" ]
}
check "make -j makes the reports of three cities" all_there
check "make check looks at each" many check
check "a city that fails stops no other, and make says so" one_fails

echo "scheduling: $failed wrong"
[ "$failed" -eq 0 ]
