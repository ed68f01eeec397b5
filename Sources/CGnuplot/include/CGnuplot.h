#ifndef FORESCALE_CGNUPLOT_H
#define FORESCALE_CGNUPLOT_H

#ifdef __cplusplus
extern "C" {
#endif

/// Runs `script` (with its data inside) in a gnuplot process of its own and waits for its end.
///
/// What gnuplot says goes to the file `messages`. Returns 0 if the pipe could be opened and written, 1 if not; whether
/// gnuplot did what it was told shows in its output files and messages only.
int forescale_gnuplot_run(const char *script, const char *messages);

#ifdef __cplusplus
}
#endif

#endif
