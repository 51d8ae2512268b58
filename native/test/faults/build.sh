#!/bin/sh
# Builds the fault injector: the shim with every call to the C library between (kinds.def), under AddressSanitizer, and
# the conformance program's rules with a runner of its own. Fails when the shim calls something kinds.def does not name.
#
# Usage: build.sh FOLDER    makes FOLDER/faults and FOLDER/libjoinleaf-faults.so; CC names the compiler (gcc)
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=$1
cc=${CC:-gcc}
options="-std=gnu11 -O1 -g -fno-omit-frame-pointer -pthread -Wall -Wextra -Wconversion -Wswitch-enum -Werror -I$root/include -I$root/native"
sanitize="-fsanitize=address,undefined -fno-sanitize-recover=undefined"
export root
rm -rf "$work/shim"
mkdir -p "$work/shim"
cd "$work"

names() { # of kinds.def: what stands in the entries of that word
    "$cc" -E -P -x c -DFAILS\(name,...\)='@FAILS name' -DANSWERS\(name,...\)='@FAILS name' -DSPECIAL\(name,...\)='@FAILS name' \
        -DSURE\(...\)='@SURE __VA_ARGS__' "$here/kinds.def" | tr '@\n' '\n ' | sed -n "s/^$1 //p" | tr -d ' ' | tr ',' '\n' | sort -u
}

# Its objects: the sanitizer's own symbols are not the shim's.
(cd "$root/native" && find winsock/*.c winsock/linux providers system/linux -name musl -prune -o -name '*.c' -print) | xargs -P "$(nproc)" -n 4 sh -c '
    for source; do
        eval "$0 -c \"$root/native/$source\" -o \"shim/$(echo "$source" | tr / _).o\"" || exit 255
    done' "$cc $options $sanitize -fPIC -fvisibility=hidden"
nm -u shim/*.o | awk 'NF == 2 && $2 !~ /^__(a|ub)san_/ {print $2}' | sort -u >undefined.txt
nm --defined-only shim/*.o | awk 'NF == 3 {print $3}' | sort -u >defined.txt
names FAILS >fails.txt
{ names FAILS; names SURE; } | sort -u >known.txt
missing=$(comm -23 undefined.txt defined.txt | comm -23 - known.txt)
if [ -n "$missing" ]; then
    echo "the shim calls what kinds.def does not name:" $missing >&2
    exit 1
fi

wraps=-Wl,--wrap=WSASetLastError
for name in $(cat fails.txt); do
    wraps="$wraps,--wrap=$name"
done
"$cc" $options $sanitize -fPIC -fvisibility=hidden -shared $wraps -o libjoinleaf-faults.so shim/*.o "$here/wrap.c"

# A rule's patience is to end before the trial's: one may wait many times for what a fault has prevented.
# The rules leave to the process's end what their early ends leave open: the runner tidies up.
rules=$(ls "$root"/native/test/conformance/*.c "$root"/native/test/conformance/linux/*.c | grep -v -e '/main\.c$' -e '/check\.c$')
"$cc" $options $sanitize -DROOTED_PATIENCE_MS=5000 -DHANG_MS=3000 -I"$root/native/test/conformance" \
    -Wl,--wrap=WSACreateEvent,--wrap=WSACloseEvent,--wrap=WSAJoinLeaf -o faults $rules "$here/verdict.c" "$here/trial.c" "$here/main.c" -L. -ljoinleaf-faults -Wl,-rpath,"$PWD"
echo "$(wc -l <fails.txt) kinds of calls can fail, $(comm -23 undefined.txt defined.txt | wc -l) are made"
