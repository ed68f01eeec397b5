/// Called after each epoch with its number from 1 and the mean losses, in scaled units.
public typealias TrainingProgress = (_ epoch: Int, _ trainingLoss: Double, _ validationLoss: Double) -> Void
