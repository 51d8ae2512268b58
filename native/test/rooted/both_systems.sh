#!/bin/sh
# One session of members on Linux and on Windows (Wine), each in a network namespace of its own, over links that lose, repeat and reorder:
# the root and the first leaf on different systems, the second leaf on Linux. Wants what netns.sh wants, and a home of Wine without a server.
#     both_systems.sh NODE WINDOWS_NODE SWITCH ROOT MESSAGES [option=value ...]     ROOT: linux or windows
set -eu
. "$(dirname "$0")/until.sh"
node=$1 windows=$2 switch=$3 root=$4 messages=$5
shift 5
net=$(dirname "$0")/netns.sh
at=10.99.0.1
out=$(mktemp -d)
sh "$net" up 2 "$switch" 2 1 2 500
trap 'sh "$net" down 2; rm -rf "$out"' EXIT

member() { # NUMBER SYSTEM ARGUMENTS...; its process in $pid
    number=$1 system=$2
    shift 2
    if [ "$system" = windows ]; then
        sh "$net" inside "$number" timeout 600 wine "$windows" "$@" > "$out/$number" &
    else
        sh "$net" inside "$number" timeout 600 "$node" "$@" > "$out/$number" &
    fi
    pid=$!
}

is_listening() {
    sh "$net" inside 0 ss -Hltn | grep -q ":7700 "
}

other=windows
[ "$root" = linux ] || other=linux
member 0 "$root" root "$at" 7700 2 "$messages" 1000 "$@"
first=$pid
until_true "the root does not listen" is_listening # Wine takes its time
member 1 "$other" leaf "$at" 7700 expect="$messages" "$@"
second=$pid
member 2 linux leaf "$at" 7700 expect="$messages" "$@"
third=$pid
bad=
for pid in "$first" "$second" "$third"; do
    wait "$pid" || bad=$pid
done
cat "$out"/*
[ -z "$bad" ]
