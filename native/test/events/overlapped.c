/*
 * overlapped.c - overlapped operation where a process has no descriptor left, and where it forks in a completion
 * routine.
 *
 * Exit status 0: well.
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/resource.h>
#include <sys/wait.h>

#define MUST(condition) must(condition, #condition, __LINE__)

enum { DESCRIPTORS = 128, ROUTINES = 4, CHILD_SECONDS = 60, PATIENCE_MS = 60000 };

static void must(int holds, const char *what, int line)
{
    if (!holds) {
        fprintf(stderr, "line %d: %s (last error %d)\n", line, what, WSAGetLastError());
        exit(1);
    }
}

static SOCKET open_socket(struct sockaddr_in *at)
{
    int size = sizeof *at;
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);
    *at = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    MUST(bind(s, (struct sockaddr *)at, sizeof *at) == 0);
    MUST(getsockname(s, (struct sockaddr *)at, &size) == 0);
    return s;
}

static char room[8];

/* Returns 0 or a code. */
static int receive(SOCKET s, WSAOVERLAPPED *overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    WSABUF buffer = {sizeof room, room};
    DWORD flags = 0;
    return WSARecv(s, &buffer, 1, NULL, &flags, overlapped, routine) == 0 ? 0 : WSAGetLastError();
}

static int entries_of(const char *path)
{
    DIR *folder = opendir(path);
    int count = 0;
    MUST(folder != NULL);
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

static int came;

static void CALLBACK count(DWORD code, DWORD moved, LPWSAOVERLAPPED overlapped, DWORD flags)
{
    (void)moved;
    (void)overlapped;
    (void)flags;
    came += code == 0;
}

/* The call fails, and leaves no thread behind that would have nothing to sleep with. The next one succeeds. */
static void test_no_descriptors(void)
{
    struct sockaddr_in at;
    struct rlimit limit;
    int taken[DESCRIPTORS], used = 0;
    WSAOVERLAPPED by_event = {0}, by_routine = {0};
    DWORD moved, flags;
    SOCKET s = open_socket(&at);
    MUST(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    rlim_t before = limit.rlim_cur;
    limit.rlim_cur = DESCRIPTORS;
    MUST(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    int threads = entries_of("/proc/self/task");
    while (used < DESCRIPTORS && (taken[used] = open("/dev/null", O_RDONLY)) >= 0) {
        used++;
    }
    MUST(receive(s, &by_event, NULL) == WSAENOBUFS);
    MUST(receive(s, &by_routine, count) == WSAENOBUFS);
    MUST(used > 0);
    while (used > 0) {
        close(taken[--used]);
    }
    MUST(entries_of("/proc/self/task") == threads);
    limit.rlim_cur = before;
    MUST(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    MUST(receive(s, &by_event, NULL) == WSA_IO_PENDING);
    MUST(receive(s, &by_routine, count) == WSA_IO_PENDING);
    for (int i = 0; i < 2; i++) {
        MUST(sendto(s, "a", 1, 0, (struct sockaddr *)&at, sizeof at) == 1);
    }
    MUST(WSAGetOverlappedResult(s, &by_event, &moved, TRUE, &flags) && moved == 1);
    MUST(SleepEx(PATIENCE_MS, TRUE) == WAIT_IO_COMPLETION && came == 1);
    MUST(closesocket(s) == 0);
}

static pid_t child = -1;
static int in_child;

static void CALLBACK split(DWORD code, DWORD moved, LPWSAOVERLAPPED overlapped, DWORD flags)
{
    count(code, moved, overlapped, flags);
    if (child < 0) {
        child = fork();
    } else if (child == 0) {
        in_child++;
    }
}

/* The child's thread comes back from the routine, and runs no other of its parent's that are due. */
static void test_fork_in_routine(void)
{
    struct sockaddr_in at;
    WSAOVERLAPPED overlapped[ROUTINES] = {0};
    SOCKET s = open_socket(&at);
    came = 0;
    for (int i = 0; i < ROUTINES; i++) {
        MUST(receive(s, &overlapped[i], split) == WSA_IO_PENDING);
    }
    for (int i = 0; i < ROUTINES; i++) {
        MUST(sendto(s, "a", 1, 0, (struct sockaddr *)&at, sizeof at) == 1);
    }
    while (!HasOverlappedIoCompleted(&overlapped[ROUTINES - 1])) {
        SleepEx(1, FALSE);
    }
    MUST(SleepEx(PATIENCE_MS, TRUE) == WAIT_IO_COMPLETION);
    if (child == 0) {
        alarm(CHILD_SECONDS);
        _exit(in_child);
    }
    int status = -1;
    MUST(child > 0 && waitpid(child, &status, 0) == child && status == 0);
    while (came < ROUTINES) { /* the last one's end is told a moment before its routine is due */
        MUST(SleepEx(PATIENCE_MS, TRUE) == WAIT_IO_COMPLETION);
    }
    MUST(closesocket(s) == 0);
}

int main(void)
{
    WSADATA data;
    MUST(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    test_no_descriptors();
    test_fork_in_routine();
    MUST(WSACleanup() == 0);
    return 0;
}
