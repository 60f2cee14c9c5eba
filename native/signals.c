/*
 * Signals by their number, the real-time ones included, which Node has no names for. libuv's own signal
 * machinery catches them: its handler only writes to a pipe, in whatever thread the kernel picks, and the
 * callback runs in a turn of the loop. A watched signal does not keep the loop alive.
 */
#include "addon.h"
#include <signal.h>
#include <stdlib.h>

typedef struct uv_handle_s uv_handle_t;
enum { UV_SIGNAL = 16, SIGNALS_MAX = 64 };
extern size_t uv_handle_size(int type);
extern void *uv_handle_get_data(const uv_handle_t *handle);
extern void uv_handle_set_data(uv_handle_t *handle, void *data);
extern int uv_signal_init(struct uv_loop_s *loop, uv_handle_t *handle);
extern int uv_signal_start(uv_handle_t *handle, void (*callback)(uv_handle_t *, int), int number);
extern void uv_unref(uv_handle_t *handle);
extern void uv_close(uv_handle_t *handle, void (*callback)(uv_handle_t *));

struct signal_watch {
  struct signal_watch *next;
  struct state *state;
  uv_handle_t *handle;
  int number;
  napi_ref callback;
};

static void on_closed(uv_handle_t *handle) {
  struct signal_watch *watch = uv_handle_get_data(handle);
  struct state *state = watch->state;
  free(handle);
  free(watch);
  handle_closed(state);
}

static void on_signal(uv_handle_t *handle, int number) {
  struct signal_watch *watch = uv_handle_get_data(handle);
  napi_env env = watch->state->env;
  napi_handle_scope scope;
  napi_value callback;
  (void)number;
  napi_open_handle_scope(env, &scope);
  napi_get_reference_value(env, watch->callback, &callback);
  call_from_loop(env, callback);
  napi_close_handle_scope(env, scope);
}

/* A later callback for the same number takes the place of the earlier one. */
static napi_value js_on_signal(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 2);
  int number = integer_at(&call, 0);
  napi_valuetype type = napi_undefined;
  napi_typeof(env, call.arguments[1], &type);
  if (number < 1 || number > SIGNALS_MAX) refuse(&call, "a signal has a number of 1 to 64");
  if (type != napi_function) refuse(&call, "a function is expected");
  if (call.bad) return NULL;
  struct signal_watch *watch = call.state->signals;
  while (watch != NULL && watch->number != number) watch = watch->next;
  if (watch != NULL) {
    napi_delete_reference(env, watch->callback);
    napi_create_reference(env, call.arguments[1], 1, &watch->callback);
    return NULL;
  }
  watch = calloc(1, sizeof *watch);
  uv_handle_t *handle = malloc(uv_handle_size(UV_SIGNAL));
  int error = watch == NULL || handle == NULL ? -ENOMEM : uv_signal_init(call.state->loop, handle);
  if (error != 0) {
    free(handle);
    free(watch);
    return failed(env, -error, "uv_signal_init");
  }
  *watch = (struct signal_watch){.next = call.state->signals, .state = call.state, .handle = handle,
                                 .number = number};
  call.state->signals = watch;
  uv_handle_set_data(handle, watch);
  uv_unref(handle);
  napi_create_reference(env, call.arguments[1], 1, &watch->callback);
  error = uv_signal_start(handle, on_signal, number);
  if (error == 0) {
    /* node --disable-sigusr1 leaves SIGUSR1 blocked in every thread: it would wait for ever. */
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, number);
    pthread_sigmask(SIG_UNBLOCK, &one, NULL);
    return NULL;
  }
  end_first_signal(call.state);
  return failed(env, -error, "uv_signal_start");
}

void end_first_signal(struct state *state) {
  struct signal_watch *watch = state->signals;
  state->signals = watch->next;
  state->closing++;
  napi_delete_reference(state->env, watch->callback);
  uv_close(watch->handle, on_closed);
}

const struct entry signalling[] = {
  {"onSignal", js_on_signal},
  {NULL, NULL},
};
