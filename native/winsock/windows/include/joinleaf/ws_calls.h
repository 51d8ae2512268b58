/*
 * Winsock's calls by their own names, as the natives make them: those of the system's <winsock2.h>, with the
 * front before them, which sends a call on a socket of ours to our providers. Programs and the providers
 * include <winsock2.h> itself.
 */
#ifndef JOINLEAF_WS_CALLS_H
#define JOINLEAF_WS_CALLS_H

#include <winsock2.h>

#include "winsock/windows/front.h"

#endif
