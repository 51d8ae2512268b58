#include "system/memory.h"

#include "ws2.h"

bool system_memory_read(const void *from, void *to, size_t size)
{
    SIZE_T done = 0;
    return size == 0 || (ReadProcessMemory(GetCurrentProcess(), from, to, size, &done) && done == size);
}

bool system_memory_write(void *to, const void *from, size_t size)
{
    SIZE_T done = 0;
    return size == 0 || (WriteProcessMemory(GetCurrentProcess(), to, from, size, &done) && done == size);
}
