/*
 * vrun-kernel.node: system calls of the command's own process that Node does not have.
 *
 *   lock(fd)          flock(2), exclusive, without waiting. Returns whether it is held; it lasts until the last descriptor of that
 *                     opening is closed, at the latest as its process ends.
 *   exchange(a, b)    renameat2(2) with RENAME_EXCHANGE: two files change names at once.
 *
 * What fails throws an Error whose `errno` is the call's.
 */
#define _GNU_SOURCE
#include <node_api.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

static napi_value fail(napi_env env, const char *call, int number) {
  napi_value message, error, value;
  napi_create_string_utf8(env, call, NAPI_AUTO_LENGTH, &message);
  napi_create_error(env, NULL, message, &error);
  napi_create_int32(env, number, &value);
  napi_set_named_property(env, error, "errno", value);
  napi_throw(env, error);
  return NULL;
}

static napi_value lock(napi_env env, napi_callback_info info) {
  napi_value argument, held;
  size_t count = 1;
  int fd;
  if (napi_get_cb_info(env, info, &count, &argument, NULL, NULL) != napi_ok || count != 1 ||
      napi_get_value_int32(env, argument, &fd) != napi_ok)
    return fail(env, "flock", EINVAL);
  int result;
  do result = flock(fd, LOCK_EX | LOCK_NB);
  while (result < 0 && errno == EINTR);
  if (result < 0 && errno != EWOULDBLOCK) return fail(env, "flock", errno);
  return napi_get_boolean(env, result == 0, &held) == napi_ok ? held : NULL;
}

static napi_value exchange(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  char paths[2][PATH_MAX];
  size_t count = 2, length;
  if (napi_get_cb_info(env, info, &count, arguments, NULL, NULL) != napi_ok || count != 2) return fail(env, "rename", EINVAL);
  for (int i = 0; i < 2; i++) {
    if (napi_get_value_string_utf8(env, arguments[i], NULL, 0, &length) != napi_ok) return fail(env, "rename", EINVAL);
    if (length >= sizeof paths[i]) return fail(env, "rename", ENAMETOOLONG);
    if (napi_get_value_string_utf8(env, arguments[i], paths[i], sizeof paths[i], &length) != napi_ok) return fail(env, "rename", EINVAL);
  }
  return renameat2(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE) < 0 ? fail(env, "rename", errno) : NULL;
}

NAPI_MODULE_INIT() {
  napi_property_descriptor members[] = {
      {"lock", NULL, lock, NULL, NULL, NULL, napi_enumerable, NULL},
      {"exchange", NULL, exchange, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  return napi_define_properties(env, exports, 2, members) == napi_ok ? exports : NULL;
}
