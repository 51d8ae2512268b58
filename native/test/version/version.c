#include <stdio.h>

#include <joinleaf/version.h>

/* Prints the library's version; no start-up is needed. */
int main(void)
{
    puts(joinleaf_version());
    return 0;
}
