import Foundation
import Learning
import Stochastics

/// Times forests on data that benchmarks/learning/forests.py wrote, and prints one JSON object a measurement.
ForestBench.run(Array(CommandLine.arguments.dropFirst()))
