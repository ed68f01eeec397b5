#ifndef CSPAWN_H
#define CSPAWN_H

#include <sys/types.h>

/// What failed when a program could not be started.
enum { FS_SPAWN_FORK = 1, FS_SPAWN_FOLDER, FS_SPAWN_STREAMS, FS_SPAWN_PROGRAM };

/// Starts a program with arguments, no shell between, in a folder and in a process group of its own.
///
/// On Linux the program is ended when the thread that called this one ends, so that it does not outlive a process that was
/// killed; a thread that lasts has to call. Signals have their default dispositions and none is blocked in it.
///
/// - path: the program's file, absolute or relative to `folder`.
/// - streams: descriptors from 3 up that become its standard input, output and errors.
/// - stage: set to one of the numbers above where it fails.
/// - returns: 0 and the process in `child`, or the `errno` of what failed.
int fs_spawn(const char *path, char *const arguments[], char *const environment[], const char *folder,
             const int streams[3], pid_t *child, int *stage);

#endif
