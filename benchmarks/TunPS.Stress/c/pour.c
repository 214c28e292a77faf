/*
 * pour ADDRESS RATE SECONDS: sends UDP datagrams with 64 bytes of payload at an even rate, so many a second, and prints how
 * many that were and how many nanoseconds they took.
 */
#include "tun.h"

enum { Batch = 64, Payload = 64 };

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    int udp = connect_udp(argv[1]);
    double rate = atof(argv[2]);
    long total = (long)(rate * atof(argv[3]));
    char payload[Payload] = {0};
    struct iovec piece = {payload, sizeof payload};
    struct mmsghdr messages[Batch] = {0};
    for (int i = 0; i < Batch; i++) {
        messages[i].msg_hdr.msg_iov = &piece;
        messages[i].msg_hdr.msg_iovlen = 1;
    }

    long sent = 0, begin = now_ns();
    while (sent < total) {
        long due = (long)((now_ns() - begin) / 1e9 * rate);
        if (due > total)
            due = total;
        if (due - sent < Batch && due < total) {
            usleep(50);
            continue;
        }
        while (sent < due) {
            int now = sendmmsg(udp, messages, due - sent < Batch ? due - sent : Batch, 0);
            if (now <= 0)
                return 1;
            sent += now;
        }
    }
    printf("%ld %ld\n", sent, now_ns() - begin);
    return 0;
}
