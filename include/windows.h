/*
 * windows.h - as much of it as programs that use Winsock need, for Linux.
 *
 * Follows "Windows Data Types" and the pages of Sleep, SleepEx, CancelIo, CancelIoEx, GetTickCount, GetTickCount64,
 * QueryPerformanceCounter, QueryPerformanceFrequency, GetSystemTimeAsFileTime, GetLastError, SetLastError,
 * GetProcessHeap, HeapAlloc, HeapFree, GlobalAlloc, GlobalFree, LocalAlloc, LocalFree, ExitProcess, GetCurrentProcessId,
 * FormatMessage, WideCharToMultiByte, MultiByteToWideChar. Memory that moves (GMEM_MOVEABLE) is not here.
 */
#ifndef JOINLEAF_WINDOWS_H
#define JOINLEAF_WINDOWS_H

#include "joinleaf/ws_types.h"

/* On Windows this header brings ctype.h, and stdio.h declares wprintf, so programs do without wchar.h. */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#ifdef __cplusplus
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast" /* what is here is C, too */
#endif

#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef OPTIONAL
#define OPTIONAL
#endif
#ifndef CONST
#define CONST const
#endif
/* A compiler that knows them has them as words of its own (-fms-extensions), and a program that is for Linux, too,
 * may have defined them. */
#ifndef __cdecl
#define __cdecl
#endif
#ifndef _cdecl
#define _cdecl
#endif
#ifndef __stdcall
#define __stdcall
#endif
#ifndef __int64
#define __int64 long long
#endif

typedef int WINBOOL;

/* u"..." is UTF-16 whatever the size of wchar_t. */
#if __SIZEOF_WCHAR_T__ == 2
#define JOINLEAF_WIDE(text) L##text
#else
#define JOINLEAF_WIDE(text) u##text
#endif
#ifdef UNICODE
typedef WCHAR TCHAR;
typedef LPWSTR LPTSTR;
typedef LPCWSTR LPCTSTR;
typedef WCHAR TBYTE;
#define TEXT(text) JOINLEAF_WIDE(text)
#else
typedef CHAR TCHAR;
typedef LPSTR LPTSTR;
typedef LPCSTR LPCTSTR;
typedef UCHAR TBYTE;
#define TEXT(text) text
#endif
typedef TCHAR *PTCHAR;
typedef TBYTE *PTBYTE;
typedef LPTSTR PTSTR;
typedef LPCTSTR PCTSTR;

#define ARRAYSIZE(array)                        (sizeof(array) / sizeof((array)[0]))
#define UNREFERENCED_PARAMETER(parameter)       ((void)(parameter))
#define ZeroMemory(destination, length)         memset((destination), 0, (length))
#define FillMemory(destination, length, fill)   memset((destination), (fill), (length))
#define CopyMemory(destination, source, length) memcpy((destination), (source), (length))
#define MoveMemory(destination, source, length) memmove((destination), (source), (length))
#define IsEqualGUID(one, other)                 (memcmp((one), (other), sizeof(GUID)) == 0)

/* In C++ they would break the standard library's. */
#if !defined(NOMINMAX) && !defined(__cplusplus)
#ifndef max
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#endif
#endif

#define MAX_PATH 260
#define MAXDWORD 0xffffffff

#define MAKELANGID(primary, sub) ((WORD)(((WORD)(sub)) << 10 | (WORD)(primary)))
#define LANG_NEUTRAL             0x00
#define LANG_ENGLISH             0x09
#define SUBLANG_NEUTRAL          0x00
#define SUBLANG_DEFAULT          0x01
#define SUBLANG_ENGLISH_US       0x01

