/*
 * keepalived.node: file descriptors for src/io/native.ts and nothing else. It knows no protocol: addresses, options
 * and messages are bytes that TypeScript lays out. Refuses arguments of the wrong type or size with a TypeError, and
 * turns every failing system call into an Error with code, errno (negative, as Node has it) and syscall.
 *
 * Node-API 8, so one build loads in Node 20 and later and in worker threads; no state outside `struct state`, which
 * belongs to one environment. The libuv functions below are part of its stable ABI and exported by the node binary;
 * uv.h itself is not in node-api-headers.
 */
#define _GNU_SOURCE
#define NAPI_VERSION 8
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <math.h>
#include <net/if.h>
#include <netinet/in.h>
#include <node_api.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

typedef struct uv_handle_s uv_handle_t;
enum { UV_POLL = 8, UV_READABLE = 1, UV_WRITABLE = 2 };
extern size_t uv_handle_size(int type);
extern void *uv_handle_get_data(const uv_handle_t *handle);
extern void uv_handle_set_data(uv_handle_t *handle, void *data);
extern int uv_poll_init(struct uv_loop_s *loop, uv_handle_t *handle, int fd);
extern int uv_poll_start(uv_handle_t *handle, int events, void (*callback)(uv_handle_t *, int status, int events));
extern int uv_poll_stop(uv_handle_t *handle);
extern void uv_close(uv_handle_t *handle, void (*callback)(uv_handle_t *));
extern const char *uv_err_name(int error);

#ifndef BUILD_STAMP
#define BUILD_STAMP "unknown"
#endif
/* native/build.sh looks for it to see whether the file is up to date. */
__attribute__((used)) static const char build_stamp[] = "keepalived.node " BUILD_STAMP;

enum { SLOTS_MAX = 64, BATCHES_MAX = 1024, META_WORDS = 8, CONTROL_BYTES = 192, SEND_SLOTS = 64, OPTION_BYTES_MAX = 4096 };

enum kind { READING, WRITING, TIMING };

struct watch {
  struct watch *next;
  struct state *state;
  uv_handle_t *handle;
  enum kind kind;
  double id;
  int fd;      /* as the caller knows it */
  int polled;  /* what libuv polls: a duplicate when WRITING, as libuv allows one watcher a descriptor */
  int slots, batches;
  bool busy;   /* its buffer is being read by a callback */
  bool closing;
  napi_ref callback, buffer, meta;
};

struct state {
  napi_env env;
  struct uv_loop_s *loop;
  struct watch *watches;
  double last_id;
  int closing; /* handles given to uv_close and not yet back */
  napi_async_cleanup_hook_handle cleanup;
  bool ending;
};

/* ---- arguments and results ---- */

struct call {
  napi_env env;
  struct state *state;
  napi_value arguments[6];
  bool bad;
};

struct bytes {
  void *data;
  size_t length;
};

static void refuse(struct call *call, const char *message) {
  if (!call->bad) napi_throw_type_error(call->env, "ERR_INVALID_ARG_TYPE", message);
  call->bad = true;
}

static struct call begin(napi_env env, napi_callback_info info, size_t wanted) {
  struct call call = {.env = env};
  size_t count = 6;
  void *data = NULL;
  napi_get_cb_info(env, info, &count, call.arguments, NULL, &data);
  call.state = data;
  if (count < wanted) refuse(&call, "too few arguments");
  return call;
}

static double number_at(struct call *call, int index) {
  double value = 0;
  if (!call->bad && napi_get_value_double(call->env, call->arguments[index], &value) != napi_ok) {
    refuse(call, "a number is expected");
  }
  return value;
}

static int integer_at(struct call *call, int index) {
  double value = number_at(call, index);
  if (value >= INT32_MIN && value <= INT32_MAX && value == trunc(value)) return (int)value;
  refuse(call, "a 32-bit integer is expected");
  return -1;
}

static bool array_of(napi_env env, napi_value value, napi_typedarray_type wanted, struct bytes *bytes) {
  bool typed = false;
  napi_typedarray_type type;
  if (napi_is_typedarray(env, value, &typed) != napi_ok || !typed) return false;
  if (napi_get_typedarray_info(env, value, &type, &bytes->length, &bytes->data, NULL, NULL) != napi_ok) return false;
  return type == wanted;
}

