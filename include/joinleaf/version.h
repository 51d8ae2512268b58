/*
 * Which joinleaf: of the headers when a program is compiled, of the library when it runs. Versions are
 * semantic: while the first number is 0, the second changes with what a program may notice.
 */
#ifndef JOINLEAF_VERSION_H
#define JOINLEAF_VERSION_H

#define JOINLEAF_VERSION "0.1.0"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* The library's version, as JOINLEAF_VERSION; may be called at any time, from any thread. Since 0.1.0. */
const char *joinleaf_version(void);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
