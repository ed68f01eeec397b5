/// One pass of a training over its data.
public struct TrainingEpoch: Sendable, Hashable {
  /// Its number, from 1.
  public var number: Int
  /// Mean loss on the training and the validation part, in scaled units.
  public var trainingLoss: Double, validationLoss: Double

  /// An epoch of the given losses.
  public init(number: Int, trainingLoss: Double, validationLoss: Double) {
    self.number = number
    self.trainingLoss = trainingLoss
    self.validationLoss = validationLoss
  }
}
