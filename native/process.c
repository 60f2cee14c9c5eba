/*
 * What a process asks of the kernel for itself and for where it works: processors, limits, namespaces,
 * mounts. Plain system calls, one function each.
 */
#include "addon.h"
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>

enum { PROCESSORS_MAX = 65536, PATH_BYTES = 4096 };

/* Of one thread by its id, 0: the calling one. */
static napi_value js_set_affinity(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 2);
  int thread = integer_at(&call, 0);
  struct bytes processors = words_at(&call, 1);
  if (call.bad) return NULL;
  cpu_set_t *set = CPU_ALLOC(PROCESSORS_MAX);
  size_t size = CPU_ALLOC_SIZE(PROCESSORS_MAX);
  if (set == NULL) return failed(env, ENOMEM, "sched_setaffinity");
  CPU_ZERO_S(size, set);
  for (size_t i = 0; i < processors.length; i++) {
    int32_t processor = ((int32_t *)processors.data)[i];
    if (processor < 0 || processor >= PROCESSORS_MAX) refuse(&call, "a processor has a number of 0 to 65535");
    else CPU_SET_S(processor, size, set);
  }
  int result = call.bad ? 0 : sched_setaffinity(thread, size, set);
  int error = errno;
  CPU_FREE(set);
  return result < 0 ? failed(env, error, "sched_setaffinity") : NULL;
}

/* The soft limit, and the hard one only where it is lower; a negative value: unlimited. */
static napi_value js_set_limit(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 2);
  int resource = integer_at(&call, 0);
  double value = number_at(&call, 1);
  if (value > 9007199254740991.0 || value != value) refuse(&call, "a limit is a whole number");
  if (call.bad) return NULL;
  struct rlimit limit;
  if (getrlimit(resource, &limit) < 0) return failed(env, errno, "getrlimit");
  limit.rlim_cur = value < 0 ? RLIM_INFINITY : (rlim_t)value;
  if (limit.rlim_max < limit.rlim_cur) limit.rlim_max = limit.rlim_cur;
  return setrlimit(resource, &limit) < 0 ? failed(env, errno, "setrlimit") : NULL;
}

static napi_value js_unshare(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 1);
  int kinds = integer_at(&call, 0);
  if (call.bad) return NULL;
  return unshare(kinds) < 0 ? failed(env, errno, "unshare") : NULL;
}

/* Without type and data: what binding and changing the propagation of mounts take. */
static napi_value js_mount(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 3);
  char source[PATH_BYTES], target[PATH_BYTES];
  text_at(&call, 0, source, sizeof source);
  text_at(&call, 1, target, sizeof target);
  int flags = integer_at(&call, 2);
  if (call.bad) return NULL;
  return mount(source, target, "none", flags, NULL) < 0 ? failed(env, errno, "mount") : NULL;
}

/* At once for every path through it, even while something below is in use. */
static napi_value js_unmount(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 1);
  char target[PATH_BYTES];
  text_at(&call, 0, target, sizeof target);
  if (call.bad) return NULL;
  return umount2(target, MNT_DETACH) < 0 ? failed(env, errno, "umount2") : NULL;
}

/* The descriptor stays open in the program that takes this one's place. */
static napi_value js_keep_open(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 1);
  int fd = integer_at(&call, 0);
  if (call.bad) return NULL;
  int flags = fcntl(fd, F_GETFD);
  if (flags < 0 || fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC) < 0) return failed(env, errno, "fcntl");
  return NULL;
}

const struct entry own_process[] = {
  {"setAffinity", js_set_affinity},
  {"setLimit", js_set_limit},
  {"unshare", js_unshare},
  {"mount", js_mount},
  {"unmount", js_unmount},
  {"keepOpen", js_keep_open},
  {NULL, NULL},
};
