/* A bottleneck between two network namespaces, where the kernel has no netem: two TUN devices, and between them in each
 * direction a drop-tail queue before a line of some rate, then a delay, jitter that keeps the order, and random loss.
 *
 *   bottleneck NEAR_NS NEAR_DEVICE FAR_NS FAR_DEVICE RATE DELAY JITTER LOSS QUEUE
 *
 * RATE in bits a second, both ways. DELAY in milliseconds, one way. JITTER (milliseconds, uniform from 0), LOSS (a
 * share, 0.005 is half a percent) and QUEUE (packets) are those from near to far; the other way, that of the
 * acknowledgements, has neither jitter nor loss and room for 1,000 packets.
 *
 * Prints "ready" when both devices are there. On SIGTERM it prints, of the way from near to far, how many packets came,
 * how many the queue had no room for, and how many were lost on purpose.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 1 << 14, LARGEST = 2048, BURST = 256 };
static const uint64_t NEVER = ~0ull, SECOND = 1000000000ull;

struct packet {
    uint64_t departs, arrives; /* when its last bit is on the line; when the other end gets it */
    int length;                /* 0: lost on the line, though it took its time there */
    unsigned char bytes[LARGEST];
};

/* A ring in order of arrival. From `queued` on, packets still wait for the line; before it they are on their way. */
struct direction {
    struct packet *ring;
    unsigned first, end, queued, room;
    double rate, jitter, loss;
    uint64_t delay, line_free, last_arrival;
    uint64_t came, no_room, lost;
};

static volatile sig_atomic_t stopping;

static void stop(int signal_number) {
    (void)signal_number;
    stopping = 1;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

/* The same numbers in each run: xorshift, from 0 to 1. */
static double chance(void) {
    static uint64_t state = 88172645463325252ull;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (double)(state >> 11) / 9007199254740992.0;
}

static int open_device(const char *namespace, const char *name) {
    char path[256];
    snprintf(path, sizeof path, "/run/netns/%s", namespace);
    int place = open(path, O_RDONLY | O_CLOEXEC);
    if (place < 0 || setns(place, CLONE_NEWNET)) fail(path);
    close(place);
    int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (device < 0) fail("/dev/net/tun");
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    if (ioctl(device, TUNSETIFF, &request)) fail("TUNSETIFF");
    return device;
}

static struct direction make_direction(double rate, double delay, double jitter, double loss, unsigned room) {
    struct direction made = {.rate = rate, .jitter = jitter * 1e6, .loss = loss, .room = room};
    made.delay = (uint64_t)(delay * 1e6);
    made.ring = calloc(SLOTS, sizeof(struct packet));
    if (!made.ring) fail("calloc");
    return made;
}

static void take(int device, struct direction *way) {
    for (int count = 0; count < BURST; count++) {
        struct packet *packet = &way->ring[way->end];
        ssize_t length = read(device, packet->bytes, LARGEST);
        if (length <= 0) return;
        uint64_t time = now();
        way->came++;
        while (way->queued != way->end && way->ring[way->queued].departs <= time) way->queued = (way->queued + 1) % SLOTS;
        unsigned next = (way->end + 1) % SLOTS;
        if ((way->end + SLOTS - way->queued) % SLOTS >= way->room || next == way->first) {
            way->no_room++;
            continue;
        }
        uint64_t begins = way->line_free > time ? way->line_free : time;
        packet->departs = way->line_free = begins + (uint64_t)((double)length * 8e9 / way->rate);
        packet->arrives = packet->departs + way->delay + (uint64_t)(way->jitter > 0 ? chance() * way->jitter : 0);
        if (packet->arrives < way->last_arrival) packet->arrives = way->last_arrival;
        way->last_arrival = packet->arrives;
        packet->length = (int)length;
        if (way->loss > 0 && chance() < way->loss) {
            packet->length = 0;
            way->lost++;
        }
        way->end = next;
    }
}

static void deliver(int device, struct direction *way) {
    uint64_t time = now();
    while (way->first != way->end && way->ring[way->first].arrives <= time) {
        struct packet *packet = &way->ring[way->first];
        if (packet->length && write(device, packet->bytes, (size_t)packet->length) < 0 && errno == EBADF) fail("write");
        if (way->queued == way->first) way->queued = (way->queued + 1) % SLOTS;
        way->first = (way->first + 1) % SLOTS;
    }
}

static uint64_t next_arrival(const struct direction *way) {
    return way->first == way->end ? NEVER : way->ring[way->first].arrives;
}

static void set_alarm(int timer, uint64_t at) {
    struct itimerspec when = {0};
    if (at != NEVER) {
        when.it_value.tv_sec = (time_t)(at / SECOND);
        when.it_value.tv_nsec = (long)(at % SECOND);
    }
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
}

int main(int count, char **words) {
    if (count != 10) {
        fprintf(stderr, "usage: %s NEAR_NS NEAR_DEVICE FAR_NS FAR_DEVICE RATE DELAY JITTER LOSS QUEUE\n", words[0]);
        return 2;
    }
    double rate = atof(words[5]), delay = atof(words[6]);
    struct direction there = make_direction(rate, delay, atof(words[7]), atof(words[8]), (unsigned)atoi(words[9]));
    struct direction back = make_direction(rate, delay, 0, 0, 1000);
    int near = open_device(words[1], words[2]), far = open_device(words[3], words[4]);
    struct sigaction ending = {.sa_handler = stop}; /* without SA_RESTART: poll() has to come back */
    sigaction(SIGTERM, &ending, NULL);
    struct sched_param urgent = {.sched_priority = 10};
    if (sched_setscheduler(0, SCHED_FIFO, &urgent)) perror("no real-time priority, the delay is less exact");
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (timer < 0) fail("timerfd_create");
    puts("ready");
    fflush(stdout);
    struct pollfd watched[] = {{near, POLLIN, 0}, {far, POLLIN, 0}, {timer, POLLIN, 0}};
    while (!stopping) {
        uint64_t first = next_arrival(&there), second = next_arrival(&back), expired;
        set_alarm(timer, first < second ? first : second);
        poll(watched, 3, -1);
        while (read(timer, &expired, sizeof expired) > 0) {}
        take(near, &there);
        take(far, &back);
        deliver(far, &there);
        deliver(near, &back);
    }
    printf("%lu came, %lu found no room, %lu were lost\n", there.came, there.no_room, there.lost);
    return 0;
}
