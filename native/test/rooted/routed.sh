#!/bin/sh
# A root and a leaf on two networks with a router between them: with smcrouted the data crosses it as multicast, without it as repairs.
#     routed.sh NODE MESSAGES
set -eu
. "$(dirname "$0")/until.sh"
node=$1 messages=$2
ns=jlt$(id -u)

end() {
    for name in root router leaf; do
        ip netns pids "$ns-$name" 2>/dev/null | xargs -r kill 2>/dev/null || true
        ip netns del "$ns-$name" 2>/dev/null || true
    done
}
trap end EXIT

for name in root router leaf; do
    ip netns add "$ns-$name"
    ip -n "$ns-$name" link set lo up
done
for side in root leaf; do
    net=$([ "$side" = root ] && echo 1 || echo 2)
    ip -n "$ns-router" link add "$side" type veth peer name eth0 netns "$ns-$side"
    ip -n "$ns-router" addr add "10.98.$net.254/24" dev "$side"
    ip -n "$ns-$side" addr add "10.98.$net.1/24" dev eth0
    ip -n "$ns-router" link set "$side" up
    ip -n "$ns-$side" link set eth0 up
    ip -n "$ns-$side" route add default via "10.98.$net.254"
done
ip netns exec "$ns-router" sysctl -qw net.ipv4.ip_forward=1

session() {
    timeout 120 ip netns exec "$ns-root" "$node" root 10.98.1.1 7700 1 "$messages" 1000 ttl=4 group=239.255.4.4 groupport=50123 &
    root=$!
    timeout 120 ip netns exec "$ns-leaf" "$node" leaf 10.98.1.1 7700 expect="$messages"
    wait "$root"
}

has_route() {
    ip -n "$ns-router" mroute show | grep -q "239.255.4.4"
}

has_carriers() {
    for name in root leaf; do
        ip -n "$ns-router" -o link show "$name" | grep -q " state UP " || return 1
    done
}

until_true "a wire has no carrier" has_carriers
echo "without multicast routing:"
session
if command -v smcrouted > /dev/null; then
    printf 'phyint root enable\nphyint leaf enable\nmroute from root source 10.98.1.1 group 239.255.4.4 to leaf\n' > "/run/$ns.conf"
    ip netns exec "$ns-router" smcrouted -n -N -f "/run/$ns.conf" -I "$ns" -P "/run/$ns.pid" > "/run/$ns.log" 2>&1 &
    until_true "smcrouted makes no route" has_route
    echo "with smcrouted:"
    session
else
    echo "smcrouted is not installed"
fi
