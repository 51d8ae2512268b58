/*
 * native/system/linux/musl: what the sources use of glibc and musl lacks.
 *
 * Included before every source of the library for musl, by the build: what the sources use of glibc and
 * musl has not. It includes nothing, so that a source may still choose its feature macros.
 */
#ifndef JOINLEAF_MUSL_H
#define JOINLEAF_MUSL_H

/* What gethostbyname_r's h_errno is when errno tells more; musl has no name for it and never says so. */
#define NETDB_INTERNAL (-1)

struct protoent;

/* As glibc's: 0, with *found NULL where there is no such protocol. The text is not used: musl's is constant. */
int getprotobyname_r(const char *name, struct protoent *row, char *text, __SIZE_TYPE__ size,
                     struct protoent **found);
int getprotobynumber_r(int number, struct protoent *row, char *text, __SIZE_TYPE__ size,
                       struct protoent **found);

#endif