static struct bytes bytes_at(struct call *call, int index) {
  struct bytes bytes = {0};
  if (!call->bad && !array_of(call->env, call->arguments[index], napi_uint8_array, &bytes)) {
    refuse(call, "a Uint8Array is expected");
  }
  return bytes;
}

static struct bytes words_at(struct call *call, int index) {
  struct bytes words = {0};
  if (!call->bad && !array_of(call->env, call->arguments[index], napi_int32_array, &words)) {
    refuse(call, "an Int32Array is expected");
  }
  return words;
}

/* null: no address, the message goes to the connected peer. */
static struct bytes address_at(struct call *call, int index) {
  napi_valuetype type;
  if (!call->bad && napi_typeof(call->env, call->arguments[index], &type) == napi_ok && type == napi_null) {
    return (struct bytes){0};
  }
  struct bytes address = bytes_at(call, index);
  if (address.length > sizeof(struct sockaddr_storage)) refuse(call, "a socket address is too long");
  return address;
}

static void text_at(struct call *call, int index, char *text, size_t size) {
  size_t length = 0;
  text[0] = 0;
  if (call->bad) return;
  if (napi_get_value_string_utf8(call->env, call->arguments[index], NULL, 0, &length) != napi_ok) {
    refuse(call, "a string is expected");
  } else if (length >= size) {
    refuse(call, "the name is too long");
  } else {
    napi_get_value_string_utf8(call->env, call->arguments[index], text, size, &length);
  }
}

static napi_value number(napi_env env, double value) {
  napi_value result = NULL;
  napi_create_double(env, value, &result);
  return result;
}

static napi_value failed(napi_env env, int error, const char *syscall) {
  char message[160];
  const char *name = uv_err_name(-error);
  napi_value code, text, value, call;
  snprintf(message, sizeof message, "%s: %s, %s", name, strerror(error), syscall);
  napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &code);
  napi_create_string_utf8(env, message, NAPI_AUTO_LENGTH, &text);
  napi_create_error(env, code, text, &value);
  napi_create_string_utf8(env, syscall, NAPI_AUTO_LENGTH, &call);
  napi_set_named_property(env, value, "errno", number(env, -error));
  napi_set_named_property(env, value, "syscall", call);
  napi_throw(env, value);
  return NULL;
}

static napi_value copied(napi_env env, const void *data, size_t length) {
  void *copy = NULL;
  napi_value buffer, array = NULL;
  napi_create_arraybuffer(env, length, &copy, &buffer);
  if (length > 0) memcpy(copy, data, length);
  napi_create_typedarray(env, napi_uint8_array, length, buffer, 0, &array);
  return array;
}

/* ---- plain system calls ---- */

static napi_value js_socket(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 3);
  int domain = integer_at(&call, 0), type = integer_at(&call, 1), protocol = integer_at(&call, 2);
  if (call.bad) return NULL;
  int fd = socket(domain, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
  return fd < 0 ? failed(env, errno, "socket") : number(env, fd);
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
  if (bytes.length % sizeof(struct sock_filter) != 0 || bytes.length / sizeof(struct sock_filter) > BPF_MAXINSNS) {
    refuse(&call, "a filter is up to 4096 records of 8 bytes");
  }
  if (call.bad) return NULL;
  struct sock_fprog program = {.len = bytes.length / sizeof(struct sock_filter), .filter = bytes.data};
  int result = setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
  return result < 0 ? failed(env, errno, "setsockopt") : NULL;
}

static napi_value js_send(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 4);
  int fd = integer_at(&call, 0);
  struct bytes message = bytes_at(&call, 1), address = address_at(&call, 2);
  int flags = integer_at(&call, 3);
  if (call.bad) return NULL;
  ssize_t sent = sendto(fd, message.data, message.length, flags | MSG_NOSIGNAL | MSG_DONTWAIT, address.data, address.length);
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
  return timerfd_settime(fd, TFD_TIMER_ABSTIME, &due, NULL) < 0 ? failed(env, errno, "timerfd_settime") : NULL;
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

/* ---- watching ---- */

static void finish(struct state *state) {
  napi_remove_async_cleanup_hook(state->cleanup);
  free(state);
}

