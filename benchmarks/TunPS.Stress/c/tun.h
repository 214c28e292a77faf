/* What the programs here share: a clock, and a TUN interface of their own. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static inline void die(const char *what)
{
    perror(what);
    exit(1);
}

static inline long now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

static inline void set_address(int control, struct ifreq *request, unsigned long what, const char *address)
{
    struct sockaddr_in *in = (struct sockaddr_in *)&request->ifr_addr;
    memset(in, 0, sizeof *in);
    in->sin_family = AF_INET;
    inet_pton(AF_INET, address, &in->sin_addr);
    if (ioctl(control, what, request) != 0)
        die("set the address");
}

/* A non-blocking TUN interface that is up and has the address/24. Flags are further ones of TUNSETIFF. */
static inline int open_tun_with(const char *name, const char *address, int mtu, int flags)
{
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI | flags};
    int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (tun < 0)
        die("/dev/net/tun");
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    if (ioctl(tun, TUNSETIFF, &request) != 0)
        die("TUNSETIFF");
    request.ifr_mtu = mtu;
    if (ioctl(control, SIOCSIFMTU, &request) != 0)
        die("SIOCSIFMTU");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    if (ioctl(control, SIOCSIFFLAGS, &request) != 0)
        die("SIOCSIFFLAGS");
    set_address(control, &request, SIOCSIFADDR, address);
    set_address(control, &request, SIOCSIFNETMASK, "255.255.255.0");
    close(control);
    return tun;
}

/* One that is too small for IPv6, as that of TunPS is. */
static inline int open_tun(const char *name, const char *address)
{
    return open_tun_with(name, address, 1279, 0);
}

/* A UDP socket towards the address; what it sends into a TUN interface that is full, the interface drops. */
static inline int connect_udp(const char *address)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
    int udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    inet_pton(AF_INET, address, &to.sin_addr);
    if (udp < 0 || connect(udp, (struct sockaddr *)&to, sizeof to) != 0)
        die("connect");
    return udp;
}

static inline void *sleep_for_ever(void *unused)
{
    for (;;)
        pause();
    return unused;
}

/*
 * Another thread, as every program has one that somebody can interrupt. With one thread alone the kernel does not count
 * who uses a descriptor, which saves a twentieth of the time of a read(2) or write(2).
 */
static inline void start_second_thread(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, sleep_for_ever, NULL) != 0)
        die("pthread_create");
}
