/* CHECK of programs that call Winsock: it tells the last error, too. */
#ifndef JOINLEAF_TEST_CHECK_CALLS_H
#define JOINLEAF_TEST_CHECK_CALLS_H

#include <winsock2.h>

#include "failures.h"

#define CHECK(what)       CHECK_TELLING(what, " (last error %d)", WSAGetLastError())
#define FAILS(call, code) CHECK((int)(call) == -1 && WSAGetLastError() == (code))

#endif
