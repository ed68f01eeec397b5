-- CPU demand of the larger collections of one cell of Google ClusterData 2019: a row a collection and window of 300 s,
-- in the flattened columns that `forescale trace import` reads. See docs/google-2019.md for how to run it.
--
-- CELL is replaced by a letter from a to h; @least_cpu is the least mean CPU of a collection over the month in NCU.
--
-- Only rows with alloc_collection_id 0 or null are summed: a task inside an alloc set has a row of its own, and so has
-- the alloc instance around it, so taking both would count its CPU twice. Alloc sets thus come out as collections.

WITH windows AS (
  SELECT
    DIV(start_time, 300000000) * 300000000 AS time,
    collection_id,
    COUNT(DISTINCT instance_index) AS instances,
    -- A row of half a window counts half, so the mean is over the whole window.
    SUM(cpus * (end_time - start_time)) / 300000000 AS avg_cpu_usage,
    -- An upper bound of the sum's maximum: as if all instances had theirs at once.
    SUM(IFNULL(max_cpus, cpus)) AS max_cpu_usage,
    LOGICAL_AND(IFNULL(ARRAY_LENGTH(d), 0) = 11 AND IFNULL(ARRAY_LENGTH(t), 0) = 9) AS all_have_percentiles,
    SUM(d[SAFE_OFFSET(0)]) AS d0,
    SUM(d[SAFE_OFFSET(1)]) AS d1,
    SUM(d[SAFE_OFFSET(2)]) AS d2,
    SUM(d[SAFE_OFFSET(3)]) AS d3,
    SUM(d[SAFE_OFFSET(4)]) AS d4,
    SUM(d[SAFE_OFFSET(5)]) AS d5,
    SUM(d[SAFE_OFFSET(6)]) AS d6,
    SUM(d[SAFE_OFFSET(7)]) AS d7,
    SUM(d[SAFE_OFFSET(8)]) AS d8,
    SUM(d[SAFE_OFFSET(9)]) AS d9,
    SUM(t[SAFE_OFFSET(0)]) AS t0,
    SUM(t[SAFE_OFFSET(1)]) AS t1,
    SUM(t[SAFE_OFFSET(2)]) AS t2,
    SUM(t[SAFE_OFFSET(3)]) AS t3,
    SUM(t[SAFE_OFFSET(4)]) AS t4,
    SUM(t[SAFE_OFFSET(5)]) AS t5,
    SUM(t[SAFE_OFFSET(6)]) AS t6,
    SUM(t[SAFE_OFFSET(7)]) AS t7,
    SUM(t[SAFE_OFFSET(8)]) AS t8
  FROM (
    SELECT
      start_time, end_time, collection_id, instance_index,
      average_usage.cpus AS cpus,
      maximum_usage.cpus AS max_cpus,
      cpu_usage_distribution AS d,
      tail_cpu_usage_distribution AS t
    FROM `google.com:google-cluster-data`.clusterdata_2019_CELL.instance_usage
    WHERE (alloc_collection_id IS NULL OR alloc_collection_id = 0)
      -- 0 is before the trace, 2^63 - 1 after it.
      AND start_time > 0 AND end_time > start_time AND end_time < 9223372036854775807
  )
  GROUP BY time, collection_id
)
SELECT
  time,
  time + 300000000 AS end_time,
  collection_id,
  0 AS instance_index,
  instances,
  avg_cpu_usage,
  max_cpu_usage,
  IF(all_have_percentiles, d0, -1) AS p0_cpu_usage,
  IF(all_have_percentiles, d1, -1) AS p10_cpu_usage,
  IF(all_have_percentiles, d2, -1) AS p20_cpu_usage,
  IF(all_have_percentiles, d3, -1) AS p30_cpu_usage,
  IF(all_have_percentiles, d4, -1) AS p40_cpu_usage,
  IF(all_have_percentiles, d5, -1) AS p50_cpu_usage,
  IF(all_have_percentiles, d6, -1) AS p60_cpu_usage,
  IF(all_have_percentiles, d7, -1) AS p70_cpu_usage,
  IF(all_have_percentiles, d8, -1) AS p80_cpu_usage,
  IF(all_have_percentiles, d9, -1) AS p90_cpu_usage,
  IF(all_have_percentiles, t0, -1) AS p91_cpu_usage,
  IF(all_have_percentiles, t1, -1) AS p92_cpu_usage,
  IF(all_have_percentiles, t2, -1) AS p93_cpu_usage,
  IF(all_have_percentiles, t3, -1) AS p94_cpu_usage,
  IF(all_have_percentiles, t4, -1) AS p95_cpu_usage,
  IF(all_have_percentiles, t5, -1) AS p96_cpu_usage,
  IF(all_have_percentiles, t6, -1) AS p97_cpu_usage,
  IF(all_have_percentiles, t7, -1) AS p98_cpu_usage,
  IF(all_have_percentiles, t8, -1) AS p99_cpu_usage
FROM windows
-- 31 days have 8,928 windows; a window without a row is one without demand.
QUALIFY SUM(avg_cpu_usage) OVER (PARTITION BY collection_id) / 8928 >= @least_cpu
