/*
 * ws_calls.h - Winsock's calls by their own names, for the natives, which are the same source on both systems.
 *
 * Here these are the calls of <winsock2.h>. In a build for Windows a header of the same name stands before this one,
 * and adds what sends a socket of our own providers to them. Programs include <winsock2.h>.
 */
#ifndef JOINLEAF_WS_CALLS_H
#define JOINLEAF_WS_CALLS_H

#include <winsock2.h>

#endif
