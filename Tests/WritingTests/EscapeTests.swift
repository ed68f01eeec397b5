import Foundation
import TestSupport
import Testing
import Writing

/// 100,000 hostile texts through the program that reads each language: they come back as themselves, and nothing ran.
@Suite("Escaped texts come back as themselves")
struct EscapeTests {
  private static let count = 100_000

  @Test("words of a shell", arguments: ["sh", "bash"])
  func shell(name: String) throws {
    let shell = try Consumer.program(name)
    let consumer = try Consumer()
    let texts = HostileText.texts(Self.count, seed: 1)
    let words = texts.map { Escape.shell($0) }
    let lines = stride(from: 0, to: words.count, by: 500).map {
      "printf '%s\\0' " + words[$0..<min($0 + 500, words.count)].joined(separator: " ") + "\n"
    }
    try consumer.write(lines.joined(), to: "script")
    let read = try consumer.run(shell, input: "script")
    let expected = texts.map { $0.replacing { $0 == "\0" } + "\0" }.joined()
    #expect(read.code == 0 && read.output == Data(expected.utf8) && !consumer.wasActedUpon)
  }

  @Test("strings of gnuplot")
  func gnuplot() throws {
    let gnuplot = try Consumer.program("gnuplot")
    let consumer = try Consumer()
    let texts = HostileText.texts(Self.count, seed: 2)
    let lines = texts.map { "print \(Escape.gnuplot($0))\n" }
    try consumer.write("set encoding utf8\nset print '-'\n" + lines.joined(), to: "script")
    let read = try consumer.run(gnuplot, ["-d", "/dev/stdin"], input: "script")
    let expected = texts.map { $0.replacing { $0 == "\0" } + "\n" }.joined()
    #expect(read.code == 0 && read.output == Data(expected.utf8) && !consumer.wasActedUpon)
  }

  /// What a Python program reads: it prints the number of texts that are not what the file `expected` says.
  private func python(
    _ program: String, _ document: String, expected texts: [String], modules: String...
  ) throws {
    let python = try Python.with(modules.isEmpty ? "json" : modules[0])
    let consumer = try Consumer()
    try consumer.write(document, to: "document")
    try consumer.write(hex: texts, to: "expected")
    let head = "expected = [bytes.fromhex(line).decode() for line in open('expected')]\n"
    let tail = """

      wrong = [pair for pair in zip(found, expected) if pair[0] != pair[1]]
      print(len(found), len(wrong), *wrong[:3])
      """
    try consumer.write(head + program + tail, to: "program.py")
    let read = try consumer.run(python, ["program.py"])
    let said = String(decoding: read.output, as: UTF8.self)
    #expect(said == "\(texts.count) 0\n" && read.code == 0 && !consumer.wasActedUpon, "\(said.prefix(2000))")
  }

  private static let htmlReader = """
    from html.parser import HTMLParser
    class Reader(HTMLParser):
        found, inside = [], False
        def handle_starttag(self, tag, attributes):
            # nothing but what the document has of its own
            assert tag == 'p' and not self.inside and [name for name, _ in attributes] == ['title'], (tag, attributes)
            self.found += [attributes[0][1], '']
            self.inside = True
        def handle_endtag(self, tag):
            assert tag == 'p' and self.inside, tag
            self.inside = False
        def handle_data(self, data):
            assert self.inside or data == '\\n', data
            if self.inside: self.found[-1] += data
        def handle_comment(self, data): assert False, data
    reader = Reader()
    reader.feed(open('document', encoding='utf-8', newline='').read())
    reader.close()
    found = reader.found
    """

  @Test("text and attributes of HTML")
  func html() throws {
    let texts = HostileText.texts(Self.count, seed: 3)
    let document = texts.map { "<p title=\"\(Escape.html($0))\">\(Escape.html($0))</p>\n" }.joined()
    let expected = texts.flatMap { text in [text, text] }.map {
      $0.replacing { $0 == "\0" }.withOrderWrittenOut
    }
    try python(Self.htmlReader, document, expected: expected)
  }

