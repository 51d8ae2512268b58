/* basetsd.h - the number types of Windows, for Linux: part of windows.h here. */
#ifndef JOINLEAF_BASETSD_H
#define JOINLEAF_BASETSD_H

#include "windows.h"

#endif
