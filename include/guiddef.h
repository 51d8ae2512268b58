/* guiddef.h - GUID, for Linux: part of windows.h here. */
#ifndef JOINLEAF_GUIDDEF_H
#define JOINLEAF_GUIDDEF_H

#include "windows.h"

#endif
