/* All headers in a program whose compiler is asked for the warnings of careful projects: none is of a header's. */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#include <mstcpip.h>
#include <mswsock.h>
#include <netioapi.h>
#include <qos.h>
#include <ws2spi.h>
#include <wspiapi.h>
#include <windows.h>
#include <basetsd.h>
#include <guiddef.h>
#include <ifdef.h>
#include <ipifcons.h>
#include <iptypes.h>
#include <minwindef.h>
#include <nldef.h>
#include <winbase.h>
#include <windef.h>
#include <winerror.h>
#include <winnt.h>
#include <joinleaf/batch.h>
#include <joinleaf/provider.h>
#include <joinleaf/rooted.h>
#include <joinleaf/udp.h>

int main(void)
{
    return 0;
}