static void on_closed(uv_handle_t *handle) {
  struct watch *watch = uv_handle_get_data(handle);
  struct state *state = watch->state;
  free(handle);
  free(watch);
  if (--state->closing == 0 && state->ending) finish(state);
}

/* The descriptor may be closed as soon as this returns; the memory goes when libuv is done with it. */
static void stop(struct watch *watch) {
  if (watch->closing) return;
  struct watch **place = &watch->state->watches;
  while (*place != watch) place = &(*place)->next;
  *place = watch->next;
  watch->closing = true;
  watch->state->closing++;
  uv_poll_stop(watch->handle);
  uv_close(watch->handle, on_closed);
  if (watch->polled != watch->fd) close(watch->polled);
  napi_env env = watch->state->env;
  if (watch->callback != NULL) napi_delete_reference(env, watch->callback);
  if (watch->buffer != NULL) napi_delete_reference(env, watch->buffer);
  if (watch->meta != NULL) napi_delete_reference(env, watch->meta);
}

/*
 * From the loop, napi_make_callback runs promises and ticks afterwards, and an exception becomes an
 * uncaughtException; called from JavaScript the exception is the caller's. False: something was thrown.
 */
static bool run(napi_env env, napi_value callback, int count, napi_value *arguments, bool from_loop) {
  napi_value global, error;
  bool pending = false;
  napi_get_global(env, &global);
  if (!from_loop) return napi_call_function(env, global, callback, count, arguments, NULL) == napi_ok;
  if (napi_make_callback(env, NULL, global, callback, count, arguments, NULL) == napi_ok) return true;
  napi_is_exception_pending(env, &pending);
  if (pending && napi_get_and_clear_last_exception(env, &error) == napi_ok) napi_fatal_exception(env, error);
  return false;
}

static void describe(struct msghdr *header, int32_t *meta, unsigned length) {
  memset(meta, 0, META_WORDS * sizeof *meta);
  meta[0] = length;
  meta[1] = header->msg_flags;
  meta[3] = -1;
  for (struct cmsghdr *part = CMSG_FIRSTHDR(header); part != NULL; part = CMSG_NXTHDR(header, part)) {
    const void *data = CMSG_DATA(part);
    if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO) {
      struct in_pktinfo info;
      memcpy(&info, data, sizeof info);
      meta[2] = info.ipi_ifindex;
      meta[4] = (int32_t)ntohl(info.ipi_addr.s_addr);
    } else if (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_PKTINFO) {
      struct in6_pktinfo info;
      memcpy(&info, data, sizeof info);
      meta[2] = (int32_t)info.ipi6_ifindex;
    } else if ((part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_TTL) ||
               (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_HOPLIMIT)) {
      memcpy(&meta[3], data, sizeof meta[3]);
    } else if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SO_TIMESTAMPNS) {
      struct timespec stamp;
      memcpy(&stamp, data, sizeof stamp);
      meta[5] = (int32_t)stamp.tv_sec;
      meta[6] = (int32_t)(stamp.tv_nsec / 1000);
    }
  }
}

/* One recvmmsg; the count, or a negative errno. */
static int receive_batch(struct watch *watch) {
  napi_env env = watch->state->env;
  napi_value value;
  struct bytes buffer, meta;
  struct mmsghdr headers[SLOTS_MAX];
  struct iovec parts[SLOTS_MAX];
  _Alignas(struct cmsghdr) char controls[SLOTS_MAX][CONTROL_BYTES];
  /* Asked anew each time: the memory of a transferred or shrunk ArrayBuffer is no longer ours to write to. */
  napi_get_reference_value(env, watch->buffer, &value);
  if (!array_of(env, value, napi_uint8_array, &buffer) || buffer.length < (size_t)watch->slots) return -EFAULT;
  napi_get_reference_value(env, watch->meta, &value);
  if (!array_of(env, value, napi_int32_array, &meta) || meta.length < (size_t)watch->slots * META_WORDS) return -EFAULT;
  size_t size = buffer.length / watch->slots;
  for (int i = 0; i < watch->slots; i++) {
    parts[i] = (struct iovec){(char *)buffer.data + i * size, size};
    headers[i].msg_hdr = (struct msghdr){
        .msg_iov = &parts[i], .msg_iovlen = 1, .msg_control = controls[i], .msg_controllen = CONTROL_BYTES};
  }
  int count = recvmmsg(watch->polled, headers, watch->slots, MSG_DONTWAIT | MSG_TRUNC, NULL);
  if (count < 0) return -errno;
  for (int i = 0; i < count; i++) {
    describe(&headers[i].msg_hdr, (int32_t *)meta.data + i * META_WORDS, headers[i].msg_len);
  }
  return count;
}