#ifdef __cplusplus
extern "C" {
#endif

/* The libc's functions, and its struct timespec, under names of our own: a strict -std=c99 hides their
 * declarations. */
struct joinleaf_timespec {
    long tv_sec;
    long tv_nsec;
};
int joinleaf_nanosleep(const struct joinleaf_timespec *duration,
                       struct joinleaf_timespec *rest) __asm__("nanosleep");
int joinleaf_clock_gettime(int clock, struct joinleaf_timespec *now) __asm__("clock_gettime");
int joinleaf_getpid(void) __asm__("getpid");

/* On Windows stdlib.h declares it. errno.h itself would bring EWOULDBLOCK and its kin, which programs take for
 * Winsock's if they are not there. */
int *joinleaf_errno_location(void) __asm__("__errno_location");
#ifndef errno
#define errno (*joinleaf_errno_location())
#endif

static __inline DWORD GetLastError(void)
{
    return (DWORD)WSAGetLastError();
}

static __inline void SetLastError(DWORD code)
{
    WSASetLastError((int)code);
}

static __inline DWORD GetCurrentProcessId(void)
{
    return (DWORD)joinleaf_getpid();
}

static __inline void Sleep(DWORD milliseconds)
{
    struct joinleaf_timespec rest;

    rest.tv_sec = (long)(milliseconds / 1000);
    rest.tv_nsec = (long)(milliseconds % 1000) * 1000000;
    do {
        while (joinleaf_nanosleep(&rest, &rest) != 0) {
        }
        rest.tv_sec = 3600;
        rest.tv_nsec = 0;
    } while (milliseconds == INFINITE);
}

#define HEAP_ZERO_MEMORY 0x00000008

/* There is one heap, the C library's. */
static __inline HANDLE GetProcessHeap(void)
{
    return (HANDLE)(ULONG_PTR)1;
}

static __inline LPVOID HeapAlloc(HANDLE heap, DWORD flags, SIZE_T bytes)
{
    (void)heap;
    return flags & HEAP_ZERO_MEMORY ? calloc(1, bytes ? bytes : 1) : malloc(bytes ? bytes : 1);
}

static __inline BOOL HeapFree(HANDLE heap, DWORD flags, LPVOID memory)
{
    (void)heap;
    (void)flags;
    free(memory);
    return TRUE;
}

typedef HANDLE HGLOBAL;
typedef HANDLE HLOCAL;

#define GMEM_FIXED    0x0000
#define GMEM_ZEROINIT 0x0040
#define GPTR          (GMEM_FIXED | GMEM_ZEROINIT)
#define LMEM_FIXED    GMEM_FIXED
#define LMEM_ZEROINIT GMEM_ZEROINIT
#define LPTR          GPTR

static __inline HGLOBAL GlobalAlloc(UINT flags, SIZE_T bytes)
{
    return HeapAlloc(GetProcessHeap(), flags & GMEM_ZEROINIT ? HEAP_ZERO_MEMORY : 0, bytes);
}

/* Returns NULL, which is success. */
static __inline HGLOBAL GlobalFree(HGLOBAL memory)
{
    free(memory);
    return NULL;
}

static __inline HLOCAL LocalAlloc(UINT flags, SIZE_T bytes)
{
    return GlobalAlloc(flags, bytes);
}

static __inline HLOCAL LocalFree(HLOCAL memory)
{
    return GlobalFree(memory);
}

#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x00000100
#define FORMAT_MESSAGE_IGNORE_INSERTS  0x00000200
#define FORMAT_MESSAGE_FROM_STRING     0x00000400
#define FORMAT_MESSAGE_FROM_HMODULE    0x00000800
#define FORMAT_MESSAGE_FROM_SYSTEM     0x00001000
#define FORMAT_MESSAGE_ARGUMENT_ARRAY  0x00002000
#define FORMAT_MESSAGE_MAX_WIDTH_MASK  0x000000ff

/*
 * The text of a code that Winsock sets, in English whatever the language, from FORMAT_MESSAGE_FROM_SYSTEM only. They
 * return its length without the terminator, or 0. ERROR_MR_MID_NOT_FOUND: a code without text.
 * ERROR_INSUFFICIENT_BUFFER: no room. ERROR_INVALID_PARAMETER: lpBuffer is NULL, or another source was asked.
 */
#pragma GCC visibility push(default)
DWORD WINAPI FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId,
                            LPSTR lpBuffer, DWORD nSize, va_list *Arguments);
