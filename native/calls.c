/* Plain system calls, one function each. They know descriptors and bytes, no protocol. */
#include "addon.h"
#include <fcntl.h>
#include <linux/filter.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { SEND_SLOTS = 64, OPTION_BYTES_MAX = 4096 };

static napi_value js_socket(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 3);
  int domain = integer_at(&call, 0), type = integer_at(&call, 1), protocol = integer_at(&call, 2);
  if (call.bad) return NULL;
  int fd = socket(domain, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
  return fd < 0 ? failed(env, errno, "socket") : number(env, fd);
}

static napi_value js_close(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 1);
  int fd = integer_at(&call, 0);
  if (call.bad) return NULL;
  /* libuv aborts when a descriptor it polls is closed and its number taken by something else. */
  end_watches_on(call.state, fd);
  return close(fd) < 0 ? failed(env, errno, "close") : NULL;
}

static napi_value js_bind(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 2);
  int fd = integer_at(&call, 0);
  struct bytes address = bytes_at(&call, 1);
  if (call.bad) return NULL;
  return bind(fd, address.data, address.length) < 0 ? failed(env, errno, "bind") : NULL;
}

static napi_value js_connect(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 2);
  int fd = integer_at(&call, 0);
  struct bytes address = bytes_at(&call, 1);
  if (call.bad) return NULL;
  return connect(fd, address.data, address.length) < 0 ? failed(env, errno, "connect") : NULL;
}

static napi_value js_getsockname(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 1);
  int fd = integer_at(&call, 0);
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  if (call.bad) return NULL;
  if (getsockname(fd, (struct sockaddr *)&address, &length) < 0) return failed(env, errno, "getsockname");
  return copied(env, &address, length < sizeof address ? length : sizeof address);
}

static napi_value js_setsockopt(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 4);
  int fd = integer_at(&call, 0), level = integer_at(&call, 1), option = integer_at(&call, 2);
  struct bytes value = bytes_at(&call, 3);
  if (call.bad) return NULL;
  int result = setsockopt(fd, level, option, value.data, value.length);
  return result < 0 ? failed(env, errno, "setsockopt") : NULL;
}

static napi_value js_getsockopt(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 4);
  int fd = integer_at(&call, 0), level = integer_at(&call, 1), option = integer_at(&call, 2);
  int wanted = integer_at(&call, 3);
  char value[OPTION_BYTES_MAX] = {0};
  if (wanted < 0 || wanted > OPTION_BYTES_MAX) refuse(&call, "an option has 0 to 4096 bytes");
  if (call.bad) return NULL;
  socklen_t length = wanted;
  if (getsockopt(fd, level, option, value, &length) < 0) return failed(env, errno, "getsockopt");
  return copied(env, value, length);
}

static napi_value js_attach_filter(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 2);
  int fd = integer_at(&call, 0);
  struct bytes bytes = bytes_at(&call, 1);
  size_t count = bytes.length / sizeof(struct sock_filter);
  if (bytes.length % sizeof(struct sock_filter) != 0 || count > BPF_MAXINSNS) {
    refuse(&call, "a filter is up to 4096 records of 8 bytes");
  }
  if (call.bad) return NULL;
  struct sock_fprog program = {.len = count, .filter = bytes.data};
  int result = setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
  return result < 0 ? failed(env, errno, "setsockopt") : NULL;
}

static napi_value js_send(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 4);
  int fd = integer_at(&call, 0);
  struct bytes message = bytes_at(&call, 1), address = address_at(&call, 2);
  int flags = integer_at(&call, 3);
  if (call.bad) return NULL;
  flags |= MSG_NOSIGNAL | MSG_DONTWAIT;
  ssize_t sent = sendto(fd, message.data, message.length, flags, address.data, address.length);
  return sent < 0 && errno != EAGAIN ? failed(env, errno, "send") : number(env, sent);
}

static napi_value js_send_batch(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 4);
  int fd = integer_at(&call, 0);
  struct bytes all = bytes_at(&call, 1), lengths = words_at(&call, 2), address = address_at(&call, 3);
  size_t total = 0, offset = 0, done = 0;
  for (size_t i = 0; !call.bad && i < lengths.length; i++) {
    int32_t length = ((int32_t *)lengths.data)[i];
    total += length;
    if (length < 0 || total > all.length) refuse(&call, "the lengths exceed the messages");
  }
  while (!call.bad && done < lengths.length) {
    struct mmsghdr headers[SEND_SLOTS];
    struct iovec parts[SEND_SLOTS];
    int count = 0;
    for (; count < SEND_SLOTS && done + count < lengths.length; count++) {
      parts[count] = (struct iovec){(char *)all.data + offset, ((int32_t *)lengths.data)[done + count]};
      headers[count].msg_hdr = (struct msghdr){
          .msg_name = address.data, .msg_namelen = address.length, .msg_iov = &parts[count], .msg_iovlen = 1};
      offset += parts[count].iov_len;
    }
    int sent = sendmmsg(fd, headers, count, MSG_NOSIGNAL | MSG_DONTWAIT);
    /* After some have gone the error is not lost: the caller offers the rest again and meets it first. */
    if (sent < 0 && errno != EAGAIN && done == 0) return failed(env, errno, "sendmmsg");
    if (sent > 0) done += sent;
    if (sent < count) break;
  }
  return call.bad ? NULL : number(env, done);
}

