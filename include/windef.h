/* windef.h - the base types of Windows, for Linux: part of windows.h here. */
#ifndef JOINLEAF_WINDEF_H
#define JOINLEAF_WINDEF_H

#include "windows.h"

#endif
