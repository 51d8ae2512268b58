/*
 * ws_calls.h - Winsock's calls by their own names, for the natives, whose source is the same on both systems.
 *
 * Here these are the calls of <winsock2.h>. A build for Windows has another header of the same name in place
 * of this one, whose calls send a socket of our own providers to them. Programs include <winsock2.h>.
 */
#ifndef JOINLEAF_WS_CALLS_H
#define JOINLEAF_WS_CALLS_H

#include <winsock2.h>

#endif
