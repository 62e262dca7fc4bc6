# shellcheck shell=bash
# services.sh: starting a service of the lab, and waiting for one. Sourced by `up`.

STARTED=0
# svc NAME CMD...: starts a service unless it runs: in the lab's namespaces, its log in $LOG, its pid in $RUN. The pid
# is written by the process itself, so that no Ctrl-C falls between a start and its note; the lock (9) is not its own.
svc() {
  local name=$1
  shift
  ! alive "$name" || return 0
  mkdir -p "$LOG"
  rm -f "$RUN/$name.pid"
  # shellcheck disable=SC2016
  setsid sh -c 'echo $$ >"$0"; exec nsenter "$@"' "$RUN/$name.pid" -t "$(holder)" -m -n -- "$@" \
    </dev/null >>"$LOG/$name.log" 2>&1 3>&- 9>&- &
  disown
  local tries=0
  until alive "$name"; do
    [ $((tries += 1)) -le 200 ] || fail "$name did not start" "$LOG/$name.log"
    sleep 0.05
  done
  STARTED=$((STARTED + 1))
}

# wait_for SECONDS SERVICE CMD...: until CMD succeeds. Fails at once when the service ends, so that the limit may be long.
wait_for() {
  local seconds=$1 service=$2 until=$((SECONDS + $1))
  shift 2
  until "$@" >"$LOG/waiting.log" 2>&1; do
    alive "$service" || fail "$service has ended" "$LOG/$service.log"
    [ $SECONDS -lt $until ] || fail "gave up on $service after $seconds s: $*" "$LOG/waiting.log" "$LOG/$service.log"
    sleep 0.5
  done
}
port() { inlab bash -c "exec 3<>/dev/tcp/127.0.0.1/$1"; }
