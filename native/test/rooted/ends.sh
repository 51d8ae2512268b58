#!/bin/sh
# Members that die between hosts: by kill -9, and with their link, which nobody is told of. Wants what netns.sh wants.
#     ends.sh NODE
set -eu
. "$(dirname "$0")/until.sh"
node=$1
net=$(dirname "$0")/netns.sh
root=10.99.0.1
timers="keepalive=200 dead=2500"
reset=10054 aborted=10053 # WSAECONNRESET, WSAECONNABORTED
out=$(mktemp -d)
trap 'sh "$net" down 3; rm -rf "$out"' EXIT

start() { # NUMBER ARGUMENTS...: its process in $pid
    number=$1
    shift
    sh "$net" inside "$number" "$node" "$@" > "$out/$number" &
    pid=$!
}

start_root() { # LEAVES MESSAGES [option=value ...]
    leaves=$1 messages=$2
    shift 2
    # shellcheck disable=SC2086
    start 0 root "$root" 7700 "$leaves" "$messages" 1000 $timers "$@"
}

await_joined() {
    until_true "they have not joined" grep -q "all have joined" "$out/0"
    sleep 0.5 # until the last leaf knows, too
}

begin_with_two() { # CODE that both leaves are to end with
    start_root 2 0 ends=1
    root_pid=$pid
    start 1 leaf "$root" 7700 end="$1"
    one=$pid
    start 2 leaf "$root" 7700 end="$1"
    two=$pid
    await_joined
}

link() { # NUMBER up|down
    sh "$net" inside "$1" ip link set eth0 "$2"
}

tell() { # WHAT NUMBER...
    echo "$1:"
    shift
    for number; do
        sed "s/^/    $number: /" "$out/$number"
    done
}

sh "$net" up 3

start_root 2 0 ends=1
root_pid=$pid
start 1 leaf "$root" 7700
killed=$pid
start 2 leaf "$root" 7700 end=$aborted
cut=$pid
await_joined
kill -9 "$killed"
link 2 down
wait "$root_pid"
wait "$cut"
link 2 up
tell "a leaf is killed, another's link goes down" 0 2
grep -q "^branch . end $reset " "$out/0"
grep -q "^branch . end $aborted " "$out/0"

start_root 3 6000 pause=1
root_pid=$pid
start 1 leaf "$root" 7700
killed=$pid
start 2 leaf "$root" 7700 end=$aborted
cut=$pid
start 3 leaf "$root" 7700 expect=6000
third=$pid
await_joined
kill -9 "$killed"
link 2 down
wait "$root_pid"
wait "$cut"
wait "$third"
link 2 up
tell "the same while the root sends" 0 2 3

begin_with_two $reset
kill -9 "$root_pid"
wait "$one"
wait "$two"
tell "the root is killed" 1 2

begin_with_two $aborted
link 0 down
wait "$root_pid"
wait "$one"
wait "$two"
tell "the root's link goes down" 0 1 2
[ "$(grep -c "^branch . end $aborted " "$out/0")" = 2 ]
