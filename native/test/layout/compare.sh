#!/bin/sh
# Compares what layout.c says with our headers and with mingw-w64's.
#
# Usage: compare.sh [folder for the results]; CC and MINGW_CC name the compilers (gcc, x86_64-w64-mingw32-gcc), the second
# with options, such as "zig cc -target aarch64-windows-gnu".
# Ends with 0: no difference, 1: a difference (shown) or a compiler's error, 77: no mingw-w64 here, only ours was built.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$(mktemp -d)}
cc=${CC:-gcc}
mingw=${MINGW_CC:-x86_64-w64-mingw32-gcc}
mkdir -p "$work"

"$cc" -std=gnu11 -Wall -Wextra -Werror -I "$here/../../../include" "$here/layout.c" -o "$work/layout"
"$work/layout" >"$work/ours.txt"

if ! command -v "${mingw%% *}" >/dev/null 2>&1; then
    echo "skipped: no $mingw on this machine"
    exit 77
fi
$mingw -O2 -S -DLAYOUT_IN_ASSEMBLY "$here/layout.c" -o "$work/windows.s"
# clang writes the mark of a comment as that processor's assembler has it.
awk -F '\t' '{ sub(/^\t*(#|\/\/)fact\t/, "#fact\t") } $1 == "#fact" { printf "%s=%.0f\n", $2, $3 * 65536 + $4 }' "$work/windows.s" >"$work/windows.txt"

diff "$work/windows.txt" "$work/ours.txt"
echo "$(wc -l <"$work/ours.txt") facts, no difference"
