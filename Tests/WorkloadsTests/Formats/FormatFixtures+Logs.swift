@testable import Workloads

// 22:00:00 on 14 November 2023, UTC, is 1,699,999,200 s after 1970 (`date -ud @1699999200`): a whole minute.
extension FormatFixture {
  static let accessLogs: [FormatFixture] = loadBalancers + extendedLogs + proxies

  static let loadBalancers: [FormatFixture] = [
    FormatFixture(
      what: "an Application Load Balancer's log", format: LoadBalancerLogFormat.self,
      // the first was not handed on, the second came 750 ms before ten and was answered after a minute, the third is from before
      // request_creation_time was written, the last is cut off
      content: #"""
        h2 2023-11-14T22:00:00.000000Z app/web/0123456789abcdef 192.0.2.0:40000 - -1 -1 -1 502 - 34 272 "GET https://example.com:443/p?x=0 HTTP/2.0" "a \"b\" [c] d" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:x:y "Root=1-5" "example.com" "arn:aws:acm:z" 0 2023-11-14T22:00:00.000000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1
        https 2023-11-14T22:01:00.500000Z app/web/0123456789abcdef [2001:db8::1]:41000 10.0.0.1:80 0.000 61.25 0.000 200 200 34 1185 "GET https://example.com:443/ HTTP/1.1" "curl/7.46.0" - - arn:aws:x:y "-" "-" "-" 0 2023-11-14T21:59:59.250000Z "forward" "-" "-" "-" "-"
        http 2023-11-14T22:01:01.000000Z app/web/0123456789abcdef 192.0.2.2:42000 10.0.0.2:80 0.001 0.5 0.000 200 200 34 366 "GET http://example.com:80/ HTTP/1.1" "-" - - arn:aws:x:y "Root=1-5"
        http 2023-11-14T22:01:02.000000Z app/web/01234
        """#, rows: 3,
      series: [
        "requests: 1699999140=1 1699999200=1 1699999260=1",
        "seconds: 1699999140=61.25 1699999200=0 1699999260=0.5",
      ],
      oddities: [
        "1 requests that no target answered, of unknown work",
        "1 lines without request_creation_time, at the time of their response",
        "1 last lines that are cut off, left out", "1 requests earlier than the one before",
      ]),
    FormatFixture(
      what: "a Classic Load Balancer's log", format: LoadBalancerLogFormat.self,
      content: """
        2023-11-14T22:00:00.943123Z web 192.0.2.0:40000 10.0.0.1:80 0.000073 0.25 0.000057 200 200 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -
        2023-11-14T22:01:00.5Z web 192.0.2.0:40000 - -1 -1 -1 504 0 0 0 "GET http://www.example.com:80/ HTTP/1.1" "" - -
        2023-11-14T22:01:01Z web 192.0.2.0:40000 10.0.0.1:80 0.001 0.125 0.000028 - - 82 305 "- - - " "-" - -

        """, rows: 3,
      series: ["requests: 1699999200=1 1699999260=2", "seconds: 1699999200=0.25 1699999260=0.125"],
      oddities: ["1 requests that no target answered, of unknown work"]),
  ]

  static let extendedLogs: [FormatFixture] = [
    FormatFixture(
      what: "CloudFront's standard log, two files put together", format: W3CLogFormat.self,
      content: """
        #Version: 1.0
        #Fields: date time x-edge-location sc-bytes c-ip cs-method sc-status time-taken
        2023-11-14\t22:00:00\tFRA2\t1045\t192.0.2.10\tGET\t200\t0.001
        2023-11-14\t22:00:59\tFRA2\t-\t2001:db8::1\tGET\t000\t0.5
        #Version: 1.0
        #Fields: time date cs(User-Agent) sc-bytes
        22:01:00\t2023-11-14\tMozilla/5.0%20(X11)\t7
        22:01:01\t2023-11-14\t

        """, rows: 3,
      series: ["requests: 1699999200=2 1699999260=1", "bytes: 1699999200=1045 1699999260=7"],
      oddities: ["1 requests without a number of bytes", "1 last lines that are cut off, left out"]),
    FormatFixture(
      what: "CloudFront's log of version 2, in seconds", format: W3CLogFormat.self,
      content: "#Version: 1.0\n#Fields: timestamp sc-bytes\n1699999200\t5\n1699999260.25\t6\n", rows: 2,
      series: ["requests: 1699999200=1 1699999260=1", "bytes: 1699999200=5 1699999260=6"]),
    FormatFixture(
      what: "IIS with the date in a directive", format: W3CLogFormat.self,
      content: """
        #Software: Microsoft Internet Information Services 10.0\r
        #Version: 1.0\r
        #Date: 2023-11-14 22:00:00\r
        #Fields: time s-ip cs-method cs-uri-stem sc-status sc-bytes time-taken\r
        22:00:01 10.0.0.1 GET / 200 512 15\r
        22:01:01 10.0.0.1 GET /x 404 - 15\r

        """, rows: 2,
      series: ["requests: 1699999200=1 1699999260=1", "bytes: 1699999200=512 1699999260=0"],
      oddities: ["1 requests without a number of bytes"]),
  ]

  static let proxies: [FormatFixture] = [
    FormatFixture(
      what: "Envoy's default format", format: EnvoyLogFormat.self,
      content: #"""
        [2023-11-14T22:00:00.310Z] "POST /api/v1/locations HTTP/2" 204 - 154 0 226 100 "10.0.35.28" "nsq2http" "cc21d9b0" "locations" "tcp://10.0.2.1:80"
        [2023-11-14T22:00:01.000Z] "GET /a\"b HTTP/1.1" 0 DC 0 0 5 - "-" "-" "-" "x" "-"
        [2023-11-14 22:00:02.000][1][info][main] [source/server/server.cc:855] starting main dispatch loop
        cut off
        [2023-11-14T22:01:00.000Z] "GET / HTTP/1.1" 200 - odd

        """#, rows: 5,
      series: ["requests: 1699999200=2 1699999260=1", "seconds: 1699999200=0.1 1699999260=0"],
      oddities: [
        "1 lines of the proxy's own log", "1 lines without a readable time, left out",
        "1 lines without readable bytes and duration",
        "1 requests that no upstream answered, of unknown work",
      ]),
    FormatFixture(
      what: "Istio's default format", format: EnvoyLogFormat.self,
      content: """
        [2023-11-14T22:00:00.310Z] "GET /status/418 HTTP/1.1" 418 - via_upstream - "-" 0 135 4 250 "-" "curl/7.73.0-DEV" "84961386" "httpbin:8000" "127.0.0.1:80" inbound|8000|| 127.0.0.1:41854 10.44.1.27:80 - default

        """, rows: 1, series: ["requests: 1699999200=1", "seconds: 1699999200=0.25"]),
    FormatFixture(
      what: "Istio's log as JSON, numbers as text", format: JSONAccessLogFormat.self,
      content: """
        {"level":"info","time":"2023-11-14T21:59:00Z","msg":"Envoy proxy is ready"}
        {"start_time":"2023-11-14T22:00:00.409Z","method":"GET","response_code":"418","duration":"3","upstream_service_time":"250"}
        not JSON
        {"start_time":"2023-11-14T22:01:00Z","response_code":0,"duration":3,"upstream_service_time":"-"}
        {"start_time":"2023-11-14T22:01:00Z","response_code":200,"duration":500}

        """, rows: 5,
      series: ["requests: 1699999200=1 1699999260=2", "seconds: 1699999200=0.25 1699999260=0.5"],
      oddities: [
        "1 lines that are no request", "1 lines that are no JSON object, left out",
        "1 requests of unknown duration",
      ]),
    FormatFixture(
      what: "Traefik's log as JSON", format: JSONAccessLogFormat.self,
      content: """
        {"ClientAddr":"[2001:db8::1]:80","DownstreamStatus":200,"Duration":1500000000,"OriginDuration":1250000000,"StartLocal":"2023-11-14T23:00:00.5+01:00","StartUTC":"2023-11-14T22:00:00.5Z","level":"info","msg":"","time":"2023-11-14T23:00:02+01:00"}
        {"DownstreamStatus":404,"Duration":250000000,"time":"2023-11-14T23:01:00+01:00"}

        """, rows: 2,
      series: ["requests: 1699999200=1 1699999260=1", "seconds: 1699999200=1.25 1699999260=0.25"]),
    FormatFixture(
      what: "Caddy's log", format: JSONAccessLogFormat.self,
      content: """
        {"level":"info","ts":1699999200.5,"logger":"http.log.access","msg":"handled request","request":{"method":"GET","uri":"/"},"duration":0.125,"size":2326,"status":200}

        """, rows: 1, series: ["requests: 1699999200=1", "seconds: 1699999200=0.125"]),
    FormatFixture(
      what: "nginx with escape=json, three ways of writing the time", format: JSONAccessLogFormat.self,
      content: """
        {"time_local":"14/Nov/2023:23:00:00 +0100","remote_addr":"192.0.2.1","request":"GET / HTTP/1.1","status":"200","request_time":"0.125"}
        {"time_iso8601":"2023-11-14T22:00:30+00:00","remote_addr":"192.0.2.1","request":"GET / HTTP/1.1","status":"200","request_time":"0.250"}
        {"msec":"1699999260.123","remote_addr":"192.0.2.1","request":"GET / HTTP/1.1","status":"499","request_time":""}

        """, rows: 3,
      series: ["requests: 1699999200=2 1699999260=1", "seconds: 1699999200=0.375 1699999260=0"],
      oddities: ["1 requests of unknown duration"]),
    FormatFixture(
      what: "Traefik, nginx with $time_iso8601 and its ingress", format: CommonLogFormat.self,
      content: """
        192.0.2.1 - - [14/Nov/2023:22:00:00 +0000] "GET /a HTTP/1.1" 200 10 "-" "curl" 1 "web@docker" "http://10.0.0.1:80" 2ms
        2001:db8::1 - frank [2023-11-14T22:00:01+00:00] "GET /b HTTP/1.1" 200 20 "-" "curl"
        192.0.2.1 - - [14/Nov/2023:22:01:00 +0000] "GET /c HTTP/2.0" 200 40 "-" "curl" 95 0.011 [default-web-80] [] 10.0.0.1:80 40 0.011 200 5c2f

        """, rows: 3, series: ["requests: 1699999200=2 1699999260=1", "bytes: 1699999200=30 1699999260=40"]),
  ]

  static let loadTests: [FormatFixture] = [
    FormatFixture(
      what: "vegeta's CSV with quotes, a comma and an error", format: VegetaFormat.self,
      content: #"""
        1699999200000000000,200,1500000000,0,10,,aGVsbG8=,attack,0,GET,"http://example.com/?a,b=""c""",
        1699999260000000999,0,250000000,0,0,"Get ""http://x"": EOF",,attack,1,GET,http://example.com/,

        """#, rows: 2,
      series: ["requests: 1699999200=1 1699999260=1", "seconds: 1699999200=1.5 1699999260=0.25"]),
    FormatFixture(
      what: "vegeta's CSV before 12.9", format: VegetaFormat.self,
      content: "1699999200000000000,200,1500000000,0,10,,aGVsbG8=,attack,0\n", rows: 1,
      series: ["requests: 1699999200=1", "seconds: 1699999200=1.5"]),
    FormatFixture(
      what: "vegeta's JSON", format: VegetaFormat.self,
      content: """
        {"attack":"","seq":0,"code":200,"timestamp":"2023-11-14T23:00:00.123456789+01:00","latency":500000000,"bytes_out":0,"bytes_in":10,"error":"","body":null,"method":"GET","url":"http://example.com","headers":null}

        """, rows: 1, series: ["requests: 1699999200=1", "seconds: 1699999200=0.5"]),
    FormatFixture(
      what: "k6's CSV", format: K6Format.self,
      content: """
        metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,status,url,extra_tags,metadata
        http_reqs,1699999200,1.000000,,,,true,,GET,http://x,HTTP/1.1,default,200,http://x,,
        http_req_duration,1699999200,250.000000,,,,true,,GET,http://x,HTTP/1.1,default,200,http://x,"a=b,c=d",
        http_req_waiting,1699999200,220.1,,,,true,,GET,http://x,HTTP/1.1,default,200,http://x,,
        http_req_duration,1699999260,500,,dial,1212,false,,GET,http://x,,default,0,http://x,,
        vus,1699999260,5,,,,,,,,,,,,,

        """, rows: 5,
      series: ["requests: 1699999200=1 1699999260=1", "seconds: 1699999200=0.25 1699999260=0.5"]),
    FormatFixture(
      what: "k6's CSV in milliseconds, other columns first", format: K6Format.self,
      content: "timestamp,metric_name,metric_value\n1699999200250,http_req_duration,125\n", rows: 1,
      series: ["requests: 1699999200=1", "seconds: 1699999200=0.125"]),
    FormatFixture(
      what: "k6's JSON", format: K6Format.self,
      content: """
        {"type":"Metric","data":{"name":"http_req_duration","type":"trend","contains":"time","thresholds":[]},"metric":"http_req_duration"}
        {"metric":"http_req_duration","type":"Point","data":{"time":"2023-11-14T23:00:00.239531499+01:00","value":250,"tags":{"status":"200"}}}
        {"metric":"vus","type":"Point","data":{"time":"2023-11-14T23:00:00+01:00","value":5,"tags":null}}

        """, rows: 3, series: ["requests: 1699999200=1", "seconds: 1699999200=0.25"]),
    FormatFixture(
      what: "hey's CSV", format: HeyFormat.self,
      content: """
        response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset
        0.2500,0.0016,0.0000,0.0000,0.0250,0.0000,200,0.0004
        0.5000,0.0016,0.0000,0.0000,0.0250,0.0000,200,60.5

        """, rows: 2, series: ["requests: 0=1 60=1", "seconds: 0=0.25 60=0.5"]),
    FormatFixture(
      what: "JMeter's CSV", format: JMeterFormat.self,
      content: #"""
        timeStamp,elapsed,label,responseCode,responseMessage,threadName,success,bytes,URL
        1699999200250,125,"a, ""b""",200,OK,"Group 1-1",true,944,http://x
        1699999199750,250,home,Non HTTP response code: java.net.SocketException,,Group 1-2,false,0,null

        """#, rows: 2,
      series: ["requests: 1699999140=1 1699999200=1", "seconds: 1699999140=0.25 1699999200=0.125"],
      oddities: ["1 requests earlier than the one before"]),
    FormatFixture(
      what: "JMeter's CSV with rows of a transaction controller", format: JMeterFormat.self,
      content: """
        timeStamp,elapsed,label,responseMessage
        1699999200000,125,home,OK
        1699999200000,125,Buy,"Number of samples in transaction : 1, number of failing samples : 0"
        1699999260000,250,home,OK

        """, rows: 3,
      series: ["requests: 1699999200=1 1699999260=1", "seconds: 1699999200=0.125 1699999260=0.25"]),
    FormatFixture(
      what: "JMeter's CSV of parent samples alone", format: JMeterFormat.self,
      content: """
        timeStamp,elapsed,label,responseMessage
        1699999200000,125,Buy,"Number of samples in transaction : 2, number of failing samples : 0"
        1699999260000,250,Buy,"Number of samples in transaction : 2, number of failing samples : 0"

        """, rows: 2,
      series: ["requests: 1699999200=1 1699999260=1", "seconds: 1699999200=0.125 1699999260=0.25"]),
    FormatFixture(
      what: "Locust's history of each name", format: LocustFormat.self,
      content: """
        Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,95%,Total Request Count
        1699999200,10,GET,/a,2.5,0.5,N/A,N/A,0
        1699999200,10,,Aggregated,4,0.5,5,9,12
        1699999201,12,GET,/a,3,0,5,9,25

        """, rows: 3,
      series: [
        "GET//a Requests/s: 1699999200=2.5 1699999201=3", "GET//a Failures/s: 1699999200=0.5 1699999201=0",
        "GET//a User Count: 1699999200=10 1699999201=12", "Aggregated Requests/s: 1699999200=4",
        "Aggregated Failures/s: 1699999200=0.5", "Aggregated User Count: 1699999200=10",
      ]),
  ]
}
