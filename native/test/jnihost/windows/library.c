/* library.c - DLLs. */
#include "test/jnihost/host.h"

#include <windows.h>

void *library_open(const char *path)
{
    HMODULE library = LoadLibraryA(path);
    if (!library)
        fprintf(stderr, "jnihost: cannot load %s: error %lu\n", path, GetLastError());
    return (void *)library;
}

native_function library_find(void *library, const char *name)
{
    return (native_function)(void *)GetProcAddress((HMODULE)library, name);
}
