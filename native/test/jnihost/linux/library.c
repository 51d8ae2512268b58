/* library.c - shared objects. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

typedef void (*native_function)(void);

void *library_open(const char *path);
native_function library_find(void *library, const char *name);

void *library_open(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        fprintf(stderr, "jnihost: %s\n", dlerror());
    return library;
}

native_function library_find(void *library, const char *name)
{
    native_function function;
    void *address = dlsym(library, name);
    memcpy(&function, &address, sizeof function); /* POSIX: of one size */
    return function;
}
