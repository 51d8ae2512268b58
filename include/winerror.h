/* winerror.h - the codes of the system's functions, for Linux: part of windows.h here. */
#ifndef JOINLEAF_WINERROR_H
#define JOINLEAF_WINERROR_H

#include "windows.h"

#endif
