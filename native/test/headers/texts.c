/*
 * Prints what FormatMessage says of each code, a line each.
 *
 *     texts code...
 */
#include <winsock2.h>

#include <stdio.h>

int main(int argc, char **argv)
{
    int i;

    for (i = 1; i < argc; i++) {
        char text[256] = "nothing\n";

        FormatMessage(FORMAT_MESSAGE_FROM_SYSTEM, NULL, (DWORD)atoi(argv[i]), 0, text, sizeof text, NULL);
        printf("%s", text);
    }
    return 0;
}
