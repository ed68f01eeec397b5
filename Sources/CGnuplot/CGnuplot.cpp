#include "CGnuplot.h"

#include <exception>
#include <string>

#include <gnuplot-iostream.h>

// The class cannot be imported into Swift (it cannot be copied), so one function stands for it.
extern "C" int forescale_gnuplot_run(const char *script, const char *messages) {
  try {
    Gnuplot gnuplot("gnuplot 2>'" + std::string(messages) + "'");
    gnuplot << script;
    gnuplot.flush();
    return gnuplot.good() ? 0 : 1;
  } catch (const std::exception &) {
    return 1;
  }
}
