extension Trap {
  /// Object and External metrics (section 4).
  static let valueTraps: [Trap] = [
    // 2 · 2 ready pods
    .metric(
      "a value multiplies ready pods, not replicas", "object_value", current: 5, target: 1000,
      pods: pods(2) + [pod(2, #""phase": "Pending", "ready": "True", "ready_since_ms": -1"#)],
      more: #""values_milli": [2000],"#, expect: #"{"replicas": 4, "value_milli": 2000}"#),
    .metric(
      "a value within the tolerance asks for no pods: hold", "object_value", current: 3, target: 1000,
      more: #""values_milli": [1100],"#, expect: #"{"error": null, "replicas": 3}"#),
    .metric(
      "a value out of tolerance does", "external_value", current: 3, target: 1000,
      more: #""values_milli": [1101],"#, expect: #"{"error": "no_pods"}"#),
    // 5000 − 3000 = 2000
    .metric(
      "a negative series is subtracted from a value", "external_value", current: 1, target: 1000,
      pods: pods(1), more: #""values_milli": [-3000, 5000],"#,
      expect: #"{"replicas": 2, "value_milli": 2000}"#),
    .metric(
      "a value that overflows is infinite", "external_value", current: 1, target: 1000, pods: pods(1),
      more: #""values_milli": [9223372036854775807, 1000],"#,
      expect: #"{"replicas": 2147483647, "value_milli": 9223372036854775807}"#),
    .metric(
      "a sum once negative stays infinite", "external_average_value", current: 4, target: 1000,
      more: #""values_milli": [-6000, 9000],"#,
      expect: #"{"replicas": 2147483647, "value_milli": 9223372036854775807}"#),
    // 4201/4 = 1050.25, reported as 1051
    .metric(
      "an average of a whole is reported rounded up", "object_average_value", current: 4, target: 1000,
      more: #""values_milli": [4201],"#, expect: #"{"replicas": 4, "value_milli": 1051}"#),
    // usage/(target · 0) is infinite, which no tolerance holds: ceil(0.5) = 1
    .metric(
      "an average of a whole at no replica", "object_average_value", current: 0, target: 1000,
      more: #""values_milli": [500],"#, expect: #"{"error": null, "replicas": 1}"#),
    // 0/0 is no number, and not within any tolerance
    .metric(
      "nothing over no replica", "external_average_value", current: 0, target: 1000,
      more: #""values_milli": [0],"#, expect: #"{"error": null, "replicas": 0}"#),
    // 5001/1000: 1.25 is out of tolerance, ceil(5.001) = 6, whatever the number of replicas
    .metric(
      "an average of a whole rounds its pods up", "object_average_value", current: 4, target: 1000,
      more: #""values_milli": [5001],"#, expect: #"{"replicas": 6, "value_milli": 1251}"#),
  ]

  /// Spellings and what the controller makes of them (section 1).
  static let quantityTraps: [Trap] = [
    Trap("a binary kilo is 1024", #"{"text": "0.5Ki", "milli": 512000}"#),
    // 2000 is no multiple of 1024, and has lost its format when it is read again
    Trap("a binary number without a binary spelling", #"{"text": "1.953125Ki", "api_text": "2000"}"#),
    Trap("and what becomes of it", #"{"text": "2000", "api_text": "2k"}"#),
    Trap("a fraction before a binary suffix", #"{"text": "100.78Mi", "milli": 105675489280}"#),
    Trap("a big E is an exponent where a number follows", #"{"text": "1E-3", "milli": 1}"#),
    Trap("and a suffix where none does", #"{"text": "1E", "milli": 9223372036854775807}"#),
    Trap("a sign and a bare point", #"{"text": "+1.", "milli": 1000}"#),
    Trap("nothing before the point", #"{"text": ".5", "milli": 500}"#),
    // 3 · 10^-1 and 300 · 10^-3 are different doubles
    Trap(
      "a tolerance is the double of its stored spelling",
      #"{"text": "0.3", "api_text": "300m", "float_as_written": 0.30000000000000004, "float_after_api": 0.3}"#
    ),
  ]
}
