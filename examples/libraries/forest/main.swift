import Learning

// y = x₀ + 10 x₁ on a grid; the forest has to find out which of three columns matter
let rows: [[Double]] = (0..<400).map { (n: Int) in [n % 20, n / 20, n * 7 % 11].map { Double($0) } }
let targets = rows.map { $0[0] + 10 * $0[1] }
let forest = try RandomForestConfiguration(treeCount: 50, computesOutOfBag: true, seed: 1)
  .fit(FeatureTable(rows: rows), targets: targets)
print("out of bag R²:", forest.outOfBag?.score ?? .nan)
print("importance:", forest.impurityImportance)

try forest.write(to: CommandLine.arguments[1])
let again = try RandomForest(contentsOf: CommandLine.arguments[1])
print("the same from the file:", again.prediction(for: [5, 5, 5]) == forest.prediction(for: [5, 5, 5]))
