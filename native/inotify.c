/*
 * inotify(7): a descriptor that tells of changes in directories, and read(2) for what it has to say. What the
 * events mean is laid out in TypeScript.
 */
#include "addon.h"
#include <limits.h>
#include <sys/inotify.h>
#include <unistd.h>

static napi_value js_inotify(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 0);
  if (call.bad) return NULL;
  int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  return fd < 0 ? failed(env, errno, "inotify_init1") : number(env, fd);
}

static napi_value js_inotify_add(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 3);
  char path[PATH_MAX];
  int fd = integer_at(&call, 0);
  text_at(&call, 1, path, sizeof path);
  double mask = number_at(&call, 2);
  if (call.bad) return NULL;
  int watch = inotify_add_watch(fd, path, (uint32_t)mask);
  return watch < 0 ? failed(env, errno, "inotify_add_watch") : number(env, watch);
}

static napi_value js_inotify_remove(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 2);
  int fd = integer_at(&call, 0), watch = integer_at(&call, 1);
  if (call.bad) return NULL;
  return inotify_rm_watch(fd, watch) < 0 ? failed(env, errno, "inotify_rm_watch") : NULL;
}

/* -1 when there is nothing: the descriptor must be non-blocking. */
static napi_value js_read(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 2);
  int fd = integer_at(&call, 0);
  struct bytes buffer = bytes_at(&call, 1);
  if (call.bad) return NULL;
  ssize_t length = read(fd, buffer.data, buffer.length);
  if (length < 0 && errno != EAGAIN && errno != EINTR) return failed(env, errno, "read");
  return number(env, length);
}

const struct entry noticing[] = {
  {"inotify", js_inotify},
  {"inotifyAdd", js_inotify_add},
  {"inotifyRemove", js_inotify_remove},
  {"read", js_read},
  {NULL, NULL},
};