  @Test(
    "what turns the order of the text after it is written out where people read, and kept where programs do")
  func order() {
    for scalar in [0x202A, 0x202D, 0x202E, 0x2066, 0x2069].compactMap(Unicode.Scalar.init) {
      let (text, digits) = ("a\(scalar)b", String(scalar.value, radix: 16))
      #expect(Escape.html(text) == "a\\u\(digits)b" && Escape.terminal(text) == "a\\u\(digits)b")
      #expect(Escape.markdown(text) == "a\\\\u\(digits)b")
      #expect(Escape.latex(text) == "a\\textbackslash{}u\(digits)b")
      #expect(Escape.csv(text) == text && Escape.xml(text) == text)
    }
    // marks of scripts that run from right to left stay
    #expect(Escape.html("\u{200F}\u{200E}") == "\u{200F}\u{200E}")
  }

  @Test("text and attributes of XML, such as SVG")
  func xml() throws {
    let texts = HostileText.texts(Self.count, seed: 4)
    let document =
      "<a>" + texts.map { "<p title=\"\(Escape.xml($0))\">\(Escape.xml($0))</p>" }.joined() + "</a>"
    let expected = texts.flatMap { text in [text, text] }.map {
      $0.replacing { $0.value < 0x20 && !["\t", "\n", "\r"].contains($0) || 0xFFFE...0xFFFF ~= $0.value }
    }
    try python(
      """
      import xml.etree.ElementTree as tree
      root = tree.fromstring(open('document', encoding='utf-8', newline='').read())
      found = [text for one in root for text in (one.attrib['title'], one.text or '')]
      assert all(one.tag == 'p' and len(one) == 0 and list(one.attrib) == ['title'] for one in root)
      """, document, expected: expected)
  }

  @Test("JSON inside a page's script element")
  func scriptElement() throws {
    let texts = HostileText.texts(Self.count, seed: 5)
    let json = String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
    try python(
      """
      import json
      from html.parser import HTMLParser
      class Reader(HTMLParser):
          tags, text = [], ''
          def handle_starttag(self, tag, attributes): self.tags.append(tag)
          def handle_data(self, data): self.text += data
      reader = Reader()
      reader.feed(open('document', encoding='utf-8', newline='').read())
      assert reader.tags == ['script'], reader.tags
      found = json.loads(reader.text)
      """, "<script>\(Escape.script(json: json))</script>", expected: texts)
  }

  @Test("fields of CSV")
  func csv() throws {
    let texts = HostileText.texts(Self.count, seed: 6)
    let rows = stride(from: 0, to: texts.count, by: 5).map {
      texts[$0..<$0 + 5].map(Escape.csv).joined(separator: ",") + "\r\n"
    }
    try python(
      """
      import csv
      rows = list(csv.reader(open('document', encoding='utf-8', newline='')))
      assert all(len(row) == 5 for row in rows)
      found = [field for row in rows for field in row]
      """, rows.joined(), expected: texts)
  }

  @Test("lines for a terminal have no control characters, and JSON stays what it was")
  func terminal() throws {
    let texts = HostileText.texts(Self.count, seed: 7)
    let isControl = { (scalar: Unicode.Scalar) in
      scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || 0x7F...0x9F ~= scalar.value
        || [0x202E, 0x2028, 0x2029, 0xFEFF, 0x200B].contains(scalar.value)
    }
    for text in texts {
      let shown = Escape.terminal(text)
      #expect(!shown.unicodeScalars.contains(where: isControl) && Escape.terminal(shown) == shown)
      #expect(Escape.terminal(text, keepsBold: true).unicodeScalars.contains("\u{1B}") == false)
      let line = Escape.line(text, limit: 12)
      #expect(!line.unicodeScalars.contains { isControl($0) || $0 == "\n" || $0 == "\t" })
      #expect(line.unicodeScalars.count <= 12 * 12 + 1)
    }
    let json = String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
    let read = try JSONDecoder().decode([String].self, from: Data(Escape.terminal(json).utf8))
    #expect(read == texts)
  }

