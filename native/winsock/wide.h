/*
 * Converts UTF-16, which the W functions use, to UTF-8, which is the ANSI code page here, and back. No state.
 *
 * Both return how many units the whole result has, its terminator included. They write as many whole
 * characters as there is room for, always with a terminator (if there is any room): the result is complete if
 * the returned number is at most `room`. Ill-formed input becomes U+FFFD.
 */
#ifndef JOINLEAF_API_WIDE_H
#define JOINLEAF_API_WIDE_H

#include <stddef.h>

#include <joinleaf/ws_types.h>

size_t wide_from_utf8(const char *text, WCHAR *wide, size_t room);
size_t wide_to_utf8(const WCHAR *wide, char *text, size_t room);

/* Returns how many units a text has, its terminator included. */
size_t wide_size(const WCHAR *wide);

#endif
