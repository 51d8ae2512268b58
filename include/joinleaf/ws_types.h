/*
 * ws_types.h - the base types of Windows and the wait and error codes that Winsock uses.
 *
 * Follows the page "Windows Data Types" (win32 documentation) and the 64-bit Windows layouts: DWORD, ULONG
 * and LONG are 32 bits, pointers and *_PTR 64 bits, WCHAR 16 bits.
 *
 * The headers of this folder are safe beside the system's own. Their prefix rule, for all of them: a Winsock
 * name that a POSIX or Linux header also has is spelled WS_name here, and so is the whole family of names
 * that it belongs to, so that nobody has to know which of them the system defines: WS_AF_* WS_PF_* WS_SOCK_*
 * WS_SOL_* WS_SO_* WS_MSG_* WS_IPPROTO_* WS_IPPORT_* WS_IP_* WS_IPV6_* WS_MCAST_* WS_TCP_* WS_INADDR_*
 * WS_INET*_ADDRSTRLEN WS_IN_CLASS* WS_IN6_* WS_IN6ADDR_* WS_IFF_* WS_IF_NAMESIZE WS_IOC* WS__IO* WS_FIO* WS_SIOC* WS_POLL*
 * WS_timer* WS_FD_SETSIZE WS_FD_SET WS_FD_CLR WS_FD_ZERO WS_FD_ISSET WS_AI_* WS_EAI_* WS_NI_* WS_SOMAXCONN
 * Tags, typedefs and functions likewise (struct WS_sockaddr_in, WS_u_long, WS_bind). All else keeps Winsock's
 * name. The headers one folder up map the plain names on these.
 */
#ifndef JOINLEAF_WS_TYPES_H
#define JOINLEAF_WS_TYPES_H

/* Otherwise -pedantic would warn of long long in C++98. */
#pragma GCC system_header

#include <stddef.h>
#include <stdint.h>

#if __SIZEOF_POINTER__ != 8
#error "joinleaf speaks the layouts of 64-bit Windows: build for a 64-bit target"
#endif

/* Windows' calling conventions: there is only one here. */
#define WINAPI
#define CALLBACK
#define APIENTRY
#define PASCAL
#define WSAAPI
#define FAR

#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif
#ifndef VOID
#define VOID void
#endif

typedef char CHAR;
typedef unsigned char UCHAR;
typedef unsigned char BYTE;
typedef unsigned char BOOLEAN;
typedef short SHORT;
typedef unsigned short USHORT;
typedef unsigned short WORD;
typedef int INT;
typedef unsigned int UINT;
typedef int BOOL;
typedef int LONG;
typedef unsigned int ULONG;
typedef unsigned int DWORD;
typedef float FLOAT;
typedef int8_t INT8;
typedef uint8_t UINT8;
typedef int16_t INT16;
typedef uint16_t UINT16;
typedef int32_t INT32;
typedef uint32_t UINT32;
typedef int32_t LONG32;
typedef uint32_t ULONG32;
typedef uint32_t DWORD32;
__extension__ typedef long long INT64;
__extension__ typedef unsigned long long UINT64;
__extension__ typedef long long LONGLONG;
__extension__ typedef unsigned long long ULONGLONG;
__extension__ typedef long long LONG64;
__extension__ typedef unsigned long long ULONG64;
__extension__ typedef unsigned long long DWORD64;
__extension__ typedef unsigned long long DWORDLONG;
typedef intptr_t INT_PTR;
typedef uintptr_t UINT_PTR;
typedef intptr_t LONG_PTR;
typedef uintptr_t ULONG_PTR;
typedef uintptr_t DWORD_PTR;
typedef size_t SIZE_T;
typedef intptr_t SSIZE_T;

/* A UTF-16 unit; wide literals are u"..." here (C11, C++11), or L"..." under -fshort-wchar. */
#if __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#elif defined(__cplusplus) && __cplusplus >= 201103L
typedef char16_t WCHAR;
#else
typedef unsigned short WCHAR;
#endif

