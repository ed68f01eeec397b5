@testable import Workloads

extension FormatMistake {
  private static let times = "allowed are \(CivilTime.form), or numbers of a time before the year 10000."
  private static let values = "allowed are finite numbers, or null where it was not measured."
  private static let noPoint = "F: the answer has no point; the query or the range of times matches nothing."

  static let monitoring: [FormatMistake] = [
    FormatMistake(
      CloudWatchFormat.self, #"{"Metrics":[]}"#,
      "F: has neither a list MetricDataResults nor a list Datapoints; needed is an answer of get-metric-data or "
        + "get-metric-statistics."),
    FormatMistake(CloudWatchFormat.self, #"{"Label":"a","Datapoints":[]}"#, noPoint),
    FormatMistake(
      CloudWatchFormat.self,
      #"{"MetricDataResults":[{"Id":"a","Timestamps":["2023-11-14T22:00:00Z"],"Values":[]}]}"#,
      "F, result 1: has 1 Timestamps and 0 Values; as many of each are needed."),
    FormatMistake(
      CloudWatchFormat.self, #"{"MetricDataResults":[{"Id":"a","Timestamps":["soon"],"Values":[1]}]}"#,
      "F, result 1, point 1: the timestamp is \"soon\"; \(times)"),
    FormatMistake(
      CloudWatchFormat.self, #"{"MetricDataResults":[{"Id":"a"}]}"#,
      "F, result 1: has no list Timestamps or no list Values; both are needed."),
    FormatMistake(
      CloudWatchFormat.self, #"{"Datapoints":[{"Timestamp":"2023-11-14T22:00:00Z","Average":"much"}]}"#,
      "F, data point 1: Average is \"much\"; \(values)"),
    FormatMistake(
      CloudWatchFormat.self, #"{"Datapoints":[{"Average":1}]}"#,
      "F, data point 1: has no Timestamp; every point needs a time."),
    FormatMistake(
      CloudWatchFormat.self, #"{"Datapoints":[{"Timestamp":"2023-11-14T22:00:00Z"}]}"#,
      "F, data point 1: has no statistic; needed is one of Average, Sum, Minimum, Maximum, SampleCount and "
        + "ExtendedStatistics."),
    FormatMistake(
      GoogleMonitoringFormat.self, #"{"timeSeries":[{"metric":{}}]}"#,
      "F, series 1: has no metric.type; needed is an answer of timeSeries.list, or a list of time series."),
    FormatMistake(
      GoogleMonitoringFormat.self, #"{"series":[]}"#,
      "F: has no list timeSeries; needed is an answer of timeSeries.list, or a list of time series."),
    FormatMistake(GoogleMonitoringFormat.self, #"{"timeSeries":[]}"#, noPoint),
    FormatMistake(
      GoogleMonitoringFormat.self,
      #"[{"metric":{"type":"a"},"points":[{"interval":{"endTime":"2023-11-14T22:00:00Z"},"value":{"boolValue":true}}]}]"#,
      "F, series 1, point 1: the value is text or a flag; allowed are numbers and distributions."),
    FormatMistake(
      GoogleMonitoringFormat.self, #"[{"metric":{"type":"a"},"points":[{"value":{"doubleValue":1}}]}]"#,
      "F, series 1, point 1: has no interval; every point needs a time."),
    FormatMistake(
      AzureMonitorFormat.self, #"{"value":[{"timeseries":[]}]}"#,
      "F, metric 1: has no name.value or no list timeseries; needed is an answer of az monitor metrics list."),
    FormatMistake(
      AzureMonitorFormat.self,
      #"{"value":[{"name":{"value":"a"},"timeseries":[{"data":[{"timeStamp":"2023-11-14T22:00:00Z","average":[]}]}]}]}"#,
      "F, metric 1, series 1, point 1: average is an array; \(values)"),
    FormatMistake(
      DatadogFormat.self, #"{"status":"error","error":"Error parsing query"}"#,
      "F: Datadog answered with an error: Error parsing query"),
    FormatMistake(
      DatadogFormat.self, #"{"series":[{"metric":"a","pointlist":[[1699999200000,1,2]]}]}"#,
      "F, series 1, point 1: is an array of 3 parts; allowed are pairs of a time in milliseconds and a value."
    ),
    FormatMistake(
      DatadogFormat.self, #"{"data":{"attributes":{"times":[1699999200000],"values":[[]]}}}"#,
      "F, series 1: has 0 values for 1 times; as many are needed."),
    FormatMistake(
      VictoriaMetricsFormat.self, #"{"metric":{"__name__":"a"},"values":[1,2],"timestamps":[1699999200000]}"#,
      "F, line 1: has not as many values as timestamps; as many are needed."),
    FormatMistake(
      VictoriaMetricsFormat.self, #"{"metric":{"__name__":"a"},"values":[1],"timestamps":[1.5]}"#,
      "F, line 1: a timestamp is 1.5; allowed are whole milliseconds before the year 10000."),
    FormatMistake(
      VictoriaMetricsFormat.self, #"{"metric":{"__name__":"a"},"values":["x"],"timestamps":[1]}"#,
      "F, line 1: a value is \"x\"; allowed are numbers and null."),
    FormatMistake(
      VictoriaMetricsFormat.self, #"{"metric":{"__name__":"a"}}"#,
      "F, line 1: has no metric, values or timestamps; each line of /api/v1/export has all three."),
    FormatMistake(
      PrometheusTextFormat.self, "5 @[1699999200]\n",
      "F, line 1: has a sample before any name{label=\"value\",...} =>; needed is the series that it is of."),
    FormatMistake(
      PrometheusTextFormat.self, "up =>\n5 @[soon]\n",
      "F, line 2: the timestamp is \"soon\"; allowed are milliseconds or seconds before the year 10000."),
  ]

  static let tables: [FormatMistake] = [
    FormatMistake(
      AlibabaMicroservicesFormat.self, "timestamp,msname,metric,value\n0,a,providerRPC_MCR,many\n",
      "F, line 2: value is \"many\"; allowed are finite numbers."),
    FormatMistake(
      AlibabaMicroservicesFormat.self, "timestamp,msname,metric,value\n-1,a,providerRPC_MCR,1\n",
      "F, line 2: timestamp is \"-1\"; allowed are milliseconds from 0 up."),
    FormatMistake(
      AlibabaMicroservicesFormat.self, "timestamp,msname,metirc\n0,a,b\n",
      "F, line 1: has no column of metrics; needed are timestamp, msname or nodeid, and metric and value or columns of "
        + "metrics."),
    FormatMistake(
      AlibabaMicroservicesFormat.self, "time,msname,metric,value\n0,a,b,1\n",
      "F, line 1: has no column timestamp; needed are timestamp, msname or nodeid, and metric and value or columns of "
        + "metrics."),
    FormatMistake(
      AlibabaUsage2017Format.self, "39600,12,101,92,40,1.5,1.2,1.1\n",
      "F, line 1: util:CPU is \"101\"; allowed are numbers from 0 to 100."),
    FormatMistake(
      AlibabaBatch2017Format.self, "301,899,1,2,3,Done,50,0.01\n",
      "F, line 1: status is \"Done\"; allowed are Ready, Waiting, Running, Terminated, Failed, Cancelled, Interrupted."
    ),
    FormatMistake(
      AlibabaFleetFormat.self, "cpu_util_percent,mem_util_percent\n1,2\n",
      "F: neither its name nor its 1 rows tell the length of a step; needed is a name such as "
        + "machine_usage_days_1_to_8_grouped_300_seconds.csv, of 10, 30 or 300 seconds."),
    FormatMistake(
      AlibabaGPU2025Format.self, "instance_sn,gpu_request,creation_time,deletion_time\na,1,600,300\n",
      "F, line 2: the instance is deleted at 300 s, before it is created at 600 s."),
    FormatMistake(
      AlibabaGenAIRequestsFormat.self, "gmt_create,exec_time_seconds\n2023-11-14,-1\n",
      "F, line 2: exec_time_seconds is \"-1\"; allowed are finite numbers from 0 up."),
    FormatMistake(
      AlibabaGenAIMetricsFormat.self, "timestamp_anon,valeu\n1,1\n",
      "F, line 1: has no column value (is it \"valeu\"?); needed are timestamp_anon and value."),
    FormatMistake(
      PlanetLabFormat.self, "5\n101\n",
      "F, line 2: the line is \"101\"; allowed are whole numbers from 0 to 100."),
    FormatMistake(
      TimestampValueFormat.self, (0..<40_000).map { "\($0) " }.joined() + "x\n",
      "F, line 1: the number 40001 is \"x\"; allowed are finite numbers apart by commas, semicolons, tabs or spaces."
    ),
    FormatMistake(
      KDDCup1999Format.self, LabelledTable.Schema.kddCup1999.features.joined(separator: ",") + ",label\n",
      "F: has a header but no rows; a table of at least one row is needed."),
  ]
}
