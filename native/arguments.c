/* Arguments from JavaScript, checked, and results and errors back to it. */
#include "addon.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

extern const char *uv_err_name(int error); /* part of libuv's stable ABI, exported by node */

void refuse(struct call *call, const char *message) {
  if (!call->bad) napi_throw_type_error(call->env, "ERR_INVALID_ARG_TYPE", message);
  call->bad = true;
}

struct call begin(napi_env env, napi_callback_info info, size_t wanted) {
  struct call call = {.env = env};
  size_t count = 6;
  void *data = NULL;
  napi_get_cb_info(env, info, &count, call.arguments, NULL, &data);
  call.state = data;
  if (count < wanted) refuse(&call, "too few arguments");
  return call;
}

double number_at(struct call *call, int index) {
  double value = 0;
  if (!call->bad && napi_get_value_double(call->env, call->arguments[index], &value) != napi_ok) {
    refuse(call, "a number is expected");
  }
  return value;
}

int integer_at(struct call *call, int index) {
  double value = number_at(call, index);
  if (value >= INT32_MIN && value <= INT32_MAX && value == trunc(value)) return (int)value;
  refuse(call, "a 32-bit integer is expected");
  return -1;
}

bool array_of(napi_env env, napi_value value, napi_typedarray_type wanted, struct bytes *bytes) {
  bool typed = false;
  napi_typedarray_type type;
  if (napi_is_typedarray(env, value, &typed) != napi_ok || !typed) return false;
  napi_status status = napi_get_typedarray_info(env, value, &type, &bytes->length, &bytes->data, NULL, NULL);
  return status == napi_ok && type == wanted;
}

struct bytes bytes_at(struct call *call, int index) {
  struct bytes bytes = {0};
  if (!call->bad && !array_of(call->env, call->arguments[index], napi_uint8_array, &bytes)) {
    refuse(call, "a Uint8Array is expected");
  }
  return bytes;
}

struct bytes words_at(struct call *call, int index) {
  struct bytes words = {0};
  if (!call->bad && !array_of(call->env, call->arguments[index], napi_int32_array, &words)) {
    refuse(call, "an Int32Array is expected");
  }
  return words;
}

/* null: no address, the message goes to the connected peer. */
struct bytes address_at(struct call *call, int index) {
  napi_valuetype type;
  if (!call->bad && napi_typeof(call->env, call->arguments[index], &type) == napi_ok && type == napi_null) {
    return (struct bytes){0};
  }
  struct bytes address = bytes_at(call, index);
  if (address.length > sizeof(struct sockaddr_storage)) refuse(call, "a socket address is too long");
  return address;
}

void text_at(struct call *call, int index, char *text, size_t size) {
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

napi_value number(napi_env env, double value) {
  napi_value result = NULL;
  napi_create_double(env, value, &result);
  return result;
}

napi_value failed(napi_env env, int error, const char *syscall) {
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

napi_value copied(napi_env env, const void *data, size_t length) {
  void *copy = NULL;
  napi_value buffer, array = NULL;
  napi_create_arraybuffer(env, length, &copy, &buffer);
  if (length > 0) memcpy(copy, data, length);
  napi_create_typedarray(env, napi_uint8_array, length, buffer, 0, &array);
  return array;
}