typedef void *PVOID;
typedef void *LPVOID;
typedef const void *LPCVOID;
typedef CHAR *PCHAR;
typedef CHAR *PSTR;
typedef CHAR *LPSTR;
typedef const CHAR *PCSTR;
typedef const CHAR *LPCSTR;
typedef WCHAR *PWCHAR;
typedef WCHAR *PWSTR;
typedef WCHAR *LPWSTR;
typedef const WCHAR *PCWSTR;
typedef const WCHAR *LPCWSTR;
typedef BYTE *PBYTE;
typedef BYTE *LPBYTE;
typedef UCHAR *PUCHAR;
typedef SHORT *PSHORT;
typedef USHORT *PUSHORT;
typedef WORD *PWORD;
typedef WORD *LPWORD;
typedef INT *PINT;
typedef INT *LPINT;
typedef UINT *PUINT;
typedef BOOL *PBOOL;
typedef BOOL *LPBOOL;
typedef LONG *PLONG;
typedef LONG *LPLONG;
typedef ULONG *PULONG;
typedef DWORD *PDWORD;
typedef DWORD *LPDWORD;
typedef BOOLEAN *PBOOLEAN;
typedef FLOAT *PFLOAT;
typedef INT8 *PINT8;
typedef UINT8 *PUINT8;
typedef INT16 *PINT16;
typedef UINT16 *PUINT16;
typedef INT32 *PINT32;
typedef UINT32 *PUINT32;
typedef LONG32 *PLONG32;
typedef ULONG32 *PULONG32;
typedef DWORD32 *PDWORD32;
typedef INT64 *PINT64;
typedef UINT64 *PUINT64;
typedef LONG64 *PLONG64;
typedef ULONG64 *PULONG64;
typedef DWORD64 *PDWORD64;
typedef DWORDLONG *PDWORDLONG;
typedef LONGLONG *PLONGLONG;
typedef ULONGLONG *PULONGLONG;
typedef INT_PTR *PINT_PTR;
typedef UINT_PTR *PUINT_PTR;
typedef LONG_PTR *PLONG_PTR;
typedef ULONG_PTR *PULONG_PTR;
typedef DWORD_PTR *PDWORD_PTR;
typedef SIZE_T *PSIZE_T;
typedef SSIZE_T *PSSIZE_T;

typedef void *HANDLE;
typedef HANDLE *PHANDLE;
typedef HANDLE *LPHANDLE;
typedef HANDLE HWND;
typedef HANDLE HINSTANCE;
typedef HANDLE HMODULE;
typedef UINT_PTR WPARAM;
typedef LONG_PTR LPARAM;
typedef LONG_PTR LRESULT;
typedef INT_PTR (*FARPROC)(void);

#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR)-1)

/*
 * The parameter of functions that write a DWORD or a u_long for the caller. DWORD has 32 bits here, as on
 * Windows, but there it is an unsigned long, and some programs declare their variables so. Here an unsigned
 * long has 64 bits, and only its lower half would be written. C++ refuses that by itself. C would only warn;
 * with this type it refuses, too.
 */
#ifdef __cplusplus
typedef LPDWORD JOINLEAF_LPDWORD;
#else
typedef union {
    LPDWORD word;
    LPLONG signed_word;
} JOINLEAF_LPDWORD __attribute__((__transparent_union__));
#endif

/* Sets the symbol of a function, whatever its name is in a program. */
#define JOINLEAF_SYMBOL(name) __asm__(#name)

typedef unsigned char WS_u_char;
typedef unsigned short WS_u_short;
typedef unsigned int WS_u_int;
typedef unsigned int WS_u_long;

typedef struct _GUID {
    DWORD Data1;
    WORD Data2;
    WORD Data3;
    BYTE Data4[8];
} GUID, *LPGUID;

typedef struct _BLOB {
    ULONG cbSize;
    BYTE *pBlobData;
} BLOB, *LPBLOB;

