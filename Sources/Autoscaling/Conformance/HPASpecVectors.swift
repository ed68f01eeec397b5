/// A quantity's readings.
enum HPAQuantityVector {
  static func check(_ vector: ManifestValue) throws -> [String] {
    let text = try vector.needed("text").string ?? ""
    guard let quantity = try? ResourceQuantity(text) else {
      return ["'\(text)': expected a quantity, found none"]
    }
    let found: [String: ManifestValue] = [
      "milli": .integer(quantity.milli), "float_as_written": .number(quantity.approximate),
      "api_text": .string(quantity.apiText), "float_after_api": .number(quantity.toleranceValue),
    ]
    let expected = vector.object?.filter { found[$0.key] != nil } ?? [:]
    return HPAConformance.differences("", expected: .object(expected), found: .object(found))
  }
}

/// A spec before and after the API's defaults.
enum HPADefaultingVector {
  static func check(_ vector: ManifestValue) throws -> [String] {
    let found = try HPASpec(manifest: try vector.needed("in")).withDefaults
    let expected = try HPASpec(manifest: try vector.needed("out"))
    // both sides as values of the same type: what is not given is nil on both
    return found == expected ? [] : ["out: expected \(expected), found \(found)"]
  }
}
