// What the C++ peers share: the clock, the random numbers, the steps and the output of Sources/kernelbench.
#pragma once

#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

inline double cpuSeconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

// xorshift64* (Vigna, ACM TOMS 42(4), 2016), seeded alike on all sides.
struct Xorshift {
  uint64_t state = 0x9E3779B97F4A7C15;
  uint64_t next() {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 0x2545F4914F6CDD1D;
  }
  double openUnit() { return (double(next() >> 12) + 0.5) * 0x1p-52; }
  int64_t exponential(double meanNanoseconds) { return int64_t(-meanNanoseconds * std::log(openUnit())); }
};

constexpr size_t tableSize = 65536;

// Steps in nanoseconds: exponential of mean 1 s, or bimodal after Rönngren & Ayani (ACM TOMACS 7(2), 1997).
inline std::vector<int64_t> drawSteps(bool bimodal) {
  Xorshift random;
  std::vector<int64_t> steps(tableSize);
  for (auto& step : steps) {
    if (bimodal) {
      const double base = 0.95238 * random.openUnit();
      step = int64_t((random.openUnit() < 0.1 ? base + 9.5238 : base) * 1e9);
    } else {
      step = random.exponential(1e9);
    }
  }
  return steps;
}

template <class Body>
double median(Body body) {
  double values[5];
  for (double& value : values) value = body();
  std::sort(values, values + 5);
  return values[2];
}

inline void reportHold(double value, size_t pending, const std::string& queue, bool bimodal) {
  printf(
      "{\"case\":\"hold\",\"metric\":\"CPU time per pop and push\",\"value\":%.2f,\"unit\":\"ns\","
      "\"params\":{\"pending\":%zu,\"queue\":\"%s\",\"steps\":\"%s\"}}\n",
      value, pending, queue.c_str(), bimodal ? "bimodal" : "exponential");
  fflush(stdout);
}

inline void reportCustomers(double value, int servers, const std::string& queue) {
  printf(
      "{\"case\":\"M/M/%d\",\"metric\":\"customers per CPU second\",\"value\":%.0f,\"unit\":\"1/s\","
      "\"params\":{\"queue\":\"%s\",\"random\":\"xorshift64*\"}}\n",
      servers, value, queue.c_str());
  fflush(stdout);
}
