/*
 * ws_order.h - the network order of 64-bit and of floating-point numbers.
 *
 * Follows the pages of htonll, ntohll, htonf, ntohf, htond and ntohd (winsock2.h, sdk-api). As on Windows, a
 * program has them if it asks for them by INCL_EXTRA_HTON_FUNCTIONS, or is built for Windows 8 or later, which
 * is what holds if it says nothing; NO_EXTRA_HTON_FUNCTIONS takes them away. A program that has a macro of
 * such a name keeps its own.
 */
#ifndef JOINLEAF_WS_ORDER_H
#define JOINLEAF_WS_ORDER_H

#include "ws_types.h"

#if defined(NO_EXTRA_HTON_FUNCTIONS) || defined(htonll) || defined(ntohll)
/* The program has none, or its own. */
#elif !defined(INCL_EXTRA_HTON_FUNCTIONS) && defined(NTDDI_VERSION) && NTDDI_VERSION < 0x06020000
/* It is built for an older Windows. */
#elif !defined(INCL_EXTRA_HTON_FUNCTIONS) && !defined(NTDDI_VERSION) && defined(_WIN32_WINNT) &&             \
    _WIN32_WINNT < 0x0602
/* Likewise. */
#else

static __inline ULONGLONG htonll(ULONGLONG Value)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_bswap64(Value);
#else
    return Value;
#endif
}

static __inline ULONGLONG ntohll(ULONGLONG Value)
{
    return htonll(Value);
}

static __inline UINT32 joinleaf_order32(UINT32 value)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_bswap32(value);
#else
    return value;
#endif
}

static __inline UINT32 htonf(FLOAT Value)
{
    union {
        FLOAT number;
        UINT32 bits;
    } both;

    both.number = Value;
    return joinleaf_order32(both.bits);
}

static __inline FLOAT ntohf(UINT32 Value)
{
    union {
        FLOAT number;
        UINT32 bits;
    } both;

    both.bits = joinleaf_order32(Value);
    return both.number;
}

static __inline ULONGLONG htond(double Value)
{
    union {
        double number;
        ULONGLONG bits;
    } both;

    both.number = Value;
    return htonll(both.bits);
}

static __inline double ntohd(ULONGLONG Value)
{
    union {
        double number;
        ULONGLONG bits;
    } both;

    both.bits = ntohll(Value);
    return both.number;
}

#endif

#endif
