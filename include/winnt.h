/* winnt.h - the base types of Windows, for Linux: part of windows.h here. */
#ifndef JOINLEAF_WINNT_H
#define JOINLEAF_WINNT_H

#include "windows.h"

#endif
