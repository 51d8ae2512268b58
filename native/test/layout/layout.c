/*
 * Prints every number and layout of layout.def as name=value, with whichever winsock2.h is on the include
 * path.
 *
 * With -S -O2 -DLAYOUT_IN_ASSEMBLY the facts stand in the compiler's output instead, in lines "#fact", name,
 * upper part, lower 16 bits (an operand cannot be wider than 32 bits), parted by tabs: so what mingw-w64's
 * headers say can be read on a machine that cannot run Windows programs. compare.sh does that.
 */
#define _WIN32_WINNT  0x0a00
#define NTDDI_VERSION 0x0a00000a

#include <winsock2.h>

#include <ws2tcpip.h>

#include <iphlpapi.h>
#include <mstcpip.h>
#include <mswsock.h>
#include <qos.h>
#include <ws2spi.h>

#ifdef __MINGW32__
#define WS_timeval timeval /* ours; programs see the C library's on Linux */
#endif

#include <stddef.h>
#include <stdio.h>

#ifdef LAYOUT_IN_ASSEMBLY
#define FACT(name, value)                                                                                    \
    __asm__ volatile("\n#fact\t" name "\t%c0\t%c1"                                                           \
                     :                                                                                       \
                     : "i"((long long)(value) >> 16), "i"((long long)(value)&0xffff));
#else
#define FACT(name, value) printf("%s=%lld\n", name, (long long)(value));
#endif

#define CONSTANT(constant)     FACT(#constant, constant)
#define EXPRESSION(expression) FACT(#expression, expression)
#define SIZE(type)             FACT("sizeof " #type, sizeof(type))
#define MEMBER(type, member)                                                                                 \
    FACT("offset of " #type " " #member, offsetof(type, member))                                             \
    FACT("size of " #type " " #member, sizeof(((type *)0)->member))
#define GUID_VALUE(guid)                                                                                     \
    {                                                                                                        \
        static const GUID value = guid;                                                                      \
        FACT(#guid " 1", value.Data1)                                                                        \
        FACT(#guid " 2", value.Data2)                                                                        \
        FACT(#guid " 3", value.Data3)                                                                        \
        FACT(#guid " 4.0", value.Data4[0])                                                                   \
        FACT(#guid " 4.1", value.Data4[1])                                                                   \
        FACT(#guid " 4.2", value.Data4[2])                                                                   \
        FACT(#guid " 4.3", value.Data4[3])                                                                   \
        FACT(#guid " 4.4", value.Data4[4])                                                                   \
        FACT(#guid " 4.5", value.Data4[5])                                                                   \
        FACT(#guid " 4.6", value.Data4[6])                                                                   \
        FACT(#guid " 4.7", value.Data4[7])                                                                   \
    }
#ifdef __MINGW32__
#define NOT_IN_MINGW(constant, documented) FACT(#constant, documented)
#else
#define NOT_IN_MINGW(constant, documented) FACT(#constant, constant)
#endif

static WSACMSGHDR header;

int main(void)
{
#include "layout.def"
    return 0;
}
