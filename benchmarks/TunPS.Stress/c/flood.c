/*
 * flood ADDRESS: offers as many packets of 64 bytes as it can, until its input ends, and prints how many that were.
 */
#include "tun.h"
#include <poll.h>

enum { Batch = 64, Payload = 36 };

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    int udp = connect_udp(argv[1]);
    char payload[Payload] = {0};
    struct iovec piece = {payload, sizeof payload};
    struct mmsghdr messages[Batch] = {0};
    for (int i = 0; i < Batch; i++) {
        messages[i].msg_hdr.msg_iov = &piece;
        messages[i].msg_hdr.msg_iovlen = 1;
    }

    long offered = 0, begin = now_ns();
    struct pollfd input = {.fd = 0, .events = POLLIN};
    while (poll(&input, 1, 0) == 0) {
        for (int i = 0; i < 32; i++) {
            int sent = sendmmsg(udp, messages, Batch, 0);
            if (sent > 0)
                offered += sent;
            else
                usleep(1000); /* The interface is gone or not there yet. */
        }
    }
    printf("%ld %ld\n", offered, now_ns() - begin);
    return 0;
}
