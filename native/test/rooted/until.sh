# Read by the scripts beside it (. until.sh).

# Waits until a command succeeds. A minute is a hang, and ends the script.
until_true() { # WHAT_IS_WRONG_IF_NOT COMMAND...
    complaint=$1 tries=0
    shift
    until "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt 600 ] || { echo "$complaint"; exit 1; }
        sleep 0.1
    done
}

# Whether a host of netns.sh, which is $net, has an established TCP connection with this port.
is_connected() { # NUMBER PORT
    sh "$net" inside "$1" cat /proc/net/tcp /proc/net/tcp6 | grep -q ":$(printf %04X "$2") 01 "
}
