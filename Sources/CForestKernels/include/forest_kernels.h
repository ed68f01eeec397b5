#pragma once

#include <stdbool.h>
#include <stdint.h>

// The walk through the trees of a forest, whose nodes are those of `ForestNodes` in `Learning`: 32 bits threshold or payload,
// 9 bits feature, 23 bits signed distance. `Learning` has its slow twin in Swift. Both ways of walking end at the same leaves:
// eight walks at once by AVX2's gathers, where the machine has them, or one by one.

/// Whether this machine has gathers.
bool forest_can_gather(void);

/// The leaves that one row reaches in all trees.
///
/// starts: (trees) places of the roots. row: the features, then −∞ and +∞. leaves: (trees) the payloads of the leaves.
/// gathers: only where the machine can.
void forest_walk_trees(
    const uint64_t *nodes, const long *starts, long trees, const float *row, uint32_t *leaves, bool gathers);

/// The leaves that all rows reach in the tree whose root is at `start`.
///
/// values: (rows, width), row after row, each ending in −∞ and +∞. leaves: (rows) the payloads of the leaves.
/// gathers: only where the machine can.
void forest_walk_rows(
    const uint64_t *nodes, long start, const float *values, long rows, long width, uint32_t *leaves, bool gathers);
