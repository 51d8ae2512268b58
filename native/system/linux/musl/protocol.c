#include <netdb.h>
#include <pthread.h>
#include <stddef.h>

/* Guards the one static row through which musl answers from its own table. */
static pthread_mutex_t row_lock = PTHREAD_MUTEX_INITIALIZER;

static int copy_row(const struct protoent *answer, struct protoent *row, struct protoent **found)
{
    *found = NULL;
    if (answer != NULL) {
        *row = *answer;
        *found = row;
    }
    return 0;
}

int getprotobyname_r(const char *name, struct protoent *row, char *text, size_t size, struct protoent **found)
{
    (void)text;
    (void)size;
    pthread_mutex_lock(&row_lock);
    int status = copy_row(getprotobyname(name), row, found);
    pthread_mutex_unlock(&row_lock);
    return status;
}

int getprotobynumber_r(int number, struct protoent *row, char *text, size_t size, struct protoent **found)
{
    (void)text;
    (void)size;
    pthread_mutex_lock(&row_lock);
    int status = copy_row(getprotobynumber(number), row, found);
    pthread_mutex_unlock(&row_lock);
    return status;
}
