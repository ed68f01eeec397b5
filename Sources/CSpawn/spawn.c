#define _GNU_SOURCE
#include "CSpawn.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

/* What the child tells its parent, which waits in vfork and shares its memory. */
struct failure {
  volatile int stage, cause;
};

static void become(const char *path, char *const arguments[], char *const environment[], const char *folder,
                   const int streams[3], pid_t parent, struct failure *failure) {
  setpgid(0, 0);
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
#endif
  struct sigaction standard = {0};
  standard.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; number++) sigaction(number, &standard, NULL);
  for (int stream = 0; stream < 3; stream++) {
    if (dup2(streams[stream], stream) < 0) {
      failure->cause = errno;
      failure->stage = FS_SPAWN_STREAMS;
      _exit(127);
    }
  }
  if (chdir(folder) != 0) {
    failure->cause = errno;
    failure->stage = FS_SPAWN_FOLDER;
    _exit(127);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(path, arguments, environment);
  failure->cause = errno;
  failure->stage = FS_SPAWN_PROGRAM;
  _exit(127);
}

int fs_spawn(const char *path, char *const arguments[], char *const environment[], const char *folder,
             const int streams[3], pid_t *child, int *stage) {
  struct failure failure = {0, 0};
  pid_t parent = getpid();
  /* no handler of ours may run in the child, whose memory is ours */
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  /* vfork, as posix_spawn does: fork would call what libraries registered with pthread_atfork, and OpenBLAS ends its threads
     there; posix_spawn itself cannot ask for the end with the parent */
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
  pid_t started = vfork();
#pragma clang diagnostic pop
  if (started == 0) become(path, arguments, environment, folder, streams, parent, &failure);
  int cause = started < 0 ? errno : failure.cause;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (started < 0) {
    *stage = FS_SPAWN_FORK;
    return cause;
  }
  if (failure.stage != 0) {
    /* it has ended already; it is taken so that none is left as a zombie */
    int status;
    pid_t taken;
    do { taken = waitpid(started, &status, 0); } while (taken < 0 && errno == EINTR);
    *stage = failure.stage;
    return cause;
  }
  *child = started;
  return 0;
}
