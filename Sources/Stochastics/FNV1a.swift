/// The FNV-1a digest of some bytes, 64 bits: the same in every process, and enough to tell texts apart; no guard against malice.
///
/// Source: Fowler, Noll & Vo, "The FNV Non-Cryptographic Hash Algorithm", IETF draft-eastlake-fnv.
@inlinable public func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
  bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
}