static void deliver(struct watch *watch, bool from_loop) {
  napi_env env = watch->state->env;
  if (watch->busy) return;
  watch->busy = true;
  bool more = true;
  for (int batch = 0; more && batch < watch->batches && !watch->closing; batch++) {
    napi_handle_scope scope;
    napi_value callback, argument;
    napi_open_handle_scope(env, &scope);
    int count = receive_batch(watch);
    more = count == watch->slots;
    if (count != -EAGAIN && count != -EINTR) {
      napi_get_reference_value(env, watch->callback, &callback);
      argument = number(env, count);
      /* Polling what is no longer a socket would make libuv abort; writing to lost memory would be worse. */
      if (count == -EBADF || count == -ENOTSOCK || count == -EFAULT) stop(watch);
      if (!run(env, callback, 1, &argument, from_loop)) more = false;
    }
    napi_close_handle_scope(env, scope);
  }
  watch->busy = false;
}

static void on_poll(uv_handle_t *handle, int status, int events) {
  struct watch *watch = uv_handle_get_data(handle);
  napi_env env = watch->state->env;
  napi_handle_scope scope;
  napi_value callback, argument;
  (void)events;
  if (watch->kind == READING) {
    deliver(watch, true);
    /* libuv stops at EPOLLERR (an interface went down, a netlink queue overflowed); recvmmsg has told and cleared it. */
    if (status < 0 && !watch->closing) uv_poll_start(handle, UV_READABLE, on_poll);
    return;
  }
  napi_open_handle_scope(env, &scope);
  napi_get_reference_value(env, watch->callback, &callback);
  if (watch->kind == WRITING) {
    int error = 0;
    socklen_t length = sizeof error;
    if (status < 0 && getsockopt(watch->polled, SOL_SOCKET, SO_ERROR, &error, &length) == 0) status = -error;
    argument = number(env, status < 0 ? status : 0);
    stop(watch);
    run(env, callback, 1, &argument, true);
  } else {
    uint64_t expirations;
    if (read(watch->polled, &expirations, sizeof expirations) > 0) run(env, callback, 0, NULL, true);
  }
  napi_close_handle_scope(env, scope);
}

/* NULL after an exception was thrown. */
static struct watch *start(struct call *call, enum kind kind, int fd, napi_value callback) {
  struct state *state = call->state;
  napi_valuetype type = napi_undefined;
  napi_typeof(call->env, callback, &type);
  if (type != napi_function) refuse(call, "a function is expected");
  if (call->bad) return NULL;
  int polled = kind == WRITING ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : fd;
  if (polled < 0) return (struct watch *)failed(call->env, errno, "fcntl");
  struct watch *watch = calloc(1, sizeof *watch);
  uv_handle_t *handle = malloc(uv_handle_size(UV_POLL));
  int error = watch == NULL || handle == NULL ? -ENOMEM : uv_poll_init(state->loop, handle, polled);
  if (error != 0) {
    if (polled != fd) close(polled);
    free(handle);
    free(watch);
    return (struct watch *)failed(call->env, -error, "uv_poll_init");
  }
  *watch = (struct watch){.next = state->watches, .state = state, .handle = handle, .kind = kind,
                          .id = ++state->last_id, .fd = fd, .polled = polled};
  state->watches = watch;
  uv_handle_set_data(handle, watch);
  napi_create_reference(call->env, callback, 1, &watch->callback);
  uv_poll_start(handle, kind == WRITING ? UV_WRITABLE : UV_READABLE, on_poll);
  return watch;
}

