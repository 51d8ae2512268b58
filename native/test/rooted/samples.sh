#!/bin/sh
# The samples of the field's style talk: the root says "again" until it has heard the leaf, then "goodbye".
#     samples.sh ROOT LEAF PORT
set -eu
root=$1 leaf=$2 port=$3
heard=$(mktemp)
trap 'rm -f "$heard"' EXIT

lines() {
    tries=0
    until grep -q '^heard: anna$' "$heard" || [ "$tries" -ge 600 ]; do
        echo again
        sleep 0.1
        tries=$((tries + 1))
    done
    echo goodbye
}

lines | "$root" "$port" > "$heard" &
tries=0
until "$leaf" "$port" anna || [ "$tries" -ge 100 ]; do # the root may be starting
    sleep 0.1
    tries=$((tries + 1))
done
wait
cat "$heard"
