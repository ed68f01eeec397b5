/// Words for people: what comes from a file may be of any length, a sentence about it may not.
public enum Sentence {
  /// The most mistakes of one file that are listed.
  public static let mostMistakes = 20
  /// The most characters of one of them.
  public static let longest = 300

  /// A text of at most `length` characters; of a longer one the middle is left out.
  public static func shortened(_ text: String, to length: Int = 60) -> String {
    // what is not looked at need not be counted: a text may have millions of characters
    guard text.utf8.count > length, text.count > length else { return text }
    let end = length / 3
    return text.prefix(length - end - 1) + "…" + text.suffix(end)
  }

  /// The first of some mistakes, each shortened, and how many more there are.
  public static func list(_ mistakes: [String]) -> [String] {
    guard mistakes.count > mostMistakes else { return mistakes.map { shortened($0, to: longest) } }
    return mistakes.prefix(mostMistakes).map { shortened($0, to: longest) }
      + ["\(mistakes.count - mostMistakes) more mistakes are not listed"]
  }
}
