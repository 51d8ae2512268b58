#!/bin/sh
# A root whose host has no address at first: the leaf's one join asks again until its time is over (JL-16).
#     late.sh NODE LATE
set -eu
node=$1 late=$2
ns=jll$(id -u)

end() {
    for name in root leaf; do
        ip netns pids "$ns-$name" 2>/dev/null | xargs -r kill 2>/dev/null || true
        ip netns del "$ns-$name" 2>/dev/null || true
    done
}
trap end EXIT

for name in root leaf; do
    ip netns add "$ns-$name"
    ip -n "$ns-$name" link set lo up
done
ip -n "$ns-root" link add eth0 type veth peer name eth0 netns "$ns-leaf"
ip -n "$ns-leaf" addr add 10.97.1.2/24 dev eth0
ip -n "$ns-root" link set eth0 up
ip -n "$ns-leaf" link set eth0 up

echo "nobody has the address:"
ip netns exec "$ns-leaf" "$late" 10.97.1.1 7700 4000
timeout 60 ip netns exec "$ns-root" "$node" root 0.0.0.0 7700 1 10 100 > /dev/null &
(sleep 5; ip -n "$ns-root" addr add 10.97.1.1/24 dev eth0) &
echo "somebody has it after 5 s, when ARP has given up once:"
ip netns exec "$ns-leaf" "$late" 10.97.1.1 7700 20000
