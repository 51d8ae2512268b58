/* minwindef.h - the base types of Windows, for Linux: part of windows.h here. */
#ifndef JOINLEAF_MINWINDEF_H
#define JOINLEAF_MINWINDEF_H

#include "windows.h"

#endif
