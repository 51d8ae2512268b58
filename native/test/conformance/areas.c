/* areas.c - which files of rules there are. A new one: write it, name it twice here. */
#include "areas.h"

extern const struct area area_SK, area_JL, area_IP, area_IO, area_ER, area_PR, area_SPI, area_OP, area_NA,
    area_QS, area_EV, area_SE, area_AC, area_RT, area_SEEN;

const struct area *const areas[] = {
    &area_SK, &area_JL,  &area_IP, &area_IO, &area_OP, &area_EV, &area_SE,   &area_ER,
    &area_PR, &area_SPI, &area_NA, &area_QS, &area_AC, &area_RT, &area_SEEN, NULL,
};

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
