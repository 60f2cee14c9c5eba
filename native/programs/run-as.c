/*
 * Becomes a program of the user: what has to happen between fork and exec, and what Node's spawn cannot do.
 * Supplementary groups, a signal at the death of the parent, the soft limit of descriptors that Node raised
 * for itself. Refuses to judge: who calls it has done so. docs/decisions/0014-scripts-as-their-user.md
 *
 *   run-as UID GID GROUPS PARENT FILE NAME [WORD ...]
 *
 * UID, GID: numbers, or `-` to stay. GROUPS: numbers with commas between, empty for none, or `-` to stay.
 * PARENT: `-`, or the number of the process with which it shall die (SIGTERM). FILE runs as NAME WORD...
 * Status 127 with the line `run-as: ERRNO STEP` on standard error: FILE did not run.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef BUILD_STAMP
#define BUILD_STAMP "unknown"
#endif
__attribute__((used)) static const char build_stamp[] = "run-as " BUILD_STAMP;

enum { GROUPS_MAX = 65536, DESCRIPTORS = 1024, STATUS = 127 };

static void fail(int error, const char *step) {
  dprintf(STDERR_FILENO, "run-as: %d %s\n", error, step);
  _exit(STATUS);
}

static unsigned long whole(const char *word, char **end) {
  errno = 0;
  unsigned long value = strtoul(word, end, 10);
  /* The highest number is no id: setresuid(2) would take it for "stay". A minus sign may end there, too. */
  if (*end == word || errno != 0 || value >= 0xffffffffUL) fail(EINVAL, "arguments");
  return value;
}

static unsigned number(const char *word) {
  char *end;
  unsigned long value = whole(word, &end);
  if (*end != '\0') fail(EINVAL, "arguments");
  return value;
}

static bool stays(const char *word) {
  return strcmp(word, "-") == 0;
}

static void set_groups(const char *list) {
  static gid_t groups[GROUPS_MAX];
  size_t count = 0;
  for (const char *at = list; *at != '\0';) {
    char *end;
    if (count == GROUPS_MAX) fail(EINVAL, "arguments");
    groups[count++] = whole(at, &end);
    if (*end == ',') end++;
    else if (*end != '\0') fail(EINVAL, "arguments");
    at = end;
  }
  if (setgroups(count, groups) < 0) fail(errno, "setgroups");
}

/* Programs that walk over all descriptors, or use select(2), expect the usual number. */
static void limit_descriptors(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur <= DESCRIPTORS) return;
  limit.rlim_cur = DESCRIPTORS;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int count, char **words) {
  if (count < 7) fail(EINVAL, "arguments");
  limit_descriptors();
  if (!stays(words[3])) set_groups(words[3]);
  if (!stays(words[2])) {
    gid_t gid = number(words[2]);
    if (setresgid(gid, gid, gid) < 0) fail(errno, "setgid");
  }
  if (!stays(words[1])) {
    uid_t uid = number(words[1]);
    if (setresuid(uid, uid, uid) < 0) fail(errno, "setuid");
  }
  /* Only now: a change of identity forgets it. A parent that went before sends nothing. */
  if (!stays(words[4])) {
    prctl(PR_SET_PDEATHSIG, (long)SIGTERM, 0L, 0L, 0L);
    if ((unsigned)getppid() != number(words[4])) raise(SIGTERM);
  }
  execvp(words[5], words + 6);
  fail(errno, "exec");
}
