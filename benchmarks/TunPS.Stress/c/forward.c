/*
 * forward NETWORK NETWORK OFFLOAD: makes an interface forward0 in each of two network namespaces, which are given by
 * path, and passes all packets from one to the other, in both directions, a thread each, until its input ends. The
 * addresses are 192.0.2.1 and 192.0.2.2. With OFFLOAD 1 the kernel gives super-packets behind a virtio header, and
 * takes them as they are.
 */
#include "tun.h"
#include <linux/virtio_net.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>

/* Headers before Linux 6.2 do not know them. */
#ifndef TUN_F_USO4
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif

enum { Longest = 65535 + sizeof(struct virtio_net_hdr) };

struct direction {
    int from, to;
};

static int open_end(const char *network, const char *address, int offload)
{
    int file = open(network, O_RDONLY | O_CLOEXEC);
    if (file < 0 || setns(file, CLONE_NEWNET) != 0)
        die(network);
    close(file);
    int tun = open_tun_with("forward0", address, 1500, offload ? IFF_VNET_HDR : 0);
    unsigned tcp = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6;
    if (offload && ioctl(tun, TUNSETOFFLOAD, tcp | TUN_F_USO4 | TUN_F_USO6) != 0 && ioctl(tun, TUNSETOFFLOAD, tcp) != 0)
        die("TUNSETOFFLOAD");
    return tun;
}

static void wait_for(int tun, short events)
{
    struct pollfd set = {.fd = tun, .events = events};
    if (poll(&set, 1, -1) < 0 && errno != EINTR)
        die("poll");
}

static void *run(void *argument)
{
    struct direction *direction = argument;
    char *packet = malloc(Longest);
    for (;;) {
        int length = read(direction->from, packet, Longest);
        if (length < 0) {
            if (errno != EAGAIN)
                die("read");
            wait_for(direction->from, POLLIN);
            continue;
        }
        while (write(direction->to, packet, length) < 0) {
            if (errno != EAGAIN)
                die("write");
            wait_for(direction->to, POLLOUT);
        }
    }
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    int offload = atoi(argv[3]);
    int first = open_end(argv[1], "192.0.2.1", offload);
    int second = open_end(argv[2], "192.0.2.2", offload);
    struct direction directions[2] = {{first, second}, {second, first}};
    for (int i = 0; i < 2; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, run, &directions[i]);
    }
    puts("ready");
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return 0;
}
