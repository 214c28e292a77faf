/*
 * drain COUNT [live]: at each line of input it fills the queue of its interface with COUNT packets, reads them, and
 * prints the nanoseconds that took. With "live" somebody else sends. The interface is drain0; its queue has to be made
 * long from outside.
 */
#include "tun.h"
#include <poll.h>

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    int count = atoi(argv[1]), is_live = argc > 2;
    int tun = open_tun("drain0", "198.51.100.1");
    int udp = connect_udp("198.51.100.2");
    static char buffer[65535], payload[36];
    char line[64];
    start_second_thread();
    puts("ready");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        for (int i = 0; i < count && !is_live; i++)
            if (send(udp, payload, sizeof payload, 0) < 0)
                die("send");
        long begin = now_ns();
        for (int i = 0; i < count; i++) {
            while (read(tun, buffer, sizeof buffer) < 0) {
                struct pollfd readable = {.fd = tun, .events = POLLIN};
                if (errno != EAGAIN || poll(&readable, 1, -1) < 0)
                    die("read");
            }
        }
        printf("%ld\n", now_ns() - begin);
        fflush(stdout);
    }
    return 0;
}
