/* A disk on which fsync takes 2 ms longer, for programs that reach it through the C library.
   Built and preloaded by bench.relay.servers; programs in Go call the kernel without it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static int slow(const char *name, int file)
{
    const struct timespec delay = {0, 2000000};
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    nanosleep(&delay, 0);
    return real(file);
}

int fsync(int file) { return slow("fsync", file); }
int fdatasync(int file) { return slow("fdatasync", file); }
