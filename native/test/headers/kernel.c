/*
 * What windows.h has of the system beside Winsock, as the pages of these functions say. Compiled as C and as C++. Prints
 * what is wrong and ends with 1, or ends with 0.
 */
#include <windows.h>

#include <stdio.h>
#include <unistd.h>

static int faults;

static void must(int holds, const char *what)
{
    if (!holds) {
        printf("wrong: %s\n", what);
        faults++;
    }
}

static int fails_with(int result, DWORD error)
{
    return result == 0 && GetLastError() == error;
}

/* The letter g with a caron, the sign of the euro, a treble clef: two bytes, three and four; the last has two units. */
#define BYTES "\307\247\342\202\254\360\235\204\236"
static const WCHAR units[] = {0x1e7, 0x20ac, 0xd834, 0xdd1e, 0};

static void wide_becomes_bytes(void)
{
    char text[32];
    WCHAR lone[] = {'a', 0xd834, 'b', 0};
    WCHAR with_zero[] = {'a', 0, 'b'};
    BOOL used;

    must(WideCharToMultiByte(CP_UTF8, 0, units, -1, NULL, 0, NULL, NULL) == 10, "the size");
    must(WideCharToMultiByte(CP_ACP, 0, units, -1, text, 10, NULL, NULL) == 10 && strcmp(text, BYTES) == 0,
         "a text");
    must(WideCharToMultiByte(CP_UTF8, 0, units, 2, text, 5, NULL, NULL) == 5 && memcmp(text, BYTES, 5) == 0,
         "a part");
    must(WideCharToMultiByte(CP_UTF8, 0, with_zero, 3, text, 3, NULL, NULL) == 3 &&
             memcmp(text, "a\0b", 3) == 0,
         "a terminator within");
    must(fails_with(WideCharToMultiByte(CP_UTF8, 0, units, -1, text, 9, NULL, NULL),
                    ERROR_INSUFFICIENT_BUFFER),
         "no room");
    must(WideCharToMultiByte(CP_UTF8, 0, lone, -1, text, sizeof text, NULL, NULL) == 6 &&
             strcmp(text, "a\357\277\275b") == 0,
         "half a character");
    must(fails_with(
             WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, lone, -1, text, sizeof text, NULL, NULL),
             ERROR_NO_UNICODE_TRANSLATION),
         "WC_ERR_INVALID_CHARS");
    must(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, units, -1, text, sizeof text, NULL, NULL) == 10,
         "WC_ERR_INVALID_CHARS of a text");
    must(fails_with(WideCharToMultiByte(CP_UTF8, 0, units, 0, text, sizeof text, NULL, NULL),
                    ERROR_INVALID_PARAMETER) &&
             fails_with(WideCharToMultiByte(1252, 0, units, -1, text, sizeof text, NULL, NULL),
                        ERROR_INVALID_PARAMETER) &&
             fails_with(WideCharToMultiByte(CP_UTF8, 0, units, -1, text, sizeof text, NULL, &used),
                        ERROR_INVALID_PARAMETER) &&
             fails_with(WideCharToMultiByte(CP_UTF8, 2, units, -1, text, sizeof text, NULL, NULL),
                        ERROR_INVALID_FLAGS),
         "bad parameters");
}

static void bytes_become_wide(void)
{
    WCHAR wide[32];

    must(MultiByteToWideChar(CP_UTF8, 0, BYTES, -1, NULL, 0) == 5, "the wide size");
    must(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, BYTES, -1, wide, 5) == 5 &&
             memcmp(wide, units, sizeof units) == 0,
         "a wide text");
    must(MultiByteToWideChar(CP_ACP, 0, BYTES "more", 5, wide, 2) == 2 && wide[1] == units[1], "a wide part");
    must(MultiByteToWideChar(CP_UTF8, 0, "a\0b", 3, wide, 3) == 3 && wide[1] == 0 && wide[2] == 'b',
         "a wide terminator within");
    must(fails_with(MultiByteToWideChar(CP_UTF8, 0, BYTES, -1, wide, 4), ERROR_INSUFFICIENT_BUFFER),
         "no wide room");
    must(MultiByteToWideChar(CP_UTF8, 0, "a\377b", -1, wide, 32) == 4 && wide[1] == 0xfffd && wide[2] == 'b',
         "a byte that is none");
    must(fails_with(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "a\377b", -1, wide, 32),
                    ERROR_NO_UNICODE_TRANSLATION),
         "MB_ERR_INVALID_CHARS");
    must(fails_with(MultiByteToWideChar(CP_UTF8, 0, NULL, -1, wide, 32), ERROR_INVALID_PARAMETER), "no text");
}

int main(void)
{
    wide_becomes_bytes();
    bytes_become_wide();
    must(GetCurrentProcessId() == (DWORD)getpid(), "GetCurrentProcessId");
    return faults != 0;
}