typedef struct _OVERLAPPED {
    ULONG_PTR Internal;
    ULONG_PTR InternalHigh;
    __extension__ union {
        __extension__ struct {
            DWORD Offset;
            DWORD OffsetHigh;
        };
        PVOID Pointer;
    };
    HANDLE hEvent;
} OVERLAPPED, *POVERLAPPED, *LPOVERLAPPED;

#define STATUS_PENDING 0x103
/* Whether the operation has ended, and its results may be read; a loop may ask. */
#define HasOverlappedIoCompleted(lpOverlapped)                                                               \
    ((DWORD)__atomic_load_n(&(lpOverlapped)->Internal, __ATOMIC_ACQUIRE) != STATUS_PENDING)

#define MAKEWORD(low, high) ((WORD)(((BYTE)(low)) | ((WORD)((BYTE)(high))) << 8))
#define MAKELONG(low, high) ((LONG)(((WORD)(low)) | ((DWORD)((WORD)(high))) << 16))
#define LOWORD(value)       ((WORD)((DWORD_PTR)(value)&0xffff))
#define HIWORD(value)       ((WORD)(((DWORD_PTR)(value) >> 16) & 0xffff))
#define LOBYTE(value)       ((BYTE)((DWORD_PTR)(value)&0xff))
#define HIBYTE(value)       ((BYTE)(((DWORD_PTR)(value) >> 8) & 0xff))

/* Win32 error codes: those that Winsock has under names of its own, and those that the functions of windows.h and
 * iphlpapi.h set or return. */
#define ERROR_SUCCESS                0
#define NO_ERROR                     0
#define ERROR_FILE_NOT_FOUND         2
#define ERROR_ACCESS_DENIED          5
#define ERROR_INVALID_HANDLE         6
#define ERROR_NOT_ENOUGH_MEMORY      8
#define ERROR_NOT_SUPPORTED          50
#define ERROR_INVALID_PARAMETER      87
#define ERROR_BUFFER_OVERFLOW        111
#define ERROR_INSUFFICIENT_BUFFER    122
#define ERROR_NO_DATA                232
#define ERROR_MORE_DATA              234
#define ERROR_MR_MID_NOT_FOUND       317
#define ERROR_OPERATION_ABORTED      995
#define ERROR_IO_INCOMPLETE          996
#define ERROR_IO_PENDING             997
#define ERROR_INVALID_FLAGS          1004
#define ERROR_NO_UNICODE_TRANSLATION 1113
#define ERROR_NOT_FOUND              1168
#define ERROR_ADDRESS_NOT_ASSOCIATED 1228

/* Waiting. */
#define MAXIMUM_WAIT_OBJECTS 64
#define INFINITE             0xffffffff
#define WAIT_OBJECT_0        0
#define WAIT_IO_COMPLETION   0xc0
#define WAIT_TIMEOUT         258
#define WAIT_FAILED          0xffffffff

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* These are here, and not in ws_sock.h, because windows.h defines GetLastError and SetLastError by them. */
int WSAAPI WSAGetLastError(void);
void WSAAPI WSASetLastError(int iError);

/*
 * SleepEx sleeps for dwMilliseconds, or for ever with INFINITE, and returns 0. If bAlertable is not FALSE, it runs the
 * completion routines of overlapped operations that the calling thread has begun, those that are due and those that
 * become due, and returns WAIT_IO_COMPLETION after the first. Any thread may call it, also before WSAStartup.
 */
DWORD WINAPI SleepEx(DWORD dwMilliseconds, BOOL bAlertable);

/*
 * These cancel overlapped operations of a socket, which end with WSA_OPERATION_ABORTED unless they are just being done:
 * CancelIoEx that of lpOverlapped, or all if it is NULL; CancelIo those that the calling thread has begun. The structures stay in
 * use until the end is told. FALSE: ERROR_INVALID_HANDLE, or of CancelIoEx ERROR_NOT_FOUND. Any thread may call them.
 */
BOOL WINAPI CancelIoEx(HANDLE hFile, LPOVERLAPPED lpOverlapped);
BOOL WINAPI CancelIo(HANDLE hFile);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
