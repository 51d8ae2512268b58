/* lookup.c - finding a rule, an area or a helper by its name. */
#include "test/conformance/areas.h"

/* The letter that stands for it: JL-08, JL_08 and jl-08 are one rule. */
static char letter(char c)
{
    return c == '_' ? '-' : c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

int names_equal(const char *one, const char *other)
{
    while (*one && letter(*one) == letter(*other)) {
        one++;
        other++;
    }
    return *one == *other;
}

int helper_main(int count, char **arguments)
{
    for (const struct helper *helper = helpers; helper->name; helper++) {
        if (strcmp(helper->name, arguments[0]) == 0)
            return helper->run(count - 1, arguments + 1);
    }
    return 2;
}
