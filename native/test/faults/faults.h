/*
 * faults.h - the library with every call to the C library between: build.sh links the shim with wrap.c, which
 * counts the calls of each kind and can make one of them fail.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include <stdint.h>

#define FAULTS_API __attribute__((visibility("default")))

/* One call that was seen: its kind, its number among the calls of its kind, and the place it came from. */
struct faults_call {
    int kind;
    unsigned number;
    uint64_t place; /* the shim's part of the call stack, as a number */
};
struct faults_log {
    unsigned count; /* more than there is room for: the rest was not written */
    unsigned room;
    struct faults_call calls[];
};

#define FAULTS_CODES 2048 /* documented codes are below WSABASEERR + 2048, or small */

FAULTS_API const char *faults_kind_name(int kind);
/* The errors of a kind, 0 at their end. */
FAULTS_API int faults_kind_error(int kind, int index);

/* Writes down every call from here on; NULL ends it. */
FAULTS_API void faults_watch(struct faults_log *log);
/* The call of that number (from 1) from here on fails. */
FAULTS_API void faults_arm(int kind, unsigned number, int error);
FAULTS_API void faults_disarm(void);
FAULTS_API int faults_injected(void); /* since faults_arm */

/* How often each last error was set; the slot of what is in no range is 0. */
FAULTS_API const unsigned *faults_codes(void);
FAULTS_API int faults_code_slot(int code);
/* A last error that was set and is none that Winsock has; 0. */
FAULTS_API extern int (*faults_is_documented)(int code);
FAULTS_API int faults_strange_code(void);

#endif
