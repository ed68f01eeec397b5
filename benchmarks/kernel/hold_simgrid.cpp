// The workloads of Sources/kernelbench in SimGrid (S4U), one JSON line a case in the same format. A pending event is
// an actor that sleeps, which is how SimGrid is meant to be used; 10^6 actors with stacks of their own do not fit, so
// the hold model ends at 10^3. An engine can be made once per process: one case a process, named by the arguments.
//
//   apt-get install libsimgrid-dev
//   g++ -O3 -march=native -std=c++17 hold_simgrid.cpp -o hold_simgrid -lsimgrid
//   ./hold_simgrid hold 100 exponential; ./hold_simgrid queue 8
#include <simgrid/s4u.hpp>

#include <cstdlib>

#include "workload.hpp"

namespace sg4 = simgrid::s4u;

namespace {

sg4::Host* makeHost(sg4::Engine& engine) {
  auto* zone = sg4::create_full_zone("zone");
  auto* host = zone->create_host("host", 1e9);
  zone->seal();
  (void)engine;
  return host;
}

double holdNanoseconds(sg4::Engine& engine, size_t pending, bool bimodal) {
  const auto steps = drawSteps(bimodal);
  auto* host = makeHost(engine);
  size_t cursor = 0, done = 0;
  const size_t warm = 2 * pending + 10000, holds = 200000;
  double start = 0, end = 0;
  for (size_t i = 0; i < pending; ++i)
    sg4::Actor::create("hold", host, [&] {
      while (done < warm + holds) {
        sg4::this_actor::sleep_for(double(steps[cursor++ & (tableSize - 1)]) * 1e-9);
        done += 1;
        if (done == warm) start = cpuSeconds();
        if (done == warm + holds) end = cpuSeconds();
      }
    });
  engine.run();
  return (end - start) / double(holds) * 1e9;
}

double customersPerSecond(sg4::Engine& engine, int servers) {
  auto* host = makeHost(engine);
  const size_t customers = 50000;
  auto waiting = sg4::Semaphore::create(0);
  Xorshift random;
  size_t left = customers;
  const double between = 1e9 / (0.8 * servers);
  for (int server = 0; server < servers; ++server)
    sg4::Actor::create("server", host, [&, waiting] {
      for (;;) {
        waiting->acquire();
        if (left == 0) break;
        left -= 1;
        sg4::this_actor::sleep_for(double(random.exponential(1e9)) * 1e-9);
      }
    });
  sg4::Actor::create("source", host, [&, waiting] {
    for (size_t i = 0; i < customers; ++i) {
      sg4::this_actor::sleep_for(double(random.exponential(between)) * 1e-9);
      waiting->release();
    }
    for (int server = 0; server < servers; ++server) waiting->release();
  });
  const double start = cpuSeconds();
  engine.run();
  return double(customers) / (cpuSeconds() - start);
}

}  // namespace

int main(int count, char** arguments) {
  sg4::Engine engine(&count, arguments);
  const std::string kind = count > 1 ? arguments[1] : "";
  if (kind == "hold" && count == 4) {
    const size_t pending = strtoul(arguments[2], nullptr, 10);
    const bool bimodal = std::string(arguments[3]) == "bimodal";
    reportHold(holdNanoseconds(engine, pending, bimodal), pending, "SimGrid", bimodal);
  } else if (kind == "queue" && count == 3) {
    const int servers = atoi(arguments[2]);
    reportCustomers(customersPerSecond(engine, servers), servers, "SimGrid");
  } else {
    fprintf(stderr, "usage: %s hold PENDING exponential|bimodal | queue SERVERS\n", arguments[0]);
    return 2;
  }
}
