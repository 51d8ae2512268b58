#!/bin/sh
# The interface of a root is deleted and made anew while the root has one leaf and sends nothing; then another leaf joins. Both get
# everything from one sender: what another one sends counts as strangers'.
#     joins_anew.sh NODE MESSAGES
set -eu
. "$(dirname "$0")/until.sh"
node=$1 messages=$2
net=$(dirname "$0")/netns.sh
trap 'sh "$net" down 2' EXIT

leaf() { # NUMBER
    sh "$net" inside "$1" timeout 100 "$node" leaf 10.99.0.1 7730 expect="$messages" &
}

sh "$net" up 2
sh "$net" inside 0 timeout 100 "$node" root 10.99.0.1 7730 2 "$messages" 1000 pause=1 &
leaf 1
until_true "the first leaf does not join" is_connected 1 7730
sleep 0.5 # until it is admitted
sh "$net" anew 2 no 1 0
leaf 2
wait
