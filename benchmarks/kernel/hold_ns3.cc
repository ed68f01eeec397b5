// The workloads of Sources/kernelbench in ns-3, one JSON line a case in the same format. The scheduler is ns-3's
// default, a std::map.
//
//   apt-get install libns3-dev
//   g++ -O3 -march=native -std=c++17 hold_ns3.cc -o hold_ns3 -lns3.37-core && ./hold_ns3
#include <ns3/core-module.h>

#include "workload.hpp"

using namespace ns3;

namespace {

std::vector<int64_t> steps;
size_t cursor, untilMark, untilEnd;
double mark;

void hold() {
  if (untilMark > 0 && --untilMark == 0) mark = cpuSeconds();
  if (untilMark == 0 && untilEnd-- == 0) {
    Simulator::Stop();
    return;
  }
  Simulator::Schedule(NanoSeconds(steps[cursor++ & (tableSize - 1)]), &hold);
}

double holdNanoseconds(size_t pending) {
  cursor = 0;
  untilMark = pending + 100000;
  untilEnd = 500000;
  const size_t holds = untilEnd;
  for (size_t i = 0; i < pending; ++i)
    Simulator::Schedule(NanoSeconds(steps[cursor++ & (tableSize - 1)]), &hold);
  Simulator::Run();
  const double end = cpuSeconds();
  Simulator::Destroy();
  return (end - mark) / double(holds) * 1e9;
}

struct Station {
  int servers;
  size_t customers, served = 0;
  int64_t inSystem = 0;
  Xorshift random;

  double between() const { return 1e9 / (0.8 * servers); }
  void serve() { Simulator::Schedule(NanoSeconds(random.exponential(1e9)), &Station::leave, this); }
  void arrive() {
    inSystem += 1;
    Simulator::Schedule(NanoSeconds(random.exponential(between())), &Station::arrive, this);
    if (inSystem <= servers) serve();
  }
  void leave() {
    inSystem -= 1;
    served += 1;
    if (served == customers) Simulator::Stop();
    if (inSystem >= servers) serve();
  }
};

double customersPerSecond(int servers) {
  Station station{servers, 500000};
  const double start = cpuSeconds();
  Simulator::Schedule(NanoSeconds(station.random.exponential(station.between())), &Station::arrive, &station);
  Simulator::Run();
  const double end = cpuSeconds();
  Simulator::Destroy();
  return double(station.customers) / (end - start);
}

}  // namespace

int main() {
  Time::SetResolution(Time::NS);
  for (bool bimodal : {false, true}) {
    steps = drawSteps(bimodal);
    for (size_t pending : {10, 100, 10000, 1000000})
      reportHold(median([&] { return holdNanoseconds(pending); }), pending, "ns-3", bimodal);
  }
  for (int servers : {1, 8}) reportCustomers(median([&] { return customersPerSecond(servers); }), servers, "ns-3");
}
