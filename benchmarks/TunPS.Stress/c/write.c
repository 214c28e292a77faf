/*
 * write COUNT: at each line of input it writes COUNT packets of 64 bytes to its interface, each by a write(2), and
 * prints the nanoseconds that took. They go to a UDP socket of the system that nobody reads. The interface is write0.
 */
#include "tun.h"
#include <poll.h>

static unsigned short checksum(const unsigned char *bytes, int length, unsigned sum)
{
    for (int i = 0; i < length; i += 2)
        sum += bytes[i] << 8 | bytes[i + 1];
    while (sum > 0xFFFF)
        sum = (sum & 0xFFFF) + (sum >> 16);
    return htons(~sum);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    int count = atoi(argv[1]);
    int tun = open_tun("write0", "198.51.100.1");
    int udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(9)};
    inet_pton(AF_INET, "198.51.100.1", &here.sin_addr);
    if (udp < 0 || bind(udp, (struct sockaddr *)&here, sizeof here) != 0)
        die("bind");

    /* IPv4: 64 bytes, TTL 64, UDP, from 198.51.100.2; UDP: port 9 to port 9, 44 bytes. */
    unsigned char packet[64] = {
        0x45, 0, 0, 64, 0, 0, 0x40, 0, 64, 17, 0, 0, 198, 51, 100, 2, 198, 51, 100, 1, 0, 9, 0, 9, 0, 44, 0, 0,
    };
    unsigned short sum = checksum(packet, 20, 0);
    memcpy(packet + 10, &sum, sizeof sum);

    /* The pseudo header of UDP: the addresses, which lie before it, the protocol, and the length. */
    sum = checksum(packet + 12, 52, 17 + 44);
    memcpy(packet + 26, &sum, sizeof sum);

    char line[64];
    start_second_thread();
    puts("ready");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        long begin = now_ns();
        for (int i = 0; i < count; i++) {
            while (write(tun, packet, sizeof packet) < 0) {
                struct pollfd writable = {.fd = tun, .events = POLLOUT};
                if (errno != EAGAIN || poll(&writable, 1, -1) < 0)
                    die("write");
            }
        }
        printf("%ld\n", now_ns() - begin);
        fflush(stdout);
    }
    return 0;
}
