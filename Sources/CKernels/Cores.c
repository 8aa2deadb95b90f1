#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "CKernels.h"

#if defined(__linux__)
#include <dirent.h>
#include <sched.h>
#include <stdlib.h>

int ck_limit_cores(int count) {
  cpu_set_t allowed, kept;
  if (count < 1 || sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 0;
  CPU_ZERO(&kept);
  for (int core = 0; core < CPU_SETSIZE && count > 0; core++) {
    if (!CPU_ISSET(core, &allowed)) continue;
    CPU_SET(core, &kept);
    count--;
  }
  // Threads that are there already have sets of their own; those to come take that of the thread that starts them.
  DIR *threads = opendir("/proc/self/task");
  if (threads == NULL) return 0;
  int limited = 0;
  for (struct dirent *entry = readdir(threads); entry != NULL; entry = readdir(threads)) {
    int thread = atoi(entry->d_name);
    if (thread > 0 && sched_setaffinity(thread, sizeof kept, &kept) == 0) limited = 1;
  }
  closedir(threads);
  return limited;
}
#else
int ck_limit_cores(int count) {
  (void)count;
  return 0;
}
#endif
