/*
 * keepalived.node: file descriptors for src/io/native.ts and nothing else. It knows no protocol: addresses,
 * options and messages are bytes that TypeScript lays out. Refuses arguments of the wrong type or size with a
 * TypeError, and turns every failing system call into an Error with code, errno (negative, as Node has it)
 * and syscall.
 */
#include "addon.h"
#include <stdlib.h>

#ifndef BUILD_STAMP
#define BUILD_STAMP "unknown"
#endif
/* native/build.sh looks for it to see whether the file is up to date. */
__attribute__((used)) static const char build_stamp[] = "keepalived.node " BUILD_STAMP;

static void add(napi_env env, napi_value exports, struct state *state, const struct entry *entries) {
  for (; entries->name != NULL; entries++) {
    napi_value function;
    napi_create_function(env, entries->name, NAPI_AUTO_LENGTH, entries->function, state, &function);
    napi_set_named_property(env, exports, entries->name, function);
  }
}

NAPI_MODULE_INIT() {
  struct state *state = calloc(1, sizeof *state);
  if (state == NULL) return failed(env, ENOMEM, "calloc");
  state->env = env;
  if (napi_get_uv_event_loop(env, &state->loop) != napi_ok ||
      napi_add_async_cleanup_hook(env, end_everything, state, &state->cleanup) != napi_ok) {
    free(state);
    return failed(env, ENOSYS, "napi_get_uv_event_loop");
  }
  add(env, exports, state, system_calls);
  add(env, exports, state, watching);
  add(env, exports, state, noticing);
  add(env, exports, state, interface_requests);
  add(env, exports, state, signalling);
  add(env, exports, state, own_process);
  return exports;
}
