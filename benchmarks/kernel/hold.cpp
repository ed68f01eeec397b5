// The pending-event set of C++: std::priority_queue and a 4-ary heap with replace-top, under the workloads of
// Sources/kernelbench, one JSON line a case in the same format. C++17, no dependency.
//
//   g++ -O3 -march=native -std=c++17 hold.cpp -o hold && ./hold
#include <queue>

#include "workload.hpp"

namespace {

struct Entry {
  int64_t time;
  uint64_t order;
  uint64_t event;
};

struct Later {
  bool operator()(const Entry& a, const Entry& b) const {
    return a.time != b.time ? a.time > b.time : a.order > b.order;
  }
};

struct StandardQueue {
  static constexpr const char* name = "std::priority_queue";
  std::priority_queue<Entry, std::vector<Entry>, Later> queue;
  uint64_t sequence = 0;

  bool empty() const { return queue.empty(); }
  void push(int64_t time, uint64_t event) { queue.push(Entry{time, sequence++, event}); }
  Entry pop() {
    Entry first = queue.top();
    queue.pop();
    return first;
  }
  void hold(int64_t step) {
    Entry first = pop();
    push(first.time + step, first.event);
  }
};

// Four children a node; a hold replaces the top and sifts it down instead of popping and pushing.
struct QuaternaryHeap {
  static constexpr const char* name = "4-ary heap, replace-top";
  std::vector<Entry> heap;
  uint64_t sequence = 0;

  static bool before(const Entry& a, const Entry& b) {
    return a.time != b.time ? a.time < b.time : a.order < b.order;
  }
  void push(int64_t time, uint64_t event) {
    Entry entry{time, sequence++, event};
    size_t hole = heap.size();
    heap.push_back(entry);
    while (hole > 0) {
      size_t parent = (hole - 1) / 4;
      if (!before(entry, heap[parent])) break;
      heap[hole] = heap[parent];
      hole = parent;
    }
    heap[hole] = entry;
  }
  void hold(int64_t step) {
    Entry entry{heap[0].time + step, sequence++, heap[0].event};
    const size_t size = heap.size();
    size_t hole = 0;
    for (;;) {
      const size_t first = 4 * hole + 1;
      if (first >= size) break;
      const size_t end = std::min(first + 4, size);
      size_t least = first;
      for (size_t child = first + 1; child < end; ++child)
        if (before(heap[child], heap[least])) least = child;
      if (!before(heap[least], entry)) break;
      heap[hole] = heap[least];
      hole = least;
    }
    heap[hole] = entry;
  }
  int64_t front() const { return heap[0].time; }
};

volatile uint64_t sink;

template <class Queue>
double holdNanoseconds(size_t pending, const std::vector<int64_t>& steps) {
  Queue queue;
  size_t at = 0;
  for (size_t i = 0; i < pending; ++i) queue.push(steps[at++ & (tableSize - 1)], i);
  const size_t warm = 2 * pending + 100000, holds = std::max<size_t>(3 * pending, 2000000);
  for (size_t i = 0; i < warm; ++i) queue.hold(steps[at++ & (tableSize - 1)]);
  const double start = cpuSeconds();
  for (size_t i = 0; i < holds; ++i) queue.hold(steps[at++ & (tableSize - 1)]);
  const double end = cpuSeconds();
  sink = queue.sequence;
  return (end - start) / double(holds) * 1e9;
}

// Customers a second of CPU through an M/M/c of load 0.8; mean service 1 s.
double customersPerSecond(int servers, size_t customers) {
  enum : uint64_t { arrive, leave };
  Xorshift random;
  StandardQueue queue;
  const double between = 1e9 / (0.8 * servers), service = 1e9;
  size_t served = 0;
  int64_t inSystem = 0, last = 0;
  double area = 0;
  const double start = cpuSeconds();
  queue.push(random.exponential(between), arrive);
  while (served < customers) {
    const Entry now = queue.pop();
    area += double(inSystem) * double(now.time - last);
    last = now.time;
    if (now.event == arrive) {
      inSystem += 1;
      queue.push(now.time + random.exponential(between), arrive);
      if (inSystem <= servers) queue.push(now.time + random.exponential(service), leave);
    } else {
      inSystem -= 1;
      served += 1;
      if (inSystem >= servers) queue.push(now.time + random.exponential(service), leave);
    }
  }
  const double end = cpuSeconds();
  sink = uint64_t(area / double(last) * 1000);
  return double(customers) / (end - start);
}

template <class Queue>
void reportHolds() {
  for (bool bimodal : {false, true}) {
    const auto steps = drawSteps(bimodal);
    for (size_t pending : {10, 100, 10000, 1000000}) {
      const double value = median([&] { return holdNanoseconds<Queue>(pending, steps); });
      reportHold(value, pending, Queue::name, bimodal);
    }
  }
}

}  // namespace

int main() {
  reportHolds<StandardQueue>();
  reportHolds<QuaternaryHeap>();
  for (int servers : {1, 8}) {
    const double value = median([&] { return customersPerSecond(servers, 3000000); });
    reportCustomers(value, servers, StandardQueue::name);
  }
}
