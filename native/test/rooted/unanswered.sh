#!/bin/sh
# Hosts whose TCP is set to give up soon what nobody answers (net.ipv4.tcp_retries2), as is usual where a spare host takes over.
#     unanswered.sh NODE MESSAGES
set -eu
. "$(dirname "$0")/until.sh"
node=$1 messages=$2
net=$(dirname "$0")/netns.sh
ns=jlr$(id -u)
trap 'sh "$net" down 1' EXIT

session() { # ANY ADDRESS OPTION_OF_ROOT OPTION_OF_LEAF
    sh "$net" inside 0 timeout 100 "$node" root "$1" 7730 1 "$messages" 1000 pause=1 keepalive=200 "$3" &
    root=$!
    sh "$net" inside 1 timeout 100 "$node" leaf "$2" 7730 "$4" &
    leaf=$!
    until_true "the leaf does not join" is_connected 1 7730
    sleep 0.5 # until it is admitted
}

sh "$net" up 1
for number in 0 1; do
    sh "$net" inside "$number" sysctl -qw net.ipv4.tcp_retries2=3
done

echo "the network is away for two seconds"
session 0.0.0.0 10.99.0.1 dead=10000 expect="$messages"
ip -n "$ns-b" link set v1 nomaster
sleep 2
ip -n "$ns-b" link set v1 master br0
wait "$leaf"
wait "$root"

echo "the root's address is gone: what it sends to the group comes, and on the connection there is no answer"
session :: fd99::1 dead=2000 end=10053 # WSAECONNABORTED
sh "$net" inside 0 ip addr del fd99::1/64 dev eth0
wait "$leaf"
wait "$root"
