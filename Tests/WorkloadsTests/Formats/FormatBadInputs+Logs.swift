@testable import Workloads

extension FormatMistake {
  static let accessLogs: [FormatMistake] = [
    FormatMistake(
      LoadBalancerLogFormat.self, "http 2023-11-14T22:01:02.000000Z app/web/01234\n",
      "F, line 1: has 3 fields; a line of a load balancer has at least the 12 up to sent_bytes."),
    FormatMistake(
      LoadBalancerLogFormat.self, "2023-11-14T22:01:02Z web\n" + classic,
      "F, line 1: has 2 fields; a line of a load balancer has at least the 11 up to sent_bytes."),
    FormatMistake(
      LoadBalancerLogFormat.self, classic + "yesterday web a:1 b:2 0 0 0 200 200 0 29 \"GET /\" \"\" - -\n",
      "F, line 2: time is \"yesterday\"; allowed are \(CivilTime.form)."),
    FormatMistake(
      LoadBalancerLogFormat.self,
      "2023-11-14T22:01:02Z web a:1 b:2 0 -0.5 0 200 200 0 29 \"GET /\" \"\" - -\n",
      "F, line 1: target_processing_time is \"-0.5\"; allowed are seconds from 0 up, and -1."),
    FormatMistake(
      W3CLogFormat.self, "2023-11-14\t22:00:00\n#Fields: date time\n",
      "F, line 1: comes before any #Fields; needed is #Fields first, which names the columns."),
    FormatMistake(
      W3CLogFormat.self, "#Fields: date cs-method\n2023-11-14\tGET\n",
      "F, line 1: #Fields has no column of times; needed are date and time, or timestamp, or timestamp(ms)."),
    FormatMistake(
      W3CLogFormat.self, "#Fields: date time\n2023-11-14\t22:00\n2023-11-14\t22:00:00\tx\n",
      "F, line 3: has 3 fields; #Fields names 2 columns."),
    FormatMistake(
      W3CLogFormat.self, "#Fields: date time\n2023-11-14\n2023-11-14\t22:00:00\n",
      "F, line 2: has 1 fields; #Fields names 2 columns."),
    FormatMistake(
      W3CLogFormat.self, "#Fields: date time\n2023-11-14\t25:00:00\n",
      "F, line 2: date and time are \"2023-11-14 25:00:00\"; allowed are \(CivilTime.form)."),
    FormatMistake(
      W3CLogFormat.self, "#Fields: time sc-bytes\n22:00:00\t5\n",
      "F, line 2: has a time but no date; needed is a column date, or #Date before it."),
    FormatMistake(
      W3CLogFormat.self, "#Fields: date time sc-bytes\n2023-11-14\t22:00:00\t-5\n",
      "F, line 2: sc-bytes is \"-5\"; allowed are numbers of bytes from 0 up, and -."),
    FormatMistake(
      W3CLogFormat.self, "#Fields: timestamp sc-bytes\n1e300\t5\n",
      "F, line 2: timestamp is \"1e300\"; allowed are finite numbers of a time before the year 10000."),
    FormatMistake(
      W3CLogFormat.self, "#Version: 1.0\n#Fields: date time\n",
      "F: has no line of a request; a log of at least one is needed."),
    FormatMistake(
      EnvoyLogFormat.self, "[2023-11-14][1][info] a b\n[yesterday] \"GET /\" 200\n",
      "F: none of its 2 lines begins with a time such as [2016-04-15T20:17:00.310Z] and a request in quotes; "
        + "an access log of Envoy is needed."),
    FormatMistake(
      JSONAccessLogFormat.self, "{\"msg\":\"started\"}\n",
      "F: none of its 1 lines is an object with a time and a status as Envoy, Traefik, Caddy or nginx write; "
        + "an access log with a JSON object a line is needed."),
    FormatMistake(
      JSONAccessLogFormat.self, #"{"start_time":"yesterday","response_code":200}"#,
      "F, line 1: start_time is \"yesterday\"; allowed are \(CivilTime.form), or numbers of a time before the year 10000, "
        + "or a time such as 01/Jul/1995:00:00:01 -0400."),
    FormatMistake(
      JSONAccessLogFormat.self, #"{"ts":1e300,"request":{},"status":200}"#,
      "F, line 1: ts is 1e+300; allowed are \(CivilTime.form), or numbers of a time before the year 10000, "
        + "or a time such as 01/Jul/1995:00:00:01 -0400."),
    FormatMistake(
      JSONAccessLogFormat.self, #"{"StartUTC":"2023-11-14T22:00:00Z","DownstreamStatus":200,"Duration":-1}"#,
      "F, line 1: Duration is -1; allowed are finite numbers from 0 up, and \"-\"."),
  ]

