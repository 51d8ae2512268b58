#!/bin/sh
# A session of one leaf on loopback, and strangers who do their worst to it, without and with a key. Wants a namespace of its own.
#     strangers.sh NODE STRANGERS SECONDS SILENT
set -eu
node=$1 strangers=$2 seconds=$3 silent=$4
messages=$((seconds * 900)) # a millisecond and a little more each

for key in "" key=known_to_the_members; do
    # shellcheck disable=SC2086
    timeout 300 "$node" root 127.0.0.1 7700 1 "$messages" 1000 group=239.255.4.4 groupport=50123 pause=1 $key &
    root=$!
    tries=0
    until ss -Hltn | grep -q ":7700 "; do # Wine takes its time
        tries=$((tries + 1))
        [ "$tries" -lt 600 ] || { echo "the root does not listen"; exit 1; }
        sleep 0.1
    done
    # shellcheck disable=SC2086
    timeout 300 "$node" leaf 127.0.0.1 7700 expect="$messages" $key &
    leaf=$!
    "$strangers" 127.0.0.1 7700 239.255.4.4 50123 "$seconds" "$silent"
    wait "$root"
    wait "$leaf"
done
