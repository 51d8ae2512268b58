#!/bin/sh
# One root and its leaves, each in a network namespace of its own, joined in one more by a bridge, or by a switch that loses, repeats and
# reorders (on the leaves' links, both ways). Needs root and iproute2.
#     netns.sh up LEAVES [SWITCH LOSS% REPEAT% REORDER% DELAY_US]
#     netns.sh down LEAVES
#     netns.sh run LEAVES NODE MESSAGES LARGEST [options]   one session; fails unless all got all, once and in order
#                 (ROOT=fd99::1 for IPv6)
#     netns.sh anew LEAVES KEEP AWAY NUMBER...   deletes interfaces and makes them again after AWAY seconds; KEEP yes: with the same index
#     netns.sh inside NUMBER COMMAND...   0 is the root, at 10.99.0.1; leaf n has 10.99.0.(n+1)
set -eu
. "$(dirname "$0")/until.sh"
what=$1 leaves=$2
shift 2
ns=jlr$(id -u)
pipe=/run/$ns.switch

up() {
    ip netns add "$ns-b"
    [ $# -gt 0 ] || { ip -n "$ns-b" link add br0 type bridge mcast_snooping 0; ip -n "$ns-b" link set br0 up; }
    ports=
    i=0
    while [ "$i" -le "$leaves" ]; do
        ip netns add "$ns-$i"
        wire "$i"
        [ $# -gt 0 ] || ip -n "$ns-b" link set "v$i" master br0
        ip -n "$ns-$i" link set lo up
        ports="$ports v$i"
        i=$((i + 1))
    done
    until_true "a wire has no carrier" all_carriers_are_told "$leaves"
    if [ $# -gt 0 ]; then
        mkfifo "$pipe"
        # shellcheck disable=SC2086
        ip netns exec "$ns-b" "$@" $ports < "$pipe" &
        echo $! > "$pipe.switch"
        ( exec 3> "$pipe"; exec sleep 3600 ) > /dev/null 2>&1 &
        echo $! > "$pipe.pid"
    fi
}

wire() { # NUMBER [OPTIONS of the host's interface]
    number=$1
    shift
    ip -n "$ns-$number" link add eth0 "$@" type veth peer name "v$number" netns "$ns-b"
    ip netns exec "$ns-b" sysctl -qw "net.ipv6.conf.v$number.disable_ipv6=1"
    ip -n "$ns-b" link set "v$number" up
    ip -n "$ns-$number" addr add "10.99.0.$((number + 1))/24" dev eth0
    ip -n "$ns-$number" addr add "fd99::$((number + 1))/64" dev eth0 nodad
    ip -n "$ns-$number" link set eth0 up
}

# For bridges. The new interfaces have another index, unless KEEP is yes.
anew() { # KEEP AWAY NUMBER...
    keep=$1 away=$2
    shift 2
    for number; do
        ip netns exec "$ns-$number" cat /sys/class/net/eth0/ifindex > "/run/$ns.$number"
        ip -n "$ns-$number" link del eth0
    done
    sleep "$away"
    for number; do
        index=$(cat "/run/$ns.$number")
        [ "$keep" = yes ] || index=$((index + 10))
        wire "$number" index "$index"
        ip -n "$ns-b" link set "v$number" master br0
    done
}

# The kernel makes the carrier of a wire known from a queue, a while after the wire is up; what IPv6 needs of it comes then.
all_carriers_are_told() { # LEAVES
    for number in $(seq 0 "$1"); do
        ip -n "$ns-b" -o link show "v$number" | grep -q " state UP " || return 1
        ip -n "$ns-$number" -o link show eth0 | grep -q " state UP " || return 1
    done
}

# Nobody may be left who waits for it: then it stays as a zombie.
has_ended() { # PROCESS
    ! grep -q "^State:[[:space:]]*[^ZX[:space:]]" "/proc/$1/status" 2>/dev/null
}

down() {
    if [ -p "$pipe" ]; then
        kill "$(cat "$pipe.pid")" 2>/dev/null || true
        until_true "the switch does not end" has_ended "$(cat "$pipe.switch")" # it says what it did before
        rm -f "$pipe" "$pipe.pid" "$pipe.switch"
    fi
    i=0
    while [ "$i" -le "$leaves" ]; do
        ip netns del "$ns-$i" 2>/dev/null || true
        i=$((i + 1))
    done
    ip netns del "$ns-b" 2>/dev/null || true
}

# Ends when all have ended, or when one has failed: the others would wait for it.
run() {
    node=$1 messages=$2 largest=$3
    shift 3
    root=${ROOT:-10.99.0.1}
    ends=$(mktemp -u)
    mkfifo "$ends"
    member 0 root "$root" 7700 "$leaves" "$messages" "$largest" "$@" &
    i=1
    while [ "$i" -le "$leaves" ]; do
        member "$i" leaf "$root" 7700 expect="$messages" "$@" &
        i=$((i + 1))
    done
    exec 4<> "$ends" # both ways, so that it is never at its end
    i=0 bad=
    while [ "$i" -le "$leaves" ]; do
        read -r number code <&4
        if [ "$code" != 0 ] && [ -z "$bad" ]; then
            bad=$number
            echo "member $number ended with $code; the others are ended"
            kill_members
        fi
        i=$((i + 1))
    done
    wait
    rm -f "$ends"
    [ -z "$bad" ]
}

member() { # NUMBER ARGUMENTS...; its end goes into the pipe
    number=$1 code=0
    shift
    timeout 900 ip netns exec "$ns-$number" "$node" "$@" || code=$?
    echo "$number $code" > "$ends"
}

kill_members() {
    i=0
    while [ "$i" -le "$leaves" ]; do
        ip netns pids "$ns-$i" | xargs -r kill 2>/dev/null || true
        i=$((i + 1))
    done
}

inside() {
    exec ip netns exec "$ns-$leaves" "$@"
}

"$what" "$@"
