/*
 * UTF-16, which Windows' W functions speak, to UTF-8, which stands for the ANSI code page here, and back.
 *
 * Each answers how many units the whole result has, its terminator included. It writes what has room, whole
 * characters only and always terminated (if there is any room): the result is complete when the answer is at
 * most `room`. Ill-formed input becomes U+FFFD.
 */
#ifndef JOINLEAF_API_WIDE_H
#define JOINLEAF_API_WIDE_H

#include <stddef.h>

#include <joinleaf/ws_types.h>

size_t wide_from_utf8(const char *text, WCHAR *wide, size_t room);
size_t wide_to_utf8(const WCHAR *wide, char *text, size_t room);

/* The units of a text, its terminator included. */
size_t wide_size(const WCHAR *wide);

#endif
