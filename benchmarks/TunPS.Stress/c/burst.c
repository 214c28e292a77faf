/*
 * burst INTERFACE ADDRESS: offers as many packets of 64 bytes to an interface as it can, by a packet socket that leaves
 * out routing and the queueing discipline, until its input ends, and prints how many that were.
 */
#include "tun.h"
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <poll.h>

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    /* IPv4: 64 bytes, TTL 64, UDP to port 9, without checksums: nobody looks at them on the way out. */
    unsigned char packet[64] = {0x45, 0, 0, 64, 0, 0, 0x40, 0, 64, 17};
    packet[21] = packet[23] = 9;
    packet[25] = 44;
    inet_pton(AF_INET, argv[2], packet + 16);

    struct sockaddr_ll to = {
        .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = if_nametoindex(argv[1])};
    int raw = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0), on = 1;
    if (raw < 0 || setsockopt(raw, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on) != 0
        || bind(raw, (struct sockaddr *)&to, sizeof to) != 0)
        die("packet socket");

    long offered = 0, begin = now_ns();
    struct pollfd input = {.fd = 0, .events = POLLIN};
    while (poll(&input, 1, 0) == 0) {
        for (int i = 0; i < 2048; i++) {
            /* ENOBUFS is a queue that is full: the packet was dropped. */
            if (send(raw, packet, sizeof packet, 0) < 0 && errno != ENOBUFS)
                die("send");
            offered++;
        }
    }
    printf("%ld %ld\n", offered, now_ns() - begin);
    return 0;
}
