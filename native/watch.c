/*
 * Descriptors under watch of the event loop: messages in bounded batches, room to write, timers. Every watch
 * is known to JavaScript by a number that is never used again, so a stale one finds nothing.
 *
 * The libuv functions are part of its stable ABI and exported by the node binary; uv.h is not in
 * node-api-headers.
 */
#include "addon.h"
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
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
typedef void (*uv_poll_cb)(uv_handle_t *handle, int status, int events);
extern int uv_poll_start(uv_handle_t *handle, int events, uv_poll_cb callback);
extern int uv_poll_stop(uv_handle_t *handle);
extern void uv_close(uv_handle_t *handle, void (*callback)(uv_handle_t *));

enum { SLOTS_MAX = 64, BATCHES_MAX = 1024, META_WORDS = 8, ENDS_WORDS = 8, CONTROL_BYTES = 192 };
enum kind { READING, WRITING, TIMING, NOTING };

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
  bool resting;
  bool closing;
  napi_ref callback, buffer, meta;
};

static void finish(struct state *state) {
  napi_remove_async_cleanup_hook(state->cleanup);
  free(state);
}

static void on_closed(uv_handle_t *handle) {
  struct watch *watch = uv_handle_get_data(handle);
  struct state *state = watch->state;
  free(handle);
  free(watch);
  handle_closed(state);
}

/* libuv has given one back. */
void handle_closed(struct state *state) {
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

void call_from_loop(napi_env env, napi_value callback) {
  run(env, callback, 0, NULL, true);
}

/* `ends`: NULL, or room for the source and the destination of an IPv6 packet. */
static void describe(struct msghdr *header, int32_t *meta, unsigned length, struct in6_addr *ends) {
  memset(meta, 0, META_WORDS * sizeof *meta);
  meta[0] = length;
  meta[1] = header->msg_flags;
  meta[3] = -1;
  if (ends != NULL) {
    const struct sockaddr_in6 *source = header->msg_name;
    memset(ends, 0, 2 * sizeof *ends);
    if (header->msg_namelen >= sizeof *source && source->sin6_family == AF_INET6) ends[0] = source->sin6_addr;
  }
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
      if (ends != NULL) ends[1] = info.ipi6_addr;
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
  size_t slots = watch->slots;
  struct mmsghdr headers[SLOTS_MAX];
  struct iovec parts[SLOTS_MAX];
  _Alignas(struct cmsghdr) char controls[SLOTS_MAX][CONTROL_BYTES];
  struct sockaddr_in6 sources[SLOTS_MAX];
  /* Asked anew each time: the memory of a transferred or shrunk ArrayBuffer is no longer ours to write to. */
  napi_get_reference_value(env, watch->buffer, &value);
  if (!array_of(env, value, napi_uint8_array, &buffer) || buffer.length < slots) return -EFAULT;
  napi_get_reference_value(env, watch->meta, &value);
  if (!array_of(env, value, napi_int32_array, &meta) || meta.length < slots * META_WORDS) return -EFAULT;
  bool wants_ends = meta.length >= slots * (META_WORDS + ENDS_WORDS);
  size_t size = buffer.length / slots;
  for (int i = 0; i < watch->slots; i++) {
    parts[i] = (struct iovec){(char *)buffer.data + i * size, size};
    headers[i].msg_hdr = (struct msghdr){
        .msg_iov = &parts[i], .msg_iovlen = 1, .msg_control = controls[i], .msg_controllen = CONTROL_BYTES};
    if (wants_ends) {
      headers[i].msg_hdr.msg_name = &sources[i];
      headers[i].msg_hdr.msg_namelen = sizeof sources[i];
    }
  }
  int count = recvmmsg(watch->polled, headers, watch->slots, MSG_DONTWAIT | MSG_TRUNC, NULL);
  if (count < 0) return -errno;
  for (int i = 0; i < count; i++) {
    int32_t *words = meta.data, *ends = words + (slots * META_WORDS + i * ENDS_WORDS);
    describe(&headers[i].msg_hdr, words + i * META_WORDS, headers[i].msg_len,
             wants_ends ? (struct in6_addr *)ends : NULL);
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
    /* libuv stops at EPOLLERR: an interface went down, a queue overflowed. recvmmsg has told it. */
    if (status < 0 && !watch->closing && !watch->resting) uv_poll_start(handle, UV_READABLE, on_poll);
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
  } else if (watch->kind == NOTING) {
    run(env, callback, 0, NULL, true);
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
  if (fd < 0) return (struct watch *)failed(call->env, EBADF, "watch");
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

static napi_value js_watch_readable(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 2);
  int fd = integer_at(&call, 0);
  struct watch *watch = start(&call, NOTING, fd, call.arguments[1]);
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

/* Not woken any more until `wake`; what arrives meanwhile stays in the queue of the socket. */
static napi_value js_rest(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 1);
  struct watch *watch = watch_at(&call, 0);
  if (watch == NULL || watch->resting) return NULL;
  watch->resting = true;
  uv_poll_stop(watch->handle);
  return NULL;
}

static napi_value js_wake(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 1);
  struct watch *watch = watch_at(&call, 0);
  if (watch == NULL || !watch->resting) return NULL;
  watch->resting = false;
  uv_poll_start(watch->handle, watch->kind == WRITING ? UV_WRITABLE : UV_READABLE, on_poll);
  return NULL;
}

static napi_value js_drain(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 1);
  struct watch *watch = watch_at(&call, 0);
  if (watch != NULL && watch->kind == READING) deliver(watch, false);
  return NULL;
}

void end_watches_on(struct state *state, int fd) {
  for (struct watch *watch = state->watches, *next; watch != NULL; watch = next) {
    next = watch->next;
    if (watch->fd == fd) stop(watch);
  }
}

/* The environment goes; it waits until libuv has given every handle back. */
void end_everything(napi_async_cleanup_hook_handle handle, void *data) {
  struct state *state = data;
  (void)handle;
  state->ending = true;
  while (state->watches != NULL) stop(state->watches);
  while (state->signals != NULL) end_first_signal(state);
  if (state->closing == 0) finish(state);
}

const struct entry watching[] = {
  {"watch", js_watch},
  {"whenWritable", js_when_writable},
  {"watchReadable", js_watch_readable},
  {"unwatch", js_unwatch},
  {"drain", js_drain},
  {"rest", js_rest},
  {"wake", js_wake},
  {"timer", js_timer},
  {NULL, NULL},
};
