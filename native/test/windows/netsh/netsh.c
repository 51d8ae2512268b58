/* netsh's "interface ipv4 show interfaces", which Wine's netsh has not: the table that Windows prints into a
 * pipe, in the system's OEM code page. The words and the names are German ones, with letters that other code
 * pages have elsewhere.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#include <stdio.h>

enum { ROOM = 1 << 16, LINE = 256 };

static void print(const wchar_t *line)
{
    char bytes[LINE];
    int length = WideCharToMultiByte(CP_OEMCP, 0, line, -1, bytes, sizeof bytes, NULL, NULL);
    fwrite(bytes, 1, length > 0 ? (size_t)length - 1 : 0, stdout);
}

int main(int count, char **words)
{
    static union {
        IP_ADAPTER_ADDRESSES first;
        char bytes[ROOM];
    } room;
    ULONG size = sizeof room;
    if (count != 5 || strcmp(words[1], "interface") != 0 || strcmp(words[3], "show") != 0 ||
        strcmp(words[4], "interfaces") != 0 ||
        GetAdaptersAddresses(AF_UNSPEC, 0, NULL, &room.first, &size) != NO_ERROR) {
        return 1;
    }
    print(L"\r\nIdx     Met         MTU          Status                Name\r\n"
          L"---  ----------  ----------  ------------  ---------------------------\r\n");
    for (const IP_ADAPTER_ADDRESSES *each = &room.first; each != NULL; each = each->Next) {
        wchar_t line[LINE];
        swprintf(line, LINE, L"%3lu  %10d  %10lu  connected     Gro\u00dfe Br\u00fccke %lu\r\n",
                 each->IfIndex, 25, each->Mtu, each->IfIndex);
        print(line);
    }
    print(L"\r\n");
    return 0;
}
