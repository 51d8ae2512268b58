/*
 * The version of joinleaf: of the headers when a program is compiled, of the library when it runs. It is a
 * semantic version: as long as the first number is 0, the second one changes with anything that a program may
 * notice.
 */
#ifndef JOINLEAF_VERSION_H
#define JOINLEAF_VERSION_H

#define JOINLEAF_VERSION "0.1.0"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* Returns the library's version, in the form of JOINLEAF_VERSION. The string is constant. It may be called at
 * any time, from any thread. Since 0.1.0. */
const char *joinleaf_version(void);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
