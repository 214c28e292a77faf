/*
 * trigger ROUNDS FLOODED READER TRIGGERER: the time from a trigger in one thread to the return of a read that is blocked in another, with
 * nothing but a flag, a pipe and poll(2). It says "ready" when its interface is up, begins at a line of input, prints
 * the time of each round in nanoseconds and "done", and leaves at the end of its input. READER and TRIGGERER are the
 * processors of the two threads, or -1 for any.
 */
#include "tun.h"
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/syscall.h>

static int tun, wake[2], rounds, reader_processor;
static atomic_int flag, announced, done, reader_id;
static atomic_long began;
static long *times;
static char buffer[65535];

static void stay_on(int processor)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    if (processor < 0)
        return;
    CPU_SET(processor, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0)
        die("sched_setaffinity");
}

/* The length of a packet, or -1 when the flag ended the wait. */
static int blocking_read(void)
{
    for (;;) {
        if (atomic_load(&flag))
            return -1;
        int length = read(tun, buffer, sizeof buffer);
        if (length >= 0)
            return length;
        if (errno != EAGAIN)
            die("read");
        struct pollfd set[2] = {{.fd = tun, .events = POLLIN}, {.fd = wake[0], .events = POLLIN}};
        if (poll(set, 2, -1) < 0 && errno != EINTR)
            die("poll");
    }
}

static void *run_reader(void *unused)
{
    char byte;
    stay_on(reader_processor);
    atomic_store(&reader_id, (int)syscall(SYS_gettid));
    for (int i = 0; i < rounds; i++) {
        atomic_store(&announced, i + 1);
        while (blocking_read() >= 0)
            ;
        times[i] = now_ns() - atomic_load(&began);
        /* Who saw the flag can be here before the byte is. */
        while (read(wake[0], &byte, 1) != 1)
            usleep(20);
        atomic_store(&flag, 0);
        atomic_store(&done, i + 1);
    }
    return unused;
}

#ifdef SYS_poll
enum { Poll = SYS_poll };
#else
enum { Poll = SYS_ppoll };
#endif

/* The first number is that of the system call the thread sleeps in. */
static int is_in_poll(int file)
{
    char text[16] = {0};
    if (pread(file, text, sizeof text - 1, 0) < 0)
        die("pread");
    return text[0] != 'r' && atoi(text) == Poll;
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    rounds = atoi(argv[1]);
    int flooded = atoi(argv[2]);
    reader_processor = atoi(argv[3]);
    char line[64], path[64], byte = 1;
    times = calloc(rounds, sizeof *times);
    tun = open_tun("stress0", "192.0.2.1");
    if (pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0)
        die("pipe2");
    puts("ready");
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin))
        return 1;

    pthread_t reader;
    pthread_create(&reader, NULL, run_reader, NULL);
    stay_on(atoi(argv[4]));
    while (atomic_load(&reader_id) == 0)
        usleep(20);
    snprintf(path, sizeof path, "/proc/self/task/%d/syscall", atomic_load(&reader_id));
    int state = open(path, O_RDONLY);
    for (int i = 1; i <= rounds; i++) {
        while (atomic_load(&announced) < i)
            usleep(20);
        usleep(200);
        while (!flooded && !is_in_poll(state))
            usleep(20);
        atomic_store(&began, now_ns());
        atomic_store(&flag, 1);
        if (write(wake[1], &byte, 1) != 1)
            die("write the pipe");
        while (atomic_load(&done) < i)
            usleep(20);
    }
    pthread_join(reader, NULL);
    for (int i = 0; i < rounds; i++)
        printf("%ld\n", times[i]);
    puts("done");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin))
        ;
    return 0;
}