  @Test("text of Markdown, in lists and in tables")
  func markdown() throws {
    let blank = "\n\r\t\u{B}\u{C}\u{85}\u{2028}\u{2029}"
    let texts = HostileText.texts(Self.count, seed: 8)
    let items = texts.map { "- \(Escape.markdown($0))\n" }.joined()
    let rows = texts.map { "| \(Escape.markdown($0)) | x |\n" }.joined()
    let expected = (texts + texts).map {
      $0.replacing { blank.unicodeScalars.contains($0) ? false : $0 == "\0" }
        .replacing({ blank.unicodeScalars.contains($0) }, with: " ").withOrderWrittenOut
    }
    try python(
      """
      import html, re
      from markdown_it import MarkdownIt
      page = MarkdownIt('commonmark').enable(['table', 'strikethrough']).render(open('document', encoding='utf-8', newline='').read())
      items = re.findall('<li>(.*?)</li>', page, re.S)
      cells = re.findall('<tr>\\n<td>(.*?)</td>\\n<td>x</td>\\n</tr>', page, re.S)
      squeeze = lambda text: re.sub(' +', ' ', text).strip(' ')
      tags = set(re.findall('<[^>]*>', page)) - {f'<{end}{tag}>' for tag in 'ul li table thead tbody tr th td'.split() for end in ('', '/')}
      assert not tags, [page[max(0, page.index(tag) - 60):][:150] for tag in tags]
      found = [squeeze(html.unescape(text)) for text in items + cells]
      expected = [squeeze(text) for text in expected]
      """, items + "\n| a | b |\n| --- | --- |\n" + rows, expected: expected, modules: "markdown_it")
  }

  /// LaTeX knows no Chinese without packages: letters of Latin and everything of ASCII.
  @Test("text of LaTeX, in paragraphs and in tables")
  func latex() throws {
    let pdflatex = try Consumer.program("pdflatex")
    let pdftotext = try Consumer.program("pdftotext")
    let texts = HostileText.texts(Self.count, seed: 9).map { text in
      String(
        String.UnicodeScalarView(
          text.unicodeScalars.filter { $0.isASCII || ["é", "ß", "–", "−", "≤", "\u{85}"].contains($0) }))
    }
    let consumer = try Consumer()
    let rows = texts.enumerated().map { "\(Escape.latex($0.element)) & \($0.offset) \\\\\n" }
    let tables = stride(from: 0, to: rows.count, by: 40).map {
      "\\begin{tabular}{lr}\n" + rows[$0..<min($0 + 40, rows.count)].joined() + "\\end{tabular}\\newpage\n"
    }
    try consumer.write(
      """
      \\documentclass{article}
      \\usepackage[paperwidth=5000mm,paperheight=400mm,margin=5mm]{geometry}
      \\pagestyle{empty}\\parindent0pt
      \\input{glyphtounicode}\\pdfgentounicode=1
      \\begin{document}
      \(tables.joined())
      \\end{document}

      """, to: "document.tex")
    let read = try consumer.run(
      pdflatex, ["-interaction=nonstopmode", "-halt-on-error", "-shell-escape", "document.tex"])
    let said = String(decoding: read.output.suffix(1500), as: UTF8.self)
    #expect(read.code == 0 && !consumer.wasActedUpon, "\(said)")
    guard read.code == 0 else { return }
    _ = try consumer.run(pdftotext, ["-layout", "document.pdf", "document.txt"])
    let page = try String(contentsOf: consumer.folder.appendingPathComponent("document.txt"), encoding: .utf8)
    // the font has signs of its own for three, a rule for the low line, and blanks are the typesetter's
    let plain = { (text: String) in
      text.replacing("”", with: "\"").replacing("˜", with: "~").replacing("ˆ", with: "^").unicodeScalars
        .filter {
          !$0.properties.isWhitespace && $0 != "_"
        }
    }
    let lines = page.unicodeScalars.split(separator: "\n").map { plain(String($0)) }.filter { !$0.isEmpty }
    #expect(lines.count == texts.count)
    for (index, text) in texts.enumerated() where index < lines.count {
      let shown = text.replacing(
        { $0.value < 0x20 && !["\n", "\r", "\t"].contains($0) || $0.value == 0x7F }, with: "?")
      let expected = String(String.UnicodeScalarView(plain(shown))) + "\(index)"
      guard String(String.UnicodeScalarView(lines[index])) == expected else {
        Issue.record("\(index): \(text.debugDescription) came back as \(lines[index])")
        return
      }
    }
  }
}
