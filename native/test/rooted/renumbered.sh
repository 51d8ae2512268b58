#!/bin/sh
# The address of a root is replaced by another one, as DHCP may do; before the root has given up the leaf that knew the old one, a second
# leaf joins at the new one. Multicast reaches it.
#     renumbered.sh NODE MESSAGES
set -eu
. "$(dirname "$0")/until.sh"
node=$1 messages=$2
net=$(dirname "$0")/netns.sh
trap 'sh "$net" down 2' EXIT

sh "$net" up 2
sh "$net" inside 0 timeout 100 "$node" root 0.0.0.0 7730 2 "$messages" 1000 pause=1 hold=3000 keepalive=200 dead=3000 &
sh "$net" inside 1 timeout 100 "$node" leaf 10.99.0.1 7730 end=10053 & # WSAECONNABORTED: its root is silent
until_true "the first leaf does not join" is_connected 1 7730
sleep 0.5 # until it is admitted
sh "$net" inside 0 ip addr del 10.99.0.1/24 dev eth0
sh "$net" inside 0 ip addr add 10.99.0.9/24 dev eth0
sh "$net" inside 2 timeout 100 "$node" leaf 10.99.0.9 7730 expect="$messages" &
wait
