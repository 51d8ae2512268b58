#!/usr/bin/env python3
"""Fails when the headers and layout.def have drifted apart.

1. Every number, GUID, number-giving macro, structure and member that include/joinleaf states is in layout.def.
2. Every WS_ name of include/joinleaf has its plain name mapped by a header of include/, and every mapped name exists.

Usage: check_list.py [root of the source tree]. It reads the headers as text, relying on how they are formatted.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[3]

# Macros that give no number: spellings of nothing, other names of functions, statements, conversions of objects.
NOT_NUMBERS = set("""
    WINAPI CALLBACK APIENTRY PASCAL WSAAPI WSPAPI FAR VOID h_errno
    GetAddrInfoA FreeAddrInfoA GetNameInfoA InetPtonA InetNtopA IN6_ARE_ADDR_EQUAL
    select ioctlsocket timerisset timerclear timercmp FD_ZERO FD_SET FD_CLR FD_ISSET WSA_CMSG_FIRSTHDR WSA_CMSG_NXTHDR
    SCOPEID_UNSPECIFIED_INIT _WSACMSGHDR HasOverlappedIoCompleted
""".split())
# Not in mingw-w64, and with nothing to compare: its two parts are listed.
NOT_NUMBERS.add("GROUP_FILTER_SIZE")
# Bit fields have no offset.
NOT_MEMBERS = {("SCOPE_ID", "Zone"), ("SCOPE_ID", "Level")}
NOT_MEMBERS |= {("NET_LUID", "Info." + name) for name in ("Reserved", "NetLuidIndex", "IfType")}
NOT_MEMBERS |= {("IP_ADAPTER_ADDRESSES_LH", name) for name in (
    "DdnsEnabled", "RegisterAdapterSuffix", "Dhcpv4Enabled", "ReceiveOnly", "NoMulticast", "Ipv6OtherStatefulConfig",
    "NetbiosOverTcpipEnabled", "Ipv4Enabled", "Ipv6Enabled", "Ipv6ManagedAddressConfigurationSupported")}
MAPPING = re.compile(r"^#define (\w+) +WS_(\w+)$", re.M)
PLAIN = re.compile(r"^#define WS_(\w+) +(\w+)$", re.M)
# Extensions of ours have no layout to compare, and ws_plain.h states nothing.
NOT_WINSOCK = {"batch.h", "ready.h", "rooted.h", "udp.h", "provider.h", "ws_plain.h"}
# The C library's struct timeval, and select, stand in their places; gettimeofday and FD_SETSIZE are winsock2.h's care.
WITHOUT_PLAIN_NAME = {"timeval", "select"}


def plain(name):
    return name[3:] if name.startswith("WS_") else name


def text_of(path):
    without_comments = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    return re.sub(r"\s*\\\n\s*", " ", without_comments)


def numbers(text):
    for name, arguments, value in re.findall(r"^#define (\w+)(\([^)]*\))?[ \t]*(.*)$", text, re.M):
        if not name.startswith("JOINLEAF_") and plain(name) not in NOT_NUMBERS:
            yield plain(name)
    for body in re.findall(r"\benum \w* ?\{(.*?)\}", text, re.S):
        for item in body.split(","):
            yield plain(item.split("=")[0].strip())


def structures(text):
    """Yields a structure's plain name and its members; those of a nested, named one as outer.inner."""
    for kind, tag, body, names in re.findall(r"^(?:typedef )?(struct|union) (\w+) \{\n(.*?)^\}([^;]*);", text,
                                             re.S | re.M):
        typedefs = [n.strip() for n in names.split(",") if n.strip() and "*" not in n]
        name = plain(typedefs[0]) if typedefs else kind + " " + (tag if plain(tag) in WITHOUT_PLAIN_NAME else plain(tag))
        stack = [[]]
        for line in (l.strip() for l in body.split("\n")):
            close = re.match(r"\} ?(\w*);", line)
            if re.match(r"(__extension__ )?(struct|union) \{", line):
                stack.append([])
            elif close:
                inner = stack.pop()
                prefix = close.group(1)
                stack[-1] += [prefix + "." + m if prefix else m for m in inner] + ([prefix] if prefix else [])
            elif line:
                declarators = re.sub(r"\[.*?\]|: \d+", "", line.rstrip(";")).split(",")
                stack[-1] += [re.findall(r"\w+", d)[-1] for d in declarators]
        yield name, stack[0]


def main():
    listed = (ROOT / "native/test/layout/layout.def").read_text()
    listed = re.sub(r"/\*.*?\*/", "", listed, flags=re.S)
    constants = set(re.findall(r"^(?:CONSTANT|GUID_VALUE|NOT_IN_MINGW)\((\w+)", listed, re.M))
    in_expressions = set(re.findall(r"\w+", " ".join(re.findall(r"^EXPRESSION\((.*)\)$", listed, re.M))))
    sizes = set(re.findall(r"^SIZE\((.*)\)$", listed, re.M))
    members = set(re.findall(r"^MEMBER\((.*), ([\w.]+)\)$", listed, re.M))
    faults = []
    counted = 0
    prefixed = set()

    for path in sorted((ROOT / "include/joinleaf").glob("*.h")):
        if path.name in NOT_WINSOCK:
            continue
        text = text_of(path)
        prefixed.update(re.findall(r"\bWS_(\w+)", text))
        for name in numbers(text):
            counted += 1
            if name not in constants and name not in in_expressions:
                faults.append(f"{path.name}: {name} is not in layout.def")
        for name, parts in structures(text):
            counted += 1 + len(parts)
            if name not in sizes:
                faults.append(f"{path.name}: the size of {name} is not in layout.def")
            for part in parts:
                if (name, part) not in members and (name, part) not in NOT_MEMBERS:
                    faults.append(f"{path.name}: member {part} of {name} is not in layout.def")

    mapped = set(WITHOUT_PLAIN_NAME)
    for target, name in PLAIN.findall((ROOT / "include/joinleaf/ws_plain.h").read_text()):
        mapped.add(name)
        if name != target:
            faults.append(f"ws_plain.h: WS_{target} becomes {name}")
    for path in sorted((ROOT / "include").glob("*.h")):
        for name, target in MAPPING.findall(path.read_text()):
            mapped.add(name)
            if name != target:
                faults.append(f"{path.name}: {name} is mapped on WS_{target}")
            if target not in prefixed:
                faults.append(f"{path.name}: WS_{target} does not exist")
    faults += [f"WS_{name} has no plain name in include/" for name in sorted(prefixed - mapped)]

    for fault in faults:
        print(fault)
    if not faults:
        print(f"layout.def is complete: {counted} facts of the headers, {len(mapped)} mapped names")
    return 1 if faults else 0


sys.exit(main())
