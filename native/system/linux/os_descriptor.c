#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* accept4, dup3, pipe2 */
#endif
#include "os_descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

enum { MOST = 1 << 20, BITS = 64 };

/* Guards the bits; held while a descriptor is made or closed. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t ours[MOST / BITS]; /* a bit for each descriptor */

static void note_descriptor(int fd)
{
    if (fd >= 0 && fd < MOST) {
        ours[fd / BITS] |= UINT64_C(1) << fd % BITS;
    }
}

static int note_made(int fd)
{
    note_descriptor(fd);
    pthread_mutex_unlock(&lock); /* sets no errno */
    return fd;
}

int os_socket(int family, int type, int protocol)
{
    pthread_mutex_lock(&lock);
    return note_made(socket(family, type | SOCK_CLOEXEC, protocol));
}

int os_accept(int listener)
{
    pthread_mutex_lock(&lock);
    return note_made(accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

int os_epoll(void)
{
    pthread_mutex_lock(&lock);
    return note_made(epoll_create1(EPOLL_CLOEXEC));
}

int os_eventfd(void)
{
    pthread_mutex_lock(&lock);
    return note_made(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
}

int os_timerfd(void)
{
    pthread_mutex_lock(&lock);
    return note_made(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
}

int os_pipe(int ends[2])
{
    pthread_mutex_lock(&lock);
    int result = pipe2(ends, O_CLOEXEC | O_NONBLOCK);
    if (result == 0) {
        note_descriptor(ends[0]);
    }
    note_made(result == 0 ? ends[1] : -1);
    return result;
}

int os_replace(int fd, int with)
{
    pthread_mutex_lock(&lock);
    return note_made(dup3(with, fd, O_CLOEXEC));
}

void os_close(int fd)
{
    int error = errno;
    pthread_mutex_lock(&lock);
    if (fd < MOST) {
        ours[fd / BITS] &= ~(UINT64_C(1) << fd % BITS);
    }
    close(fd);
    pthread_mutex_unlock(&lock);
    errno = error;
}

void os_descriptors_hold(void)
{
    pthread_mutex_lock(&lock);
}

void os_descriptors_let_go(void)
{
    pthread_mutex_unlock(&lock);
}

void os_descriptors_close_in_child(void)
{
    for (int word = 0; word < MOST / BITS; word++) {
        for (int bit = 0; ours[word] != 0; bit++) {
            if ((ours[word] >> bit & 1) != 0) {
                close(word * BITS + bit);
                ours[word] &= ~(UINT64_C(1) << bit);
            }
        }
    }
    pthread_mutex_init(&lock, NULL);
}
