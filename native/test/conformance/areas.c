/* areas.c - which files of rules there are. A new one: write it, name it twice here. */
#include "areas.h"

extern const struct area area_SK, area_JL, area_IP, area_IO, area_ER, area_PR, area_SPI, area_OP, area_NA,
    area_QS, area_EV, area_SE, area_AC, area_RT, area_PAGES, area_SEEN, area_JLR, area_SPIR, area_NA_SEEN,
    area_OP_SEEN, area_SELDOM, area_OVERLAPPED;

const struct area *const areas[] = {
    &area_SK,      &area_JL,      &area_IP,     &area_IO,         &area_OP,  &area_EV,
    &area_SE,      &area_ER,      &area_PR,     &area_SPI,        &area_NA,  &area_QS,
    &area_AC,      &area_RT,      &area_PAGES,  &area_SEEN,       &area_JLR, &area_SPIR,
    &area_NA_SEEN, &area_OP_SEEN, &area_SELDOM, &area_OVERLAPPED, NULL,
};
