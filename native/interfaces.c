/*
 * Requests about interfaces that only ioctl(2) answers: netdevice(7). The record is laid out by TypeScript;
 * what it must point to is the caller's, too.
 */
#include "addon.h"
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>

static napi_value js_interface_request(napi_env env, napi_callback_info info) {
  struct call call = begin(env, info, 4);
  int fd = integer_at(&call, 0), request = integer_at(&call, 1);
  struct bytes record = bytes_at(&call, 2), pointed = address_at(&call, 3);
  if (record.length != sizeof(struct ifreq)) refuse(&call, "a request is one struct ifreq");
  if (call.bad) return NULL;
  struct ifreq copy;
  memcpy(&copy, record.data, sizeof copy);
  if (pointed.data != NULL) copy.ifr_data = pointed.data;
  if (ioctl(fd, (unsigned)request, &copy) < 0) return failed(env, errno, "ioctl");
  memcpy(record.data, &copy, sizeof copy);
  return NULL;
}

const struct entry interface_requests[] = {
  {"interfaceRequest", js_interface_request},
  {NULL, NULL},
};
