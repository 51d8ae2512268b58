#!/bin/sh
# A root, a host with two leaves in one process, and one with one; the interfaces of some are deleted and made anew.
#     anew.sh ANEW KEEP AWAY CHOOSE ADDRESS NUMBER...   KEEP, AWAY: as in netns.sh; CHOOSE yes: the members choose the group's interface
set -eu
anew=$1 keep=$2 away=$3 choose=$4 root=$5
shift 5
net=$(dirname "$0")/netns.sh
sh "$net" up 2
trap 'sh "$net" down 2' EXIT
own() { # NUMBER
    [ "$choose" = no ] || echo "10.99.0.$(($1 + 1))"
}
for leaf in 1 2; do
    # shellcheck disable=SC2046
    timeout 100 sh "$net" inside "$leaf" "$anew" leaf "$root" 7720 $((3 - leaf)) $(own "$leaf") | sed "s/^/$leaf /" &
done
# shellcheck disable=SC2046
timeout 100 sh "$net" inside 0 "$anew" root "$root" 7720 3 "sh $net anew 2 $keep $away $*" $(own 0)
wait
