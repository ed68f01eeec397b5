import Experiments
import Foundation
import Mustache
import Writing

/// The page as Mustache templates: `{{name}}` is escaped, `{{{name}}}` is not and stands for text that Forescale made.
enum ReportTemplate {
  /// The templates by name. Each says how its names are escaped: Mustache's own way looks at characters, to which a quotation
  /// mark with an accent is none.
  ///
  /// - Throws: What Mustache throws about a template.
  static func library() throws -> MustacheLibrary {
    MustacheContentTypes.register(EscapedHTML(), named: "ESCAPED")
    let templates = try ["page": page, "table": table, "figure": figure].mapValues {
      try MustacheTemplate(string: "{{% CONTENT_TYPE: ESCAPED}}" + $0)
    }
    return MustacheLibrary(templates: templates)
  }

  private struct EscapedHTML: MustacheContentType {
    func escapeText(_ text: String) -> String { Escape.html(text) }
  }

  /// What the page may do: run the one script that is named by its digest, be styled, show what is inside. No handler in an
  /// attribute runs, nothing is fetched, nothing is sent.
  static var policy: String {
    let script = SHA256()
    Array(ReportScript.text.utf8).withUnsafeBytes { script.update($0) }
    let digest = Data(script.bytes).base64EncodedString()
    return
      "default-src 'none'; script-src 'sha256-\(digest)'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
      + "form-action 'none'"
  }

  static let page = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="{{{policy}}}">
    <title>{{title}} · Forescale</title>
    <link rel="icon" href="data:,">
    <style>{{{style}}}</style>
    </head>
    <body>
    <a class="skip" href="#verdicts">Skip to the verdicts</a>
    <header>
    <p class="kind">Forescale results</p>
    <h1>{{title}}</h1>
    <p>{{file}}: {{counts}}</p>
    <nav aria-label="Sections"><ul>
    <li><a href="#verdicts">Verdicts</a></li>
    <li><a href="#effects-section">Effects</a></li>
    <li><a href="#evidence">Evidence</a></li>
    <li><a href="#origin">Origin</a></li>
    </ul></nav>
    </header>
    <main>
    <section id="verdicts" aria-labelledby="verdicts-title">
    <h2 id="verdicts-title">Verdicts</h2>
    {{#failedChecks}}<p class="alarm"><strong>A soundness check failed; the numbers below prove nothing.</strong> {{.}}</p>{{/failedChecks}}
    {{#claims}}{{>table}}{{/claims}}
    {{^claims}}<p>No claim was judged in this file. What the runs show:</p>{{/claims}}
    {{#hasOneArm}}<p>There is one arm, so there is nothing to compare.</p>{{/hasOneArm}}
    {{#hasHeadlines}}<ul class="headlines">{{#headlines}}<li class="{{mark}}">{{text}}</li>{{/headlines}}</ul>{{/hasHeadlines}}
    {{#tallies}}{{>table}}{{/tallies}}
    {{#leftOut}}<p>{{.}}.</p>{{/leftOut}}
    {{#failures}}<p class="alarm">{{.}}</p>{{/failures}}
    {{#checks}}{{>table}}{{/checks}}
    </section>
    <section id="effects-section" aria-labelledby="effects-title">
    <h2 id="effects-title">Effects</h2>
    {{^effects}}<p>None: no other arm shares a workload and a seed with a baseline.</p>{{/effects}}
    {{#effects}}<p>Less is better unless the definition of a metric says otherwise. One workload under one seed is one observation: it has no interval.</p>
    {{#effectFigures}}{{>figure}}{{/effectFigures}}
    {{>table}}{{/effects}}
    </section>
    <section id="evidence" aria-labelledby="evidence-title">
    <h2 id="evidence-title">Evidence</h2>
    {{#arms}}{{>table}}{{/arms}}
    {{#shortfalls}}<p class="alarm">Charts are missing: {{.}}.</p>{{/shortfalls}}
    <p>Charts of single runs show {{shownRun}}.</p>
    {{#figures}}{{>figure}}{{/figures}}
    {{#forecasters}}{{>table}}{{/forecasters}}
    {{#faults}}{{>table}}{{/faults}}
    {{#runs}}{{>table}}{{/runs}}
    </section>
    <section id="origin" aria-labelledby="origin-title">
    <h2 id="origin-title">Origin</h2>
    {{#hasProvenance}}<dl>{{#provenance}}<dt>{{name}}, version {{version}}</dt><dd><code>{{command}}</code></dd>{{/provenance}}</dl>{{/hasProvenance}}
    {{^hasProvenance}}<p>The version that wrote this file stored no command.</p>{{/hasProvenance}}
    {{#inputs}}{{>table}}{{/inputs}}
    <details><summary>The resolved scenario of {{shownRun}}</summary><pre tabindex="0">{{scenarioJSON}}</pre></details>
    <details><summary>The arms' policies</summary>{{#policies}}<h3>{{name}}</h3><pre tabindex="0">{{command}}</pre>{{/policies}}</details>
    {{#metrics}}<details><summary>What the metrics mean</summary>{{>table}}</details>{{/metrics}}
    </section>
    </main>
    <footer><p>Everything of this page is in this file. Made by <code>forescale report</code>.</p></footer>
    <script type="application/json" id="data">{{{data}}}</script>
    <script>{{{script}}}</script>
    </body>
    </html>

    """

  static let table = """
    <div class="table" id="{{id}}-table">
    <div class="tools">
    {{#hasFilter}}<label>Filter <input type="search" data-filter="{{id}}" autocomplete="off" aria-describedby="{{id}}-caption"></label>{{/hasFilter}}
    <button type="button" data-file="{{id}}.csv">Data (CSV)<span class="unseen"> of: {{caption}}</span></button>
    </div>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="{{id}}-caption">
    <table id="{{id}}">
    <caption id="{{id}}-caption"><span class="stay">{{caption}}. <span class="source">From: {{source}}. {{note}}</span></span></caption>
    <thead><tr>{{#columns}}<th scope="col" class="{{kind}}"><button type="button" class="sort">{{title}}<small>{{unit}}</small></button></th>{{/columns}}</tr></thead>
    <tbody>{{#rows}}<tr>{{#cells}}<td class="{{kind}}" data-value="{{value}}">{{text}}</td>{{/cells}}</tr>
    {{/rows}}</tbody>
    </table>
    </div>
    <p class="unseen" role="status" id="{{id}}-status"></p>
    </div>
    """

  static let figure = """
    <figure id="figure-{{id}}">
    <div class="scroll" tabindex="0" role="region" aria-label="Chart: {{caption}}"><picture>
    <source srcset="{{{dark}}}" media="(prefers-color-scheme: dark)">
    <img src="{{{light}}}" width="{{width}}" height="{{height}}" alt="{{alternative}}">
    </picture></div>
    <figcaption>{{caption}} <span class="tools"><button type="button" data-file="{{id}}.csv">Data (CSV)<span class="unseen"> of: {{caption}}</span></button></span></figcaption>
    </figure>
    """
}
