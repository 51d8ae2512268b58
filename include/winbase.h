/* winbase.h - what windows.h has of the system's functions, for Linux: part of windows.h here. */
#ifndef JOINLEAF_WINBASE_H
#define JOINLEAF_WINBASE_H

#include "windows.h"

#endif
