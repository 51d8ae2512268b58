/* WideCharToMultiByte and MultiByteToWideChar. The code pages of the system are UTF-8 here. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <winsock2.h>

#include "winsock/wide.h"

/* Any unit of a text may be a terminator: each ends a part of it. So does the text's own end, which may have none. */
struct text {
    size_t units;
    void *made;    /* room for the whole result, and a terminator */
    size_t result; /* its units */
    bool is_exact; /* nothing was ill-formed */
};

static int failed(DWORD error)
{
    SetLastError(error);
    return 0;
}

/* Returns ERROR_SUCCESS, or what is wrong with the arguments that both functions have. */
static DWORD check(UINT page, DWORD unknown_flags, const void *from, int units, const void *to, int room)
{
    bool is_utf8 = page == CP_ACP || page == CP_OEMCP || page == CP_THREAD_ACP || page == CP_UTF8;
    bool is_valid = from != NULL && units != 0 && units >= -1 && room >= 0 && (to != NULL || room == 0);
    return !is_utf8 || !is_valid || from == to ? ERROR_INVALID_PARAMETER
           : unknown_flags != 0                ? ERROR_INVALID_FLAGS
                                               : ERROR_SUCCESS;
}

/* Gives the result to the caller, if there is room, and frees it; room 0: only its size. Returns the size, or 0 with the
 * last error. */
static int deliver(struct text *text, bool wants_exact, size_t unit_size, void *to, int room)
{
    DWORD error = text->made == NULL                         ? ERROR_NOT_ENOUGH_MEMORY
                  : wants_exact && !text->is_exact           ? ERROR_NO_UNICODE_TRANSLATION
                  : room != 0 && text->result > (size_t)room ? ERROR_INSUFFICIENT_BUFFER
                                                             : ERROR_SUCCESS;
    if (error == ERROR_SUCCESS && room != 0) {
        memcpy(to, text->made, text->result * unit_size);
    }
    free(text->made);
    return error == ERROR_SUCCESS ? (int)text->result : failed(error);
}

static void to_utf8(const WCHAR *from, WCHAR *part, struct text *text)
{
    const size_t most = 3 * text->units + 1; /* a unit becomes three bytes at most */
    char *made = text->made = malloc(most);
    for (size_t at = 0, length; made != NULL && at < text->units; at += length + 1) {
        for (length = 0; at + length < text->units && from[at + length] != 0; length++) {
            part[length] = from[at + length];
        }
        part[length] = 0;
        size_t bytes = wide_to_utf8(part, made + text->result, most - text->result);
        wide_from_utf8(made + text->result, part, length + 1);
        text->is_exact = text->is_exact && memcmp(part, from + at, length * sizeof *part) == 0;
        text->result += at + length < text->units ? bytes : bytes - 1;
    }
}

static void from_utf8(const char *from, char *part, struct text *text)
{
    const size_t most = text->units + 1; /* no character has fewer bytes than units */
    WCHAR *made = text->made = malloc(most * sizeof *made);
    for (size_t at = 0, length; made != NULL && at < text->units; at += length + 1) {
        for (length = 0; at + length < text->units && from[at + length] != '\0'; length++) {
            part[length] = from[at + length];
        }
        part[length] = '\0';
        size_t units = wide_from_utf8(part, made + text->result, most - text->result);
        wide_to_utf8(made + text->result, part, length + 1);
        text->is_exact = text->is_exact && memcmp(part, from + at, length) == 0;
        text->result += at + length < text->units ? units : units - 1;
    }
}

int WINAPI WideCharToMultiByte(UINT CodePage, DWORD dwFlags, LPCWSTR lpWideCharStr, int cchWideChar,
                               LPSTR lpMultiByteStr, int cbMultiByte, LPCSTR lpDefaultChar,
                               LPBOOL lpUsedDefaultChar)
{
    DWORD error = check(CodePage, dwFlags & ~(DWORD)WC_ERR_INVALID_CHARS, lpWideCharStr, cchWideChar,
                        lpMultiByteStr, cbMultiByte);
    if (error != ERROR_SUCCESS || lpDefaultChar != NULL || lpUsedDefaultChar != NULL) {
        return failed(error != ERROR_SUCCESS ? error : ERROR_INVALID_PARAMETER);
    }
    struct text text = {.is_exact = true};
    text.units = cchWideChar == -1 ? wide_size(lpWideCharStr) : (size_t)cchWideChar;
    WCHAR *part = malloc((text.units + 1) * sizeof *part);
    if (part != NULL) {
        to_utf8(lpWideCharStr, part, &text);
    }
    free(part);
    return deliver(&text, (dwFlags & WC_ERR_INVALID_CHARS) != 0, sizeof(char), lpMultiByteStr, cbMultiByte);
}

int WINAPI MultiByteToWideChar(UINT CodePage, DWORD dwFlags, LPCSTR lpMultiByteStr, int cbMultiByte,
                               LPWSTR lpWideCharStr, int cchWideChar)
{
    DWORD error = check(CodePage, dwFlags & ~(DWORD)(MB_ERR_INVALID_CHARS | MB_PRECOMPOSED), lpMultiByteStr,
                        cbMultiByte, lpWideCharStr, cchWideChar);
    if (error != ERROR_SUCCESS) {
        return failed(error);
    }
    struct text text = {.is_exact = true};
    text.units = cbMultiByte == -1 ? strlen(lpMultiByteStr) + 1 : (size_t)cbMultiByte;
    char *part = malloc(text.units + 1);
    if (part != NULL) {
        from_utf8(lpMultiByteStr, part, &text);
    }
    free(part);
    return deliver(&text, (dwFlags & MB_ERR_INVALID_CHARS) != 0, sizeof(WCHAR), lpWideCharStr, cchWideChar);
}