static napi_value js_watch(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 6);
  int fd = integer_at(&call, 0);
  struct bytes buffer = bytes_at(&call, 1), meta = words_at(&call, 2);
  int slots = integer_at(&call, 3), batches = integer_at(&call, 4);
  if (slots < 1 || slots > SLOTS_MAX) refuse(&call, "1 to 64 slots are expected");
  if (batches < 1 || batches > BATCHES_MAX) refuse(&call, "1 to 1024 batches are expected");
  if (!call.bad && buffer.length < (size_t)slots) refuse(&call, "the buffer is too small");
  if (!call.bad && meta.length < (size_t)slots * META_WORDS) refuse(&call, "meta takes 8 numbers a slot");
  struct watch *watch = start(&call, READING, fd, call.arguments[5]);
  if (watch == NULL) return NULL;
  watch->slots = slots;
  watch->batches = batches;
  napi_create_reference(env, call.arguments[1], 1, &watch->buffer);
  napi_create_reference(env, call.arguments[2], 1, &watch->meta);
  return number(env, watch->id);
}

static napi_value js_when_writable(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 2);
  int fd = integer_at(&call, 0);
  struct watch *watch = start(&call, WRITING, fd, call.arguments[1]);
  return watch == NULL ? NULL : number(env, watch->id);
}

static napi_value js_timer(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 1);
  if (call.bad) return NULL;
  int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  if (fd < 0) return failed(env, errno, "timerfd_create");
  struct watch *watch = start(&call, TIMING, fd, call.arguments[0]);
  if (watch == NULL) {
    close(fd);
    return NULL;
  }
  napi_value timer;
  napi_create_object(env, &timer);
  napi_set_named_property(env, timer, "fd", number(env, fd));
  napi_set_named_property(env, timer, "watch", number(env, watch->id));
  return timer;
}

static struct watch *watch_at(struct call *call, int index) {
  double id = number_at(call, index);
  struct watch *watch = call->bad ? NULL : call->state->watches;
  while (watch != NULL && watch->id != id) watch = watch->next;
  return watch;
}

static napi_value js_unwatch(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 1);
  struct watch *watch = watch_at(&call, 0);
  if (watch != NULL) stop(watch);
  return NULL;
}

static napi_value js_drain(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 1);
  struct watch *watch = watch_at(&call, 0);
  if (watch != NULL && watch->kind == READING) deliver(watch, false);
  return NULL;
}

static napi_value js_close(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 1);
  int fd = integer_at(&call, 0);
  if (call.bad) return NULL;
  /* libuv aborts when a descriptor it polls is closed and its number taken by something else. */
  for (struct watch *watch = call.state->watches, *next; watch != NULL; watch = next) {
    next = watch->next;
    if (watch->fd == fd) stop(watch);
  }
  return close(fd) < 0 ? failed(env, errno, "close") : NULL;
}

/* ---- the module ---- */

static void on_cleanup(napi_async_cleanup_hook_handle handle, void *data) {
  struct state *state = data;
  (void)handle;
  state->ending = true;
  while (state->watches != NULL) stop(state->watches);
  if (state->closing == 0) finish(state);
}

NAPI_MODULE_INIT() {
  static const struct { const char *name; napi_callback function; } functions[] = {
    {"socket", js_socket}, {"close", js_close}, {"bind", js_bind}, {"connect", js_connect},
    {"getsockname", js_getsockname}, {"setsockopt", js_setsockopt}, {"getsockopt", js_getsockopt},
    {"attachFilter", js_attach_filter}, {"send", js_send}, {"sendBatch", js_send_batch}, {"receive", js_receive},
    {"watch", js_watch}, {"whenWritable", js_when_writable}, {"unwatch", js_unwatch}, {"drain", js_drain},
    {"timer", js_timer}, {"setTimer", js_set_timer}, {"clock", js_clock}, {"setns", js_setns},
    {"setScheduler", js_set_scheduler}, {"prctl", js_prctl}, {"setName", js_set_name},
    {"interfaceIndex", js_interface_index}, {"lockFile", js_lock_file},
  };
  struct state *state = calloc(1, sizeof *state);
  if (state == NULL) return failed(env, ENOMEM, "calloc");
  state->env = env;
  if (napi_get_uv_event_loop(env, &state->loop) != napi_ok ||
      napi_add_async_cleanup_hook(env, on_cleanup, state, &state->cleanup) != napi_ok) {
    free(state);
    return failed(env, ENOSYS, "napi_get_uv_event_loop");
  }
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    napi_value function;
    napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].function, state, &function);
    napi_set_named_property(env, exports, functions[i].name, function);
  }
  return exports;
}
