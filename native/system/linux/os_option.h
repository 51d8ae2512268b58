/* Options whose value is an int. Level, name and value are Linux's; they return 0 or a WSA code. */
#ifndef JOINLEAF_OS_OPTION_H
#define JOINLEAF_OS_OPTION_H

int os_number_set(int fd, int level, int name, int value);
int os_number_get(int fd, int level, int name, int *value);

#endif
