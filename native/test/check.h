/* CHECK of programs that call no Winsock. */
#ifndef JOINLEAF_TEST_CHECK_H
#define JOINLEAF_TEST_CHECK_H

#include "failures.h"

#define CHECK(what) CHECK_TELLING(what, "%s", "")

#endif
