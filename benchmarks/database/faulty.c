/* An SQLite file system that fails where it is told to, for a program that is started with it preloaded.

   FORESCALE_FAULT=OPERATION:CODE:N[:on]  the N-th (from 1) of these operations fails; with `on` each one from it on as well.
     OPERATION  write, sync, lock, open or truncate; `lock` counts locks of files and of the index of a log alike
     CODE       FULL, IOERR or BUSY
   FORESCALE_FAULT_FILE   the end of the path of the files that are meant, such as r.sqlite; their logs and journals are meant too
   FORESCALE_FAULT_COUNT  a file to which the number of operations that were counted is written

   cc -shared -fPIC -o faulty.so faulty.c -lsqlite3 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct file {
  sqlite3_file base;
  sqlite3_file *real;
  int is_meant;
};

static sqlite3_vfs *real_vfs;
static sqlite3_vfs vfs;
static char operation[16], code_name[16];
static int number, keeps_on, code;
static volatile int counted;

static int fails(const char *name, int is_meant) {
  if (!is_meant || strcmp(name, operation) != 0) return 0;
  int now = __sync_add_and_fetch(&counted, 1);
  return now == number || (keeps_on && now > number);
}

static int failure(int otherwise) { return code == SQLITE_IOERR ? otherwise : code; }

#define REAL(f) (((struct file *)(f))->real)
#define MEANT(f) (((struct file *)(f))->is_meant)

static int f_close(sqlite3_file *f) { return REAL(f)->pMethods->xClose(REAL(f)); }
static int f_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) {
  return REAL(f)->pMethods->xRead(REAL(f), to, n, at);
}
static int f_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
  if (fails("write", MEANT(f))) {
    /* half of it is written, as by a disk that fills up */
    REAL(f)->pMethods->xWrite(REAL(f), from, n / 2, at);
    return failure(SQLITE_IOERR_WRITE);
  }
  return REAL(f)->pMethods->xWrite(REAL(f), from, n, at);
}
static int f_truncate(sqlite3_file *f, sqlite3_int64 n) {
  if (fails("truncate", MEANT(f))) return failure(SQLITE_IOERR_TRUNCATE);
  return REAL(f)->pMethods->xTruncate(REAL(f), n);
}
static int f_sync(sqlite3_file *f, int flags) {
  if (fails("sync", MEANT(f))) return failure(SQLITE_IOERR_FSYNC);
  return REAL(f)->pMethods->xSync(REAL(f), flags);
}
static int f_size(sqlite3_file *f, sqlite3_int64 *n) { return REAL(f)->pMethods->xFileSize(REAL(f), n); }
static int f_lock(sqlite3_file *f, int lock) {
  if (fails("lock", MEANT(f))) return failure(SQLITE_IOERR_LOCK);
  return REAL(f)->pMethods->xLock(REAL(f), lock);
}
static int f_unlock(sqlite3_file *f, int lock) { return REAL(f)->pMethods->xUnlock(REAL(f), lock); }
static int f_reserved(sqlite3_file *f, int *is) { return REAL(f)->pMethods->xCheckReservedLock(REAL(f), is); }
static int f_control(sqlite3_file *f, int op, void *arg) { return REAL(f)->pMethods->xFileControl(REAL(f), op, arg); }
static int f_sector(sqlite3_file *f) { return REAL(f)->pMethods->xSectorSize(REAL(f)); }
static int f_traits(sqlite3_file *f) { return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f)); }
static int f_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **to) {
  return REAL(f)->pMethods->xShmMap(REAL(f), page, size, extend, to);
}
static int f_shm_lock(sqlite3_file *f, int offset, int n, int flags) {
  if ((flags & SQLITE_SHM_LOCK) && fails("lock", MEANT(f))) return failure(SQLITE_IOERR_SHMLOCK);
  return REAL(f)->pMethods->xShmLock(REAL(f), offset, n, flags);
}
static void f_shm_barrier(sqlite3_file *f) { REAL(f)->pMethods->xShmBarrier(REAL(f)); }
static int f_shm_unmap(sqlite3_file *f, int deletes) { return REAL(f)->pMethods->xShmUnmap(REAL(f), deletes); }

static const sqlite3_io_methods methods = {
    2,        f_close,  f_read,     f_write,   f_truncate, f_sync,   f_size,    f_lock,     f_unlock,
    f_reserved, f_control, f_sector, f_traits, f_shm_map,  f_shm_lock, f_shm_barrier, f_shm_unmap, 0, 0};

static int is_meant(const char *name) {
  const char *wanted = getenv("FORESCALE_FAULT_FILE");
  if (name == NULL || wanted == NULL) return 0;
  size_t length = strlen(name), end = strlen(wanted);
  static const char *const tails[] = {"", "-wal", "-journal", "-shm"};
  for (int i = 0; i < 4; i++) {
    size_t tail = strlen(tails[i]);
    if (length >= end + tail && strcmp(name + length - tail, tails[i]) == 0 &&
        strncmp(name + length - tail - end, wanted, end) == 0)
      return 1;
  }
  return 0;
}

static int v_open(sqlite3_vfs *unused, const char *name, sqlite3_file *f, int flags, int *out) {
  (void)unused;
  struct file *file = (struct file *)f;
  file->base.pMethods = NULL;
  file->is_meant = is_meant(name);
  file->real = (sqlite3_file *)(file + 1);
  if (fails("open", file->is_meant)) return failure(SQLITE_CANTOPEN);
  int result = real_vfs->xOpen(real_vfs, name, file->real, flags, out);
  if (file->real->pMethods != NULL) file->base.pMethods = &methods;
  return result;
}
static int v_delete(sqlite3_vfs *v, const char *n, int s) { (void)v; return real_vfs->xDelete(real_vfs, n, s); }
static int v_access(sqlite3_vfs *v, const char *n, int k, int *r) { (void)v; return real_vfs->xAccess(real_vfs, n, k, r); }
static int v_full(sqlite3_vfs *v, const char *n, int s, char *o) { (void)v; return real_vfs->xFullPathname(real_vfs, n, s, o); }

static void finish(void) {
  const char *path = getenv("FORESCALE_FAULT_COUNT");
  FILE *out = path == NULL ? NULL : fopen(path, "w");
  if (out == NULL) return;
  fprintf(out, "%d\n", counted);
  fclose(out);
}

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("FORESCALE_FAULT");
  char rest[8] = "";
  if (text == NULL || sscanf(text, "%15[^:]:%15[^:]:%d:%7s", operation, code_name, &number, rest) < 3) return;
  keeps_on = strcmp(rest, "on") == 0;
  code = strcmp(code_name, "FULL") == 0 ? SQLITE_FULL : strcmp(code_name, "BUSY") == 0 ? SQLITE_BUSY : SQLITE_IOERR;
  real_vfs = sqlite3_vfs_find(NULL);
  vfs = *real_vfs;
  vfs.zName = "faulty";
  vfs.szOsFile = (int)sizeof(struct file) + real_vfs->szOsFile;
  vfs.xOpen = v_open;
  vfs.xDelete = v_delete;
  vfs.xAccess = v_access;
  vfs.xFullPathname = v_full;
  sqlite3_vfs_register(&vfs, 1);
  atexit(finish);
}
