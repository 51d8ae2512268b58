/*
 * Byte order. The plain functions are the Internet's order and need no start-up (SK-01); the WSA ones ask the
 * socket's catalogue entry which order its network has.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <joinleaf/ws_sock.h>

#include "winsock/call.h"
#include "winsock/catalogue.h"

/* Returns the number whose bytes lie in memory from the most to the least significant one. Its own inverse.
 */
static uint32_t big_endian_32(uint32_t value)
{
    const uint8_t bytes[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                             (uint8_t)value};
    memcpy(&value, bytes, sizeof value);
    return value;
}

static uint16_t big_endian_16(uint16_t value)
{
    const uint8_t bytes[] = {(uint8_t)(value >> 8), (uint8_t)value};
    memcpy(&value, bytes, sizeof value);
    return value;
}

WS_u_long WSAAPI WS_htonl(WS_u_long hostlong)
{
    return big_endian_32(hostlong);
}

WS_u_short WSAAPI WS_htons(WS_u_short hostshort)
{
    return big_endian_16(hostshort);
}

WS_u_long WSAAPI WS_ntohl(WS_u_long netlong)
{
    return big_endian_32(netlong);
}

WS_u_short WSAAPI WS_ntohs(WS_u_short netshort)
{
    return big_endian_16(netshort);
}

/* Tells in *big_endian whether the socket's network has the Internet's byte order. Returns false with the
 * last error set if the call must fail. */
static bool network_order(SOCKET s, const void *result, bool *big_endian)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return false;
    }
    const struct catalogue_entry *entry = handle_object(call.slot).owner;
    *big_endian = entry->info.iNetworkByteOrder != LITTLEENDIAN;
    call.error = WSAEFAULT;
    return call_end(&call, result == NULL ? SOCKET_ERROR : 0) == 0;
}

/* All machines that we build for are little-endian, but the code does not rely on that. */
static WS_u_long convert_long(WS_u_long value, bool big_endian)
{
    return big_endian ? big_endian_32(value) : __builtin_bswap32(big_endian_32(value));
}

static WS_u_short convert_short(WS_u_short value, bool big_endian)
{
    return big_endian ? big_endian_16(value) : __builtin_bswap16(big_endian_16(value));
}

/* Turning the bytes round is its own inverse, so the two directions are one. */
int WSAAPI WSAHtonl(SOCKET s, WS_u_long hostlong, WS_u_long *lpnetlong)
{
    bool big_endian;
    if (!network_order(s, lpnetlong, &big_endian)) {
        return SOCKET_ERROR;
    }
    *lpnetlong = convert_long(hostlong, big_endian);
    return 0;
}

int WSAAPI WSAHtons(SOCKET s, WS_u_short hostshort, WS_u_short *lpnetshort)
{
    bool big_endian;
    if (!network_order(s, lpnetshort, &big_endian)) {
        return SOCKET_ERROR;
    }
    *lpnetshort = convert_short(hostshort, big_endian);
    return 0;
}

int WSAAPI WSANtohl(SOCKET s, WS_u_long netlong, WS_u_long *lphostlong)
{
    return WSAHtonl(s, netlong, lphostlong);
}

int WSAAPI WSANtohs(SOCKET s, WS_u_short netshort, WS_u_short *lphostshort)
{
    return WSAHtons(s, netshort, lphostshort);
}
