/*
 * What the files of the addon share. All state hangs on `struct state`, one for each environment (the main
 * thread, a worker thread). Node-API 8, so that one build loads in Node 20 and later.
 */
#ifndef KEEPALIVED_ADDON_H
#define KEEPALIVED_ADDON_H
#define _GNU_SOURCE
#define NAPI_VERSION 8
#include <errno.h>
#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct watch;
struct signal_watch;

struct state {
  napi_env env;
  struct uv_loop_s *loop;
  struct watch *watches;
  struct signal_watch *signals;
  double last_id;
  int closing; /* handles given to uv_close and not yet back */
  napi_async_cleanup_hook_handle cleanup;
  bool ending;
};

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

/* Functions for JavaScript by name; a table ends with a NULL name. */
struct entry {
  const char *name;
  napi_callback function;
};
extern const struct entry system_calls[], watching[], signalling[];
extern const struct entry own_process[], noticing[], interface_requests[];

/* arguments.c: what is wrong is thrown as a TypeError, and `bad` is set; then the values mean nothing. */
void refuse(struct call *call, const char *message);
struct call begin(napi_env env, napi_callback_info info, size_t wanted);
double number_at(struct call *call, int index);
int integer_at(struct call *call, int index);
bool array_of(napi_env env, napi_value value, napi_typedarray_type wanted, struct bytes *bytes);
struct bytes bytes_at(struct call *call, int index);
struct bytes words_at(struct call *call, int index);
struct bytes address_at(struct call *call, int index);
void text_at(struct call *call, int index, char *text, size_t size);
napi_value number(napi_env env, double value);
napi_value failed(napi_env env, int error, const char *syscall);
napi_value copied(napi_env env, const void *data, size_t length);

/* watch.c */
void call_from_loop(napi_env env, napi_value callback);
void handle_closed(struct state *state);
void end_watches_on(struct state *state, int fd);
void end_everything(napi_async_cleanup_hook_handle handle, void *state);

/* signals.c */
void end_first_signal(struct state *state);

#endif
