@testable import Workloads

// 22:00:00 on 14 November 2023, UTC, is 1,699,999,200 s after 1970.
extension FormatFixture {
  static let monitoring: [FormatFixture] = clouds + metricStores

  static let clouds: [FormatFixture] = [
    FormatFixture(
      what: "CloudWatch's get-metric-data, newest first", format: CloudWatchFormat.self,
      content: """
        {"Messages": [], "MetricDataResults": [
          {"Id": "m1", "Label": "RequestCount", "Timestamps": ["2023-11-14T22:10:00Z", "2023-11-14T23:00:00+01:00"],
           "Values": [20.0, 10.0], "StatusCode": "PartialData"},
          {"Id": "m2", "Label": "CPUUtilization", "Timestamps": [1699999200], "Values": [2.5], "StatusCode": "Complete"},
          {"Id": "m3", "Label": "RequestCount", "Timestamps": [], "Values": [], "StatusCode": "Complete"}]}
        """, rows: 3,
      series: [
        "RequestCount: 1699999200=10 1699999800=20", "CPUUtilization: 1699999200=2.5", "RequestCount (m3):",
      ], oddities: ["1 results that are not complete"]),
    FormatFixture(
      what: "CloudWatch's get-metric-statistics in no order, of one statistic", format: CloudWatchFormat.self,
      content: """
        {"Label": "CPUUtilization", "Datapoints": [
          {"Timestamp": "2023-11-14T22:05:00Z", "Average": 24.0, "Unit": "Percent"},
          {"Timestamp": "2023-11-14T22:00:00Z", "Average": 23.5, "Unit": "Percent"}]}
        """, rows: 2, series: ["CPUUtilization: 1699999200=23.5 1699999500=24"]),
    FormatFixture(
      what: "CloudWatch's get-metric-statistics of several statistics, the label last",
      format: CloudWatchFormat.self,
      content: """
        {"Datapoints": [
          {"Timestamp": "2023-11-14T22:00:00Z", "Sum": 8, "SampleCount": 4, "Unit": "Count", "ExtendedStatistics": {"p99": 3}}],
         "Label": "RequestCount"}
        """, rows: 3,
      series: [
        "RequestCount Sum: 1699999200=8", "RequestCount SampleCount: 1699999200=4",
        "RequestCount p99: 1699999200=3",
      ]),
    FormatFixture(
      what: "Google Cloud Monitoring, a sum, a share and a counter", format: GoogleMonitoringFormat.self,
      content: #"""
        {"timeSeries": [
          {"metric": {"type": "run.googleapis.com/request_count", "labels": {"code": "200"}},
           "resource": {"type": "x", "labels": {"service": "a \"b\""}}, "metricKind": "DELTA", "valueType": "INT64",
           "points": [{"interval": {"startTime": "2023-11-14T22:01:00Z", "endTime": "2023-11-14T22:02:00Z"}, "value": {"int64Value": "7"}},
                      {"interval": {"startTime": "2023-11-14T22:00:00Z", "endTime": "2023-11-14T22:01:00Z"}, "value": {"int64Value": "5"}}]},
          {"metric": {"type": "compute.googleapis.com/instance/cpu/utilization"}, "metricKind": "GAUGE",
           "points": [{"interval": {"endTime": "2023-11-14T22:00:00Z"}, "value": {"doubleValue": 0.25}},
                      {"interval": {"endTime": "2023-11-14T22:01:00Z"}, "value": {"doubleValue": "NaN"}}]},
          {"metric": {"type": "k/cpu_time"}, "metricKind": "CUMULATIVE",
           "points": [{"interval": {"startTime": "2023-11-14T20:00:00Z", "endTime": "2023-11-14T22:00:00Z"}, "value": {"distributionValue": {"mean": 1.5}}}]}],
         "unit": "1", "nextPageToken": ""}
        """#, rows: 5,
      series: [
        #"run.googleapis.com/request_count{code="200",service="a \"b\""}: 1699999200=5 1699999260=7"#,
        "compute.googleapis.com/instance/cpu/utilization: 1699999200=25", "k/cpu_time: 1699999200=1.5",
      ], oddities: ["1 points without a value"]),
    FormatFixture(
      what: "Google Cloud Monitoring as a bare list", format: GoogleMonitoringFormat.self,
      content: """
        [{"metric":{"type":"a"},"metricKind":"GAUGE","points":[{"interval":{"endTime":"2023-11-14T22:00:00Z"},"value":{"int64Value":"2"}}]}]
        """, rows: 1, series: ["a: 1699999200=2"]),
    FormatFixture(
      what: "Azure Monitor", format: AzureMonitorFormat.self,
      content: """
        {"cost": 0, "interval": "0:01:00", "timespan": "2023-11-14T22:00:00Z/2023-11-14T22:02:00Z", "value": [
          {"name": {"localizedValue": "Percentage CPU", "value": "Percentage CPU"}, "unit": "Percent", "timeseries": [
            {"metadatavalues": [{"name": {"value": "vm"}, "value": "a"}],
             "data": [{"timeStamp": "2023-11-14T22:00:00+00:00", "average": 2.5, "total": null},
                      {"timeStamp": "2023-11-14T22:01:00+00:00"}]}]},
          {"name": {"value": "Requests"}, "unit": "Count", "timeseries": [
            {"data": [{"timeStamp": "2023-11-14T22:00:00Z", "total": 9, "count": 3}], "metadatavalues": []}]}]}
        """, rows: 4,
      series: [
        "Percentage CPU{vm=\"a\"}: 1699999200=2.5", "Requests total: 1699999200=9",
        "Requests count: 1699999200=3",
      ], oddities: ["1 points without a value"]),
    FormatFixture(
      what: "Datadog's version 1", format: DatadogFormat.self,
      content: """
        {"status":"ok","res_type":"time_series","series":[
          {"metric":"requests.hits","scope":"env:prod","expression":"sum:requests.hits{env:prod}.as_count()","interval":60,
           "pointlist":[[1699999200000.0,5.0],[1699999260000.0,null]]},
          {"metric":"cpu","scope":"host:a","pointlist":[[1699999200000,1]]}],"from_date":1699999200000}
        """, rows: 3,
      series: ["sum:requests.hits{env:prod}.as_count(): 1699999200=5", "cpu{host:a}: 1699999200=1"],
      oddities: ["1 points without a value"]),
    FormatFixture(
      what: "Datadog's version 2", format: DatadogFormat.self,
      content: """
        {"data":{"type":"timeseries_response","attributes":{"series":[
          {"group_tags":["host:a"],"query_index":0,"unit":null},{"group_tags":["host:b"],"query_index":0,"unit":null}],
          "times":[1699999200000,1699999260000],"values":[[1,2],[3,null]]}}}
        """, rows: 4,
      series: ["query 0{host:a}: 1699999200=1 1699999260=2", "query 0{host:b}: 1699999200=3"],
      oddities: ["1 points without a value"]),
  ]

  static let metricStores: [FormatFixture] = [
    FormatFixture(
      what: "VictoriaMetrics' lines, a series in two pieces", format: VictoriaMetricsFormat.self,
      content: """
        {"metric":{"__name__":"up","job":"a"},"values":[1,null],"timestamps":[1699999200000,1699999215000]}
        {"metric":{"__name__":"hits_total"},"values":[5,"NaN",7.5],"timestamps":[1699999200000,1699999215000,1699999230000]}
        {"metric":{"__name__":"up","job":"a"},"values":[0],"timestamps":[1699999230001]}

        """, rows: 6,
      series: [
        "up{job=\"a\"}: 1699999200=1 1699999230.001=0", "hits_total: 1699999200=5 1699999230=7.5",
      ], oddities: ["2 values that are NaN, infinite or null"]),
    FormatFixture(
      what: "promtool tsdb dump", format: PrometheusTextFormat.self,
      content: """
        {__name__="hits_total", job="a"} 5 1699999200000
        {__name__="hits_total", job="a"} 8 1699999215000
        {"my.metric", job="b"} 1 1699999200000

        """, rows: 3,
      series: [
        "{__name__=\"hits_total\", job=\"a\"}: 1699999200=5 1699999215=8",
        "{\"my.metric\", job=\"b\"}: 1699999200=1",
      ]),
    FormatFixture(
      what: "promtool query range", format: PrometheusTextFormat.self,
      content: """
        hits{path="a=>b"} =>
        5 @[1699999200]
        NaN @[1699999215.5]
        {job="b"} =>
        1.5 @[1699999200]

        """, rows: 3, series: ["hits{path=\"a=>b\"}: 1699999200=5", "{job=\"b\"}: 1699999200=1.5"],
      oddities: ["1 values that are NaN"]),
    FormatFixture(
      what: "promtool query instant", format: PrometheusTextFormat.self,
      content: "up{job=\"a\"} => 1 @[1699999200.781]\nup{job=\"b\"} => 0 @[1699999200.781]\n", rows: 2,
      series: ["up{job=\"a\"}: 1699999200.781=1", "up{job=\"b\"}: 1699999200.781=0"]),
  ]

  static let laterAlibaba: [FormatFixture] = [
    FormatFixture(
      what: "Alibaba 2021, MSRTQps with a column that counts rows", format: AlibabaMicroservicesFormat.self,
      content: """
        ,timestamp,msname,metric,value
        0,0,ms_0,providerRPC_MCR,100
        1,0,ms_0,providerRPC_RT,5.5
        2,60000,ms_0,providerRPC_MCR,
        3,60000,ms_0,providerRPC_RT,6

        """, rows: 4, series: ["ms_0/providerRPC_MCR: 0=100", "ms_0/providerRPC_RT: 0=5.5 60=6"],
      oddities: ["1 fields without a value"]),
    FormatFixture(
      what: "Alibaba 2021, MSRTQps of instances, columns in another order",
      format: AlibabaMicroservicesFormat.self,
      content: "value,metrics,msname,msinstanceid,timestamp\n7,HTTP_MCR,a,i,30000\n", rows: 1,
      series: ["a/i/HTTP_MCR: 30=7"]),
    FormatFixture(
      what: "Alibaba 2021, MSResource", format: AlibabaMicroservicesFormat.self,
      content: """
        timestamp,msname,msinstanceid,nodeid,instance_cpu_usage,instance_memory_usage
        0,ms_0,inst_0,node_0,0.25,0.5
        30000,ms_0,inst_0,node_0,0.5,0.5

        """, rows: 2,
      series: [
        "ms_0/inst_0 instance_cpu_usage: 0=25 30=50", "ms_0/inst_0 instance_memory_usage: 0=50 30=50",
      ]),
    FormatFixture(
      what: "Alibaba 2022, Node", format: AlibabaMicroservicesFormat.self,
      content: "timestamp,nodeid,cpu_utilization,memory_utilization\n60000,NODE_1,0.25,0.125\n", rows: 1,
      series: ["NODE_1 cpu_utilization: 60=25", "NODE_1 memory_utilization: 60=12.5"]),
    FormatFixture(
      what: "Alibaba 2017, server_usage", format: AlibabaUsage2017Format.self,
      content: "39600,12,41.5,92,40,1.5,1.2,1.1\n39600,13,,92,40,1.5,1.2,1.1\n39900,12,7,92,40,1.5,1.2,1.1\n",
      rows: 3,
      series: ["machine 12: 39600=41.5 39900=7", "machine 13:"], oddities: ["1 rows without CPU"]),
    FormatFixture(
      what: "Alibaba 2017, container_usage", format: AlibabaUsage2017Format.self,
      content: "39600,5,6.25,49,,0.5,0.4,0.3,1.2,,,\n", rows: 1, series: ["container 5: 39600=6.25"]),
    FormatFixture(
      what: "Alibaba 2017, batch_task", format: AlibabaBatch2017Format.self,
      content: "301,899,1,2,3,Terminated,50,0.01\n-5,950,1,3,1,Running,50,0.01\n", rows: 2,
      series: ["tasks started: 300=1 600=0", "tasks ended: 300=0 600=1"],
      oddities: ["1 rows without a start within the trace", "1 rows without an end within the trace"]),
    FormatFixture(
      what: "Alibaba 2017, batch_instance", format: AlibabaBatch2017Format.self,
      content: "301,601,1,2,77,Terminated,1,1,0.5,0.4,0.01,0.01\n302,0,,,78,Failed,1,1,,,,\n", rows: 2,
      series: ["instances started: 300=2 600=0", "instances ended: 300=0 600=1"],
      oddities: ["1 rows without an end within the trace"]),
    FormatFixture(
      what: "Alibaba 2018, means of all machines", format: AlibabaFleetFormat.self,
      content:
        "cpu_util_percent,mem_util_percent,net_in,net_out,disk_io_percent\n40.5,90,30,25,5\n41,91,,26,-1\n",
      rows: 2,
      series: [
        "cpu: 0=40.5 30=41", "memory: 0=90 30=91", "network in: 0=30", "network out: 0=25 30=26", "disk: 0=5",
      ],
      oddities: ["1 fields without a value", "1 disk readings below 0 or above 100, left out"],
      file: "machine_usage_days_1_to_8_grouped_30_seconds.csv"),
    FormatFixture(
      what: "Alibaba GPU 2025", format: AlibabaGPU2025Format.self,
      content: """
        instance_sn,role,app_name,cpu_request,gpu_request,creation_time,scheduled_time,deletion_time
        instance_0,HN,app_0,12,1,,,
        instance_1,HN,app_0,12,2,310.0,311.0,950.0000000002
        instance_2,CN,app_1,64,0,320,321,

        """, rows: 3,
      series: [
        "instances created: 0=0 300=2 600=0 900=0", "instances running: 0=1 300=3 600=3 900=2",
        "GPUs asked for: 0=1 300=3 600=3 900=1",
      ],
      oddities: ["1 instances that were there before the trace", "2 instances that were not deleted"]),
    FormatFixture(
      what: "Alibaba GenAI 2026, requests", format: AlibabaGenAIRequestsFormat.self,
      content: """
        gmt_create,predict_type,predict_status,exec_time_seconds,groupId,prompt_length,negative_prompt_length
        2023-11-14 22:00:50,TXT_2_IMG,SUCCEED,32.0,G0000,63.0,26.0
        2023-11-14 22:01:14,TXT_2_IMG,PROCESSING,,G0001,93.0,

        """, rows: 2, series: ["requests: 1699999200=1 1699999260=1", "seconds: 1699999200=32 1699999260=0"]),
    FormatFixture(
      what: "Alibaba GenAI 2026, rates", format: AlibabaGenAIMetricsFormat.self,
      content:
        "timestamp_anon,value,container_ip,request_type\n10.5,2.5,ab,API Requests\n20,3,,API Requests\n",
      rows: 2,
      series: ["ab/API Requests: 10.5=2.5", "API Requests: 20=3"], file: "qps.csv"),
    FormatFixture(
      what: "PlanetLab", format: PlanetLabFormat.self,
      content: "12\n99\n" + String(repeating: "5\n", count: 286), rows: 288,
      series: ["cpu: 0=12 300=99" + (2..<288).map { " \($0 * 300)=5" }.joined()], file: "20110303/host_a"),
    FormatFixture(
      what: "Azure's fleet without a column of times", format: AzureFleetFormat.self,
      content: "cpu_usage,assigned_mem\n250,1\n500,2\n", rows: 2,
      series: ["cpu: 0=2.5 300=5", "assigned memory: 0=1073741824 300=2147483648"]),
    FormatFixture(
      what: "one line of counts", format: TimestampValueFormat.self,
      content: "1, 2, 3, 4, 5, 6, 7, 8, 9, 10.5\n", rows: 10,
      series: ["count: 0=1 1=2 2=3 3=4 4=5 5=6 6=7 7=8 8=9 9=10.5"]),
    FormatFixture(
      what: "one line of counts apart by spaces, without a line break", format: TimestampValueFormat.self,
      content: "1 2 3 4 5 6 7 8 9 0", rows: 10,
      series: ["count: 0=1 1=2 2=3 3=4 4=5 5=6 6=7 7=8 8=9 9=0"]),
  ]
}
