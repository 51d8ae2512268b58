#!/bin/sh
# A root has two addresses. The leaf that joined at the first of them, from which the group is sent, dies, and the address is taken away.
# The leaves that joined at the second, before that or (LATER: 1) after it, get multicast all the same, from one sender.
#     address_gone.sh NODE MESSAGES LATER
set -eu
. "$(dirname "$0")/until.sh"
node=$1 messages=$2 later=$3
net=$(dirname "$0")/netns.sh
out=$(mktemp -d)
trap 'sh "$net" down 3; rm -rf "$out"' EXIT

leaf() { # NUMBER
    sh "$net" inside "$1" timeout 100 "$node" leaf 10.99.0.1 7740 expect="$messages" &
    until_true "a leaf does not join" is_connected "$1" 7740
    sleep 0.5 # until it is admitted
}

sh "$net" up 3
sh "$net" inside 0 ip addr add 10.98.0.1/24 dev eth0
sh "$net" inside 1 ip addr add 10.98.0.2/24 dev eth0
sh "$net" inside 0 timeout 100 "$node" root 0.0.0.0 7740 $((2 + later)) "$messages" 1000 pause=1 > "$out/0" &
sh "$net" inside 1 "$node" leaf 10.98.0.1 7740 > "$out/1" &
first=$!
until_true "the first leaf does not join" is_connected 1 7740
sleep 0.5
leaf 2
kill -9 "$first"
sh "$net" inside 0 ip addr del 10.98.0.1/24 dev eth0
[ "$later" = 0 ] || leaf 3
wait
cat "$out/0"
