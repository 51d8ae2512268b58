#!/bin/sh
# The table of links: sessions alone and beside one TCP flow, over an emulated link between network namespaces.
# Needs root, iproute2 and gcc. Run from the project's folder, in namespaces of its own (Links.java does that):
#     links.sh SECONDS [CASE]
set -eu
seconds=$1 only=${2:-} leaves=2
home=$(pwd) here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

library=$home/target/native/linux-$(uname -m)
gcc -std=gnu11 -O2 -o "$work/link" "$here/../c/link.c"
gcc -std=gnu11 -O2 -c -o "$work/tcp.o" "$here/../c/tcp.c"
gcc -std=gnu11 -O2 -I "$home/include" -o "$work/flow" "$here/../c/flow.c" "$work/tcp.o" -L "$library" -ljoinleaf -pthread \
    -Wl,-rpath,"$library"

ip netns add middle
for i in $(seq 0 $leaves); do
    ip netns add "host$i"
    ip -n middle link add "port$i" type veth peer name eth0 netns "host$i"
    ip netns exec middle sysctl -qw "net.ipv6.conf.port$i.disable_ipv6=1"
    ip netns exec "host$i" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
    ip -n middle link set "port$i" up
    ip -n "host$i" addr add "10.77.0.$((i + 1))/24" dev eth0
    ip -n "host$i" link set lo up
    # One frame is one frame: the emulator counts bytes as a wire would.
    ip -n "host$i" link set eth0 up gso_max_size 1500 gso_max_segs 1 txqueuelen 5000
done

# In the background: it takes the shell's place.
in_host() {
    number=$1
    shift
    exec timeout $((seconds + 30)) ip netns exec "host$number" "$work/flow" "$@"
}

# begin MBIT QUEUE DELAY LOSS
begin() {
    nice -n -10 ip netns exec middle "$work/link" "$1" "$2" "$3" "$4" $((seconds + 20)) port0 port1 port2 > "$work/link.out" &
    link=$!
    sleep 0.3
}

end() {
    kill "$link" 2>/dev/null || true
    wait "$link" || true
}

session() {
    in_host 0 root 10.77.0.1 $leaves "$1" "$2" "$seconds" &
    root=$!
    for i in $(seq 1 $leaves); do
        in_host "$i" leaf 10.77.0.1 "$seconds" > "$work/leaf$i" &
        eval "leaf$i=\$!"
    done
}

tcp() {
    in_host 1 take 10.77.0.2 "$seconds" > "$work/tcp" &
    taker=$!
    in_host 0 send 10.77.0.2 "$1" "$seconds" &
    sender=$!
}

dropped() {
    awk '{printf "%.1f", ($2 > 0 ? 100 * $4 / $2 : 0)}' "$work/link.out"
}

# row NAME MBIT QUEUE DELAY LOSS SIZE WINDOW BESIDE: a line of the table
row() {
    name=$1 beside=$8
    case $name in *"$only"*) ;; *) return ;; esac
    begin "$2" "$3" "$4" "$5"
    [ "$beside" = - ] || tcp "$beside"
    session "$6" "$7"
    # shellcheck disable=SC2154
    wait "$root" "$leaf1" "$leaf2" || true
    [ "$beside" = - ] || { wait "$taker" || true; kill "$sender" 2>/dev/null || true; }
    end
    slowest=$(cat "$work"/leaf? | sort -n | head -n 1)
    [ "$beside" = - ] && flow=- || flow=$(cat "$work/tcp")
    echo "| $name | $6 | $beside | $slowest | $flow | $(dropped) |"
}

# alone NAME MBIT QUEUE DELAY LOSS CONTROL: TCP by itself
alone() {
    case $1 in *"$only"*) ;; *) return ;; esac
    begin "$2" "$3" "$4" "$5"
    tcp "$6"
    wait "$taker" || true
    kill "$sender" 2>/dev/null || true
    end
    flow=$(cat "$work/tcp")
    echo "| $1 | - | $6 alone | - | ${flow:-did not end} | - |"
}

echo "| link: Mbit/s, round-trip time, queue, loss | bytes a message | TCP | session, Mbit/s at the slower leaf | TCP, Mbit/s | the session's frames dropped, % |"
echo "|---|--:|---|--:|--:|--:|"
wide="100, 40 ms, 500 KB" narrow="10, 20 ms, 64 KB"
row "$wide" 100 500000 20000 0 1000 0 -
row "$wide" 100 500000 20000 0 60000 4096 -
row "$wide" 100 500000 20000 0 64 0 -
row "$wide" 100 500000 20000 0 1000 0 cubic
row "$wide" 100 500000 20000 0 1000 0 bbr
row "$narrow" 10 64000 10000 0 1000 0 -
row "$narrow" 10 64000 10000 0 1000 0 cubic
row "$narrow" 10 64000 10000 0 1000 0 bbr
row "$wide, 1 %" 100 500000 20000 1 1000 0 -
alone "$wide, 1 %" 100 500000 20000 1 bbr
for percent in 1 5; do
    row "1000, 1 ms, 1 MB, $percent %" 1000 1000000 500 $percent 60000 0 -
    alone "1000, 1 ms, 1 MB, $percent %" 1000 1000000 500 $percent bbr
done
