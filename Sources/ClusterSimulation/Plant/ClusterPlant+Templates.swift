import SimulationKernel

extension ClusterPlant {
  /// Adds a version of a deployment's pods.
  mutating func compile(_ template: PodTemplate, deployment: Int) -> Int32 {
    let gibibytes = Double(template.requests.memory) / 0x1p30
    var image: Int32 = -1
    if let source = template.image {
      precondition(
        (0..<1).contains(source.pullFailure), "image \(source.name) fails with \(source.pullFailure)")
      if let known = imageNames.firstIndex(of: source.name) {
        image = Int32(known)
      } else {
        image = Int32(imageNames.count)
        imageNames.append(source.name)
      }
    }
    templates.append(
      CompiledTemplate(
        source: template, deployment: Int32(deployment), image: image,
        grace: .seconds(rounding: template.terminationGrace),
        price: (template.requests.cores * parameters.cpuPricePerHour
          + gibibytes * parameters.memoryPricePerHour) / 3600))
    return Int32(templates.count - 1)
  }

  /// The groups whose taints the deployment tolerates and whose labels it asks for.
  func groupsOpen(to deployment: DeploymentParameters) -> UInt64 {
    var open: UInt64 = 0
    for (number, pool) in parameters.pools.enumerated()
    where pool.taints.allSatisfy(deployment.tolerations.contains)
      && deployment.nodeSelector.allSatisfy(pool.labels.contains)
    {
      open |= groups(ofPool: number)
    }
    return open
  }

  func groups(ofPool pool: Int) -> UInt64 {
    poolZones[pool].indices.reduce(0) { $0 | 1 << UInt64(poolFirstGroup[pool] + $1) }
  }
}
