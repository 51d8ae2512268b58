#!/bin/sh
# A session of one leaf on loopback, and strangers who do their worst to it, without and with a key. Wants a namespace of its own.
#     strangers.sh NODE STRANGERS SECONDS SILENT
set -eu
. "$(dirname "$0")/until.sh"
node=$1 strangers=$2 seconds=$3 silent=$4
messages=$((seconds * 900)) # a millisecond and a little more each

is_listening() {
    ss -Hltn | grep -q ":7700 "
}

for key in "" key=known_to_the_members; do
    # shellcheck disable=SC2086
    timeout 300 "$node" root 127.0.0.1 7700 1 "$messages" 1000 group=239.255.4.4 groupport=50123 pause=1 $key &
    root=$!
    until_true "the root does not listen" is_listening # Wine takes its time
    # shellcheck disable=SC2086
    timeout 300 "$node" leaf 127.0.0.1 7700 expect="$messages" $key &
    leaf=$!
    "$strangers" 127.0.0.1 7700 239.255.4.4 50123 "$seconds" "$silent"
    wait "$root"
    wait "$leaf"
done
