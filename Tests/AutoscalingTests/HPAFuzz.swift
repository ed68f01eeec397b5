import Foundation

/// Seeded random input, and what any input has to get for an answer.
enum HPAFuzz {
  /// What a run came to.
  struct Count {
    var accepted = 0
    var rejected = 0
  }

  /// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014), one stream an input.
  struct Random: RandomNumberGenerator {
    private var state: UInt64

    init(input: Int) { state = UInt64(bitPattern: Int64(input)) &* 0xD134_2543_DE82_EF95 }

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
    mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }
    mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }
  }

  /// Gives `check` the numbers of inputs: the given count, or, where FORESCALE_FUZZ_SECONDS is set, as many as fit into
  /// that many seconds. FORESCALE_FUZZ_FIRST is the first number. A crash is found again from the number last printed.
  static func run(_ name: String, inputs: Int, _ check: (Int, inout Count) -> Void) -> Count {
    let environment = ProcessInfo.processInfo.environment
    let first = environment["FORESCALE_FUZZ_FIRST"].flatMap { Int($0) } ?? 0
    var count = Count()
    guard let seconds = environment["FORESCALE_FUZZ_SECONDS"].flatMap({ Double($0) }) else {
      for input in first..<first + inputs { check(input, &count) }
      return count
    }
    let end = ContinuousClock.now + .seconds(seconds)
    var input = first
    while ContinuousClock.now < end {
      if input % 100_000 == 0 { print("\(name): at input \(input)") }
      check(input, &count)
      input += 1
    }
    print(
      "\(name): \(input - first) inputs, \(count.accepted) accepted, \(count.rejected) rejected, "
        + "in \(Int(seconds)) s")
    return count
  }

  /// What is wrong with a sentence that refuses an input; nil if nothing.
  ///
  /// - Parameter given: The text refused, which the sentence shows if it is short and printable.
  static func fault(in sentence: String, given: String) -> String? {
    if sentence.isEmpty { return "it is empty" }
    if sentence.unicodeScalars.contains(where: {
      $0.properties.generalCategory == .control || [0x2028, 0x2029].contains($0.value)
    }) {
      return "it is more than one line"
    }
    if sentence.count > 1000 { return "it is longer than 1000 characters" }
    for debris in ["Optional(", "Error(", "Error."] where sentence.contains(debris) && !given.contains(debris)
    {
      return "it holds '\(debris)'"
    }
    let isPlain = (1...40).contains(given.utf8.count) && given.utf8.allSatisfy { (32..<127).contains($0) }
    if isPlain, !sentence.contains(given) { return "it does not say what was given" }
    return nil
  }
}
