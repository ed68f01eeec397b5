// Which library inflates the gzipped benchmark files fastest: zlib and ISA-L streaming, libdeflate whole members.
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <zlib.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <sys/resource.h>
#include <vector>

static double cpu() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(int argc, char **argv) {
  const char *library = argv[1], *path = argv[2];
  std::vector<unsigned char> out(256 << 10), in(128 << 10);
  const double begin = cpu();
  size_t total = 0;
  if (!strcmp(library, "zlib")) {
    gzFile file = gzopen(path, "rb");
    gzbuffer(file, 128 << 10);
    for (int n; (n = gzread(file, out.data(), out.size())) > 0;) total += n;
  } else if (!strcmp(library, "isal")) {
    FILE *file = fopen(path, "rb");
    inflate_state state;
    isal_inflate_init(&state);
    state.crc_flag = ISAL_GZIP;
    for (;;) {
      if (state.avail_in == 0) {
        state.avail_in = fread(in.data(), 1, in.size(), file);
        state.next_in = in.data();
      }
      state.next_out = out.data();
      state.avail_out = out.size();
      if (int code = isal_inflate(&state)) return fprintf(stderr, "code %d\n", code), 1;
      total += out.size() - state.avail_out;
      if (state.block_state == ISAL_BLOCK_FINISH) break;
    }
  } else {
    FILE *file = fopen(path, "rb");
    fseek(file, 0, SEEK_END);
    std::vector<unsigned char> whole(ftell(file));
    rewind(file);
    if (fread(whole.data(), 1, whole.size(), file) != whole.size()) return 1;
    std::vector<unsigned char> content(240 << 20);
    auto *decompressor = libdeflate_alloc_decompressor();
    if (libdeflate_gzip_decompress(decompressor, whole.data(), whole.size(), content.data(), content.size(), &total))
      return 1;
  }
  const double seconds = cpu() - begin;
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("%-10s %6.0f MB/CPU s, peak %ld MiB\n", library, total / seconds / 1e6, usage.ru_maxrss >> 10);
}
