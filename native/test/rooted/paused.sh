#!/bin/sh
# Processes that do not run for a while, as a debugger, a container's freezer or a suspended machine has it: a leaf, its root, all of
# them. Wants a network of its own with a route for groups.
#     paused.sh NODE
set -eu
. "$(dirname "$0")/until.sh"
node=$1
timers="keepalive=200 dead=1500" patient="keepalive=200 dead=6000"
aborted=10053 # WSAECONNABORTED
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

await_joined() {
    until_true "they have not joined" grep -q "all have joined" "$out/root"
    sleep 0.5 # until the last leaf knows, too
}

start() { # PORT TIMERS...: a root with two leaves and 2,000 messages in 4 s
    port=$1
    shift
    "$node" root 127.0.0.1 "$port" 2 2000 1000 "$@" pause=2 > "$out/root" &
    root=$!
    "$node" leaf 127.0.0.1 "$port" expect=2000 > "$out/first" &
    first=$!
    "$node" leaf 127.0.0.1 "$port" expect=2000 > "$out/second" &
    second=$!
    await_joined
}

pause() { # SECONDS PROCESS...
    seconds=$1
    shift
    kill -STOP "$@"
    sleep "$seconds"
    for process in "$@"; do
        kill -CONT "$process"
        sleep 0.3 # none of them can know that the next one has only slept
    done
}

tell() { # WHAT
    echo "$1:"
    cat "$out/root" "$out/first" "$out/second"
}

# shellcheck disable=SC2086
start 7710 $patient
pause 1 "$first"
wait "$root"; wait "$first"; wait "$second"
tell "a leaf pauses for less than the dead time"

# shellcheck disable=SC2086
start 7711 $patient
pause 1 "$root"
wait "$root"; wait "$first"; wait "$second"
tell "the root pauses for less than the dead time"

# shellcheck disable=SC2086
start 7712 $timers
pause 4 "$root" "$first" "$second"
wait "$root"; wait "$first"; wait "$second"
tell "all pause for more than the dead time"

# shellcheck disable=SC2086
"$node" root 127.0.0.1 7713 1 0 1000 $timers ends=1 > "$out/root" &
root=$!
"$node" leaf 127.0.0.1 7713 end=$aborted > "$out/first" &
first=$!
await_joined
pause 4 "$first"
wait "$root"; wait "$first"
: > "$out/second"
tell "a leaf pauses for more than the dead time"
grep -q "^branch . end $aborted " "$out/root"
