#!/bin/sh
# A member on Windows: node.c's program by Wine, in a home of its own for each network namespace, since the server of a home
# opens all sockets of its programs. A home is made in /run, which is to be the caller's own, and shares what its programs only
# read with $WINEPREFIX.
#     windows_node.sh NODE.EXE ARGUMENTS...
set -eu
home=/run/wine.$(readlink /proc/self/ns/net | tr -dc 0-9)
if [ ! -e "$home/ready" ]; then
    mkdir -p "$home"
    cp "$WINEPREFIX"/*.reg "$WINEPREFIX/.update-timestamp" "$home/"
    cp -P -R "$WINEPREFIX/dosdevices" "$home/"
    ln -sfn "$WINEPREFIX/drive_c" "$home/drive_c"
    # Its server stays: else it ends a second after the last program, and one that starts just then is told of a broken connection.
    WINEPREFIX="$home" wineserver -p > /dev/null 2>&1 || true
    touch "$home/ready"
fi
export WINEPREFIX="$home"
exec wine "$@"