static napi_value js_receive(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 2);
  int fd = integer_at(&call, 0);
  struct bytes buffer = bytes_at(&call, 1);
  if (call.bad) return NULL;
  ssize_t length = recv(fd, buffer.data, buffer.length, MSG_DONTWAIT | MSG_TRUNC);
  return length < 0 && errno != EAGAIN ? failed(env, errno, "recv") : number(env, length);
}

static napi_value js_set_timer(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 2);
  int fd = integer_at(&call, 0);
  double at = number_at(&call, 1);
  if (!(at >= 0 && at <= 9007199254740991.0)) refuse(&call, "a time in whole microseconds is expected");
  if (call.bad) return NULL;
  int64_t whole = at;
  struct itimerspec due = {.it_value = {.tv_sec = whole / 1000000, .tv_nsec = whole % 1000000 * 1000}};
  int result = timerfd_settime(fd, TFD_TIMER_ABSTIME, &due, NULL);
  return result < 0 ? failed(env, errno, "timerfd_settime") : NULL;
}

static napi_value js_clock(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 1);
  int id = integer_at(&call, 0);
  struct timespec now;
  if (call.bad) return NULL;
  if (clock_gettime(id, &now) < 0) return failed(env, errno, "clock_gettime");
  return number(env, now.tv_sec * 1e6 + now.tv_nsec / 1000);
}

static napi_value js_setns(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 2);
  int fd = integer_at(&call, 0), kind = integer_at(&call, 1);
  if (call.bad) return NULL;
  return setns(fd, kind) < 0 ? failed(env, errno, "setns") : NULL;
}

static napi_value js_set_scheduler(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 2);
  int policy = integer_at(&call, 0);
  struct sched_param parameter = {.sched_priority = integer_at(&call, 1)};
  if (call.bad) return NULL;
  return sched_setscheduler(0, policy, &parameter) < 0 ? failed(env, errno, "sched_setscheduler") : NULL;
}

static napi_value js_prctl(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 2);
  int option = integer_at(&call, 0), argument = integer_at(&call, 1);
  if (call.bad) return NULL;
  return prctl(option, (long)argument, 0L, 0L, 0L) < 0 ? failed(env, errno, "prctl") : NULL;
}

static napi_value js_set_name(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 1);
  char name[16]; /* the kernel's TASK_COMM_LEN, its zero included */
  text_at(&call, 0, name, sizeof name);
  if (call.bad) return NULL;
  return prctl(PR_SET_NAME, name, 0L, 0L, 0L) < 0 ? failed(env, errno, "prctl") : NULL;
}

static napi_value js_lock_file(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 1);
  int fd = integer_at(&call, 0);
  if (call.bad) return NULL;
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  bool locked = fcntl(fd, F_OFD_SETLK, &whole) == 0;
  if (!locked && errno != EAGAIN && errno != EACCES) return failed(env, errno, "fcntl");
  napi_value result;
  napi_get_boolean(env, locked, &result);
  return result;
}

static napi_value js_interface_index(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 1);
  char name[256];
  text_at(&call, 0, name, sizeof name);
  if (call.bad) return NULL;
  unsigned index = strlen(name) < IF_NAMESIZE ? if_nametoindex(name) : 0;
  return number(env, index);
}

static napi_value js_make_fifo(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 2);
  char path[4096]; /* PATH_MAX */
  text_at(&call, 0, path, sizeof path);
  int mode = integer_at(&call, 1);
  if (call.bad) return NULL;
  return mkfifo(path, mode) < 0 ? failed(env, errno, "mkfifo") : NULL;
}

const struct entry system_calls[] = {
  {"socket", js_socket},
  {"close", js_close},
  {"bind", js_bind},
  {"connect", js_connect},
  {"getsockname", js_getsockname},
  {"setsockopt", js_setsockopt},
  {"getsockopt", js_getsockopt},
  {"attachFilter", js_attach_filter},
  {"send", js_send},
  {"sendBatch", js_send_batch},
  {"receive", js_receive},
  {"setTimer", js_set_timer},
  {"clock", js_clock},
  {"setns", js_setns},
  {"setScheduler", js_set_scheduler},
  {"prctl", js_prctl},
  {"setName", js_set_name},
  {"interfaceIndex", js_interface_index},
  {"lockFile", js_lock_file},
  {"makeFifo", js_make_fifo},
  {NULL, NULL},
};
