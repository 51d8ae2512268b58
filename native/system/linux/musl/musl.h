/*
 * native/system/linux/musl: what the sources use of glibc and musl lacks.
 *
 * The build includes this before every source of the library for musl. It includes nothing itself, so that a
 * source may still choose its feature macros.
 */
#ifndef JOINLEAF_MUSL_H
#define JOINLEAF_MUSL_H

/* The h_errno of gethostbyname_r when errno tells more. musl has no name for it, and never gives it. */
#define NETDB_INTERNAL (-1)

struct protoent;

/* As glibc has them: they return 0, and *found is NULL if there is no such protocol. `text` is not used,
 * because musl's strings are constant. */
int getprotobyname_r(const char *name, struct protoent *row, char *text, __SIZE_TYPE__ size,
                     struct protoent **found);
int getprotobynumber_r(int number, struct protoent *row, char *text, __SIZE_TYPE__ size,
                       struct protoent **found);

#endif