DWORD WINAPI FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId,
                            LPWSTR lpBuffer, DWORD nSize, va_list *Arguments);

#define CP_ACP               0
#define CP_OEMCP             1
#define CP_THREAD_ACP        3
#define CP_UTF8              65001
#define MB_PRECOMPOSED       0x00000001
#define MB_ERR_INVALID_CHARS 0x00000008
#define WC_ERR_INVALID_CHARS 0x00000080

/*
 * UTF-16 to UTF-8 and back: the code pages of the system are UTF-8 here. They return the units of the result, or 0 and:
 * ERROR_INSUFFICIENT_BUFFER: no room; ERROR_NO_UNICODE_TRANSLATION: ill-formed text, if a flag forbids it, which else
 * becomes U+FFFD; ERROR_INVALID_PARAMETER: another code page, or lpDefaultChar or lpUsedDefaultChar is not NULL;
 * ERROR_INVALID_FLAGS; ERROR_NOT_ENOUGH_MEMORY.
 */
int WINAPI WideCharToMultiByte(UINT CodePage, DWORD dwFlags, LPCWSTR lpWideCharStr, int cchWideChar,
                               LPSTR lpMultiByteStr, int cbMultiByte, LPCSTR lpDefaultChar,
                               LPBOOL lpUsedDefaultChar);
int WINAPI MultiByteToWideChar(UINT CodePage, DWORD dwFlags, LPCSTR lpMultiByteStr, int cbMultiByte,
                               LPWSTR lpWideCharStr, int cchWideChar);
#pragma GCC visibility pop
#ifdef UNICODE
#define FormatMessage FormatMessageW
#else
#define FormatMessage FormatMessageA
#endif

static __inline void ExitProcess(UINT code)
{
    exit((int)code);
}

static __inline ULONGLONG GetTickCount64(void)
{
    struct joinleaf_timespec now;

    joinleaf_clock_gettime(1 /* CLOCK_MONOTONIC */, &now);
    return (ULONGLONG)now.tv_sec * 1000 + (ULONGLONG)now.tv_nsec / 1000000;
}

static __inline DWORD GetTickCount(void)
{
    return (DWORD)(GetTickCount64() & 0xffffffff);
}

typedef union _LARGE_INTEGER {
    __extension__ struct {
        DWORD LowPart;
        LONG HighPart;
    };
    struct {
        DWORD LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

/* Counts nanoseconds of CLOCK_MONOTONIC. */
static __inline BOOL QueryPerformanceCounter(LARGE_INTEGER *count)
{
    struct joinleaf_timespec now;

    joinleaf_clock_gettime(1 /* CLOCK_MONOTONIC */, &now);
    count->QuadPart = (LONGLONG)now.tv_sec * 1000000000 + now.tv_nsec;
    return TRUE;
}

static __inline BOOL QueryPerformanceFrequency(LARGE_INTEGER *frequency)
{
    frequency->QuadPart = 1000000000;
    return TRUE;
}

typedef struct _FILETIME {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;

/* Counts 100 ns since 1601; Linux counts since 1970. */
static __inline void GetSystemTimeAsFileTime(LPFILETIME time)
{
    struct joinleaf_timespec now;
    ULONGLONG count;

    joinleaf_clock_gettime(0 /* CLOCK_REALTIME */, &now);
    count = ((ULONGLONG)now.tv_sec + 11644473600U) * 10000000 + (ULONGLONG)now.tv_nsec / 100;
    time->dwLowDateTime = (DWORD)(count & 0xffffffff);
    time->dwHighDateTime = (DWORD)(count >> 32);
}

#ifdef __cplusplus
}
#endif

#ifdef __cplusplus
#pragma GCC diagnostic pop
#endif

#endif
