#!/bin/sh
# One root and three leaves behind a bridge, which stops giving multicast to some of the leaves, and later does again.
#     reach.sh REACH LEAF...
set -eu
reach=$1
shift
here=$(dirname "$0") ns=jlr$(id -u)
sh "$here/netns.sh" up 3
trap 'sh "$here/netns.sh" down 3' EXIT
flood() { # WHETHER LEAF...
    whether=$1
    shift
    for leaf in "$@"; do
        printf 'ip netns exec %s bridge link set dev v%s mcast_flood %s; ' "$ns-b" "$leaf" "$whether"
    done
}
for leaf in 1 2 3; do
    timeout 60 ip netns exec "$ns-$leaf" "$reach" leaf 10.99.0.1 7710 | sed "s/^/$leaf /" &
done
timeout 60 ip netns exec "$ns-0" "$reach" root 10.99.0.1 7710 3 $# "$(flood off "$@")" "$(flood on "$@")"
wait
