/* Prints the number, the name and the limit of each control frame, which ProtocolTest compares with
 * PROTOCOL.md. */
#include <stdio.h>

#include "providers/rooted/wire/wire.h"

int main(void)
{
#define PRINT(name) printf("%d %s %u\n", WIRE_##name, #name, (unsigned)wire_limit(WIRE_##name));
    WIRE_FRAMES(PRINT)
    return 0;
}