  private static let classic =
    "2023-11-14T22:00:00Z web 192.0.2.0:40000 10.0.0.1:80 0 0 0 200 200 0 29 \"GET http://x/ HTTP/1.1\" \"\" - -\n"

  static let loadTests: [FormatMistake] = [
    FormatMistake(
      VegetaFormat.self, "1699999200000000000,200,fast,0,10,,aGVsbG8=,attack,0\n",
      "F, line 1: latency is \"fast\"; allowed are whole numbers from 0 up."),
    FormatMistake(
      VegetaFormat.self, "1699999200000000000,200,1,0,10,,aGVsbG8=,attack,0\n1699999200000000000,200\n",
      "F, line 2: has 2 fields; such a table has the 9 columns timestamp, code, latency, bytes_out, bytes_in, error, "
        + "body, attack, seq."),
    FormatMistake(
      VegetaFormat.self, #"{"timestamp":"2023-11-14T22:00:00Z","latency":-5}"#,
      "F, line 1: latency is -5; allowed are whole nanoseconds from 0 up."),
    FormatMistake(
      VegetaFormat.self, #"{"timestamp":"soon","latency":5}"#,
      "F, line 1: timestamp is \"soon\"; allowed are \(CivilTime.form), or numbers of a time before the year 10000."
    ),
    FormatMistake(
      K6Format.self, "metric_name,timestamp,metric_valeu\nhttp_req_duration,1,1\n",
      "F, line 1: has no column metric_value (is it \"metric_valeu\"?); needed are metric_name, timestamp, metric_value."
    ),
    FormatMistake(
      K6Format.self, "metric_name,timestamp,metric_value\nhttp_req_duration,1699999200,-1\n",
      "F, line 2: metric_value is \"-1\"; allowed are finite numbers from 0 up."),
    FormatMistake(
      K6Format.self, "metric_name,timestamp,metric_value\nhttp_req_duration,soon,1\n",
      "F, line 2: timestamp is \"soon\"; allowed are finite numbers, or \(CivilTime.form)."),
    FormatMistake(
      K6Format.self, "metric_name,timestamp,metric_value\nvus,1699999200,1\n",
      "F: none of its 1 rows is of http_req_duration or grpc_req_duration; k6 writes one for each request."),
    FormatMistake(
      K6Format.self, #"{"metric":"http_req_duration","type":"Point","data":{"time":"2023-11-14T22:00:00Z"}}"#,
      "F, line 1: data.value is absent; allowed are milliseconds from 0 up."),
    FormatMistake(
      K6Format.self, "{\"metric\":\"vus\",\"type\":\"Metric\",\"data\":{}}\n{\"metric\":",
      "F, line 2: is not a JSON object (The JSON document has an improper structure: missing or superfluous commas, braces, "
        + "missing keys, etc.); one object a line is needed."),
    FormatMistake(
      HeyFormat.self, "response-time,offset\n0.5,-1\n",
      "F, line 2: offset is \"-1\"; allowed are seconds from 0 to 9e9."),
    FormatMistake(
      HeyFormat.self, "response-time,ofset\n0.5,1\n",
      "F, line 1: has no column offset (is it \"ofset\"?); needed are response-time, DNS+dialup, DNS, Request-write, "
        + "Response-delay, Response-read, status-code, offset."),
    FormatMistake(
      JMeterFormat.self, "timeStamp,elapsed\n1699999200250,slow\n",
      "F, line 2: elapsed is \"slow\"; allowed are finite numbers from 0 up."),
    FormatMistake(
      JMeterFormat.self, "timeStamp,label\n1,2\n",
      "F, line 1: has no column elapsed; needed are timeStamp and elapsed."),
    FormatMistake(
      LocustFormat.self, "Timestamp,Name\n1,a\n",
      "F, line 1: has no column Requests/s; needed are Timestamp, Name and Requests/s."),
    FormatMistake(
      LocustFormat.self, "Timestamp,Name,Requests/s\n1699999200,a,many\n",
      "F, line 2: Requests/s is \"many\"; allowed are finite numbers, or nothing where it was not measured."),
  ]
}
