/// The inner loops of `RecurrentScalar` as they are written in books: the slow twin of `CRecurrentKernels`.
enum PlainKernels {
  static func multiply<Scalar: BLASScalar>(
    _ factors: MatrixFactors<Scalar>, into sums: UnsafeMutablePointer<Scalar>, stride: Int, rows: Int,
    columns: Int, depth: Int, adds: Bool
  ) {
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = adds ? sums[row * stride + column] : 0
        for k in 0..<depth {
          sum.addProduct(factors.left(row, k), factors.right(k, column))
        }
        sums[row * stride + column] = sum
      }
    }
  }

  static func activate<Scalar: BLASScalar>(
    gates: UnsafeMutablePointer<Scalar>, previous: UnsafePointer<Scalar>?,
    cells: UnsafeMutablePointer<Scalar>, tangents: UnsafeMutablePointer<Scalar>,
    hidden: UnsafeMutablePointer<Scalar>, hiddenStride: Int, rows: Int, units: Int
  ) {
    for row in 0..<rows {
      let z = gates + row * 4 * units
      for k in 0..<units {
        let place = row * units + k
        z[k] = Scalar.logistic(z[k])
        z[units + k] = Scalar.logistic(z[units + k])
        z[2 * units + k] = Scalar.hyperbolicTangent(z[2 * units + k])
        z[3 * units + k] = Scalar.logistic(z[3 * units + k])
        let added = z[k] * z[2 * units + k]
        cells[place] = previous.map { z[units + k] * $0[place] + added } ?? added
        tangents[place] = Scalar.hyperbolicTangent(cells[place])
        hidden[row * hiddenStride + k] = z[3 * units + k] * tangents[place]
      }
    }
  }

  static func differentiate<Scalar: BLASScalar>(
    gates: UnsafeMutablePointer<Scalar>, previous: UnsafePointer<Scalar>?, tangents: UnsafePointer<Scalar>,
    hiddenGradient: UnsafePointer<Scalar>, cellGradient: UnsafeMutablePointer<Scalar>, rows: Int, units: Int
  ) {
    for row in 0..<rows {
      let z = gates + row * 4 * units
      for k in 0..<units {
        let place = row * units + k
        let (i, f, g, o) = (z[k], z[units + k], z[2 * units + k], z[3 * units + k])
        let (tangent, dh) = (tangents[place], hiddenGradient[place])
        let total = cellGradient[place] + dh * o * (1 - tangent * tangent)
        z[k] = total * g * i * (1 - i)
        z[units + k] = previous.map { total * $0[place] * f * (1 - f) } ?? 0
        z[2 * units + k] = total * i * (1 - g * g)
        z[3 * units + k] = dh * tangent * o * (1 - o)
        cellGradient[place] = total * f
      }
    }
  }

  static func descend<Scalar: BLASScalar>(
    _ parameters: UnsafeMutablePointer<Scalar>, gradient: UnsafePointer<Scalar>,
    first: UnsafeMutablePointer<Scalar>, second: UnsafeMutablePointer<Scalar>, count: Int,
    rule: AdamStep<Scalar>
  ) {
    for k in 0..<count {
      let slope = gradient[k]
      first[k] = rule.beta1 * first[k] + rule.rest1 * slope
      second[k] = rule.beta2 * second[k] + rule.rest2 * slope * slope
      parameters[k] -= rule.stride * first[k] / (second[k].squareRoot() / rule.root + rule.epsilon)
    }
  }

  static func squareSum<Scalar: BLASScalar>(_ values: UnsafePointer<Scalar>, count: Int) -> Double {
    var sum = 0.0
    for k in 0..<count { sum += Double(values[k]) * Double(values[k]) }
    return sum
  }
}
