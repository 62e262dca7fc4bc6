# shellcheck shell=bash
# progress.sh: what the lab's scripts say while they work, how long each part took, and why one failed. Sourced.
# /opt/lab/timings.json has the seconds of the last time that each of install, start, image and seed had something to do.

# Kept as 3, since an interruption may come while a command's output goes to a log. Services don't get it.
exec 3>&2
say() { echo "[$(date +%T) +${SECONDS}s] $*" >&3; }

# One script at a time: two would start the same service twice. `seed` calls `image` while it holds the lock.
exclusive() {
  [ -z "${LAB_LOCKED:-}" ] || return 0
  mkdir -p "$LAB" "$LOG"
  exec 9>"$LAB/lock"
  flock -n 9 || { say "another up, seed or down of the lab is under way"; exit 1; }
  export LAB_LOCKED=1
}

# part NAME [LOG]: ends the part before; LOG is what a person would read if this one fails.
part() {
  part_ends
  PART=$1 PART_LOG=${2:-} PART_BEGAN=${EPOCHREALTIME/./}
}
part_ends() {
  [ -n "$PART" ] || return 0
  local seconds
  seconds=$(since "$PART_BEGAN")
  say "$PART: $seconds s"
  PARTS+="${PARTS:+, }\"$PART\": $seconds" PART=''
}
PART='' PART_LOG='' PARTS='' PHASE_BEGAN=${EPOCHREALTIME/./}
since() { # seconds with one digit since a number of microseconds
  local tenths=$(((${EPOCHREALTIME/./} - $1 + 50000) / 100000))
  echo "$((tenths / 10)).$((tenths % 10))"
}

# phase_ends NAME DID: the parts since the last one make up a phase; noted where it had something to do (DID is not 0).
phase_ends() {
  part_ends
  local seconds
  seconds=$(since "$PHASE_BEGAN")
  if [ "$2" != 0 ]; then
    [ -s "$LAB/timings.json" ] || echo '{}' >"$LAB/timings.json"
    jq --arg phase "$1" --arg endedAt "$(date -u +%FT%TZ)" --argjson seconds "$seconds" --argjson parts "{$PARTS}" \
      '.[$phase] = {$seconds, $endedAt, $parts}' "$LAB/timings.json" >"$LAB/timings.new"
    mv "$LAB/timings.new" "$LAB/timings.json"
  fi
  PARTS='' PHASE_BEGAN=${EPOCHREALTIME/./}
}

# fail MESSAGE [LOG...]: the last lines of the logs that matter, then what failed.
fail() {
  local message=$1 log
  shift
  for log; do
    [ -s "$log" ] || continue
    { echo "--- the last lines of $log"; tail -n 15 "$log"; } >&3
  done
  say "FAILED${PART:+ in the part \"$PART\"}: $message"
  exit 1
}
unforeseen() { # whatever set -e ends the script for; subshells leave it to the script
  [ "$BASH_SUBSHELL" = 0 ] || return 0
  fail "line $1: $2" ${PART_LOG:+"$PART_LOG"}
}
set -E
trap 'unforeseen "$LINENO" "$BASH_COMMAND"' ERR

# at_exit COMMAND: runs it when the script ends, however it ends; the last one first.
AT_EXIT=()
at_exit() { AT_EXIT+=("$1"); }
tidy_up() {
  local i
  for ((i = ${#AT_EXIT[@]} - 1; i >= 0; i--)); do eval "${AT_EXIT[i]}"; done
}
trap tidy_up EXIT
interrupted() {
  say "interrupted${PART:+ in the part \"$PART\"}; run it again to go on from here"
  exit "$1"
}
trap 'interrupted 130' INT
trap 'interrupted 143' TERM
