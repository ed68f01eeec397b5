/// The page's style sheet. Colours of verdicts are Okabe and Ito's, darkened or lightened until text has a contrast of 4.5.
enum ReportStyle {
  static let sheet = """
    :root { --paper: #fff; --ink: #1b1d22; --quiet: #565b66; --line: #d5d8de; --tint: #f3f5f8; --link: #00558a;
      --better: #006b4f; --worse: #a34300; --undecided: #565b66; }
    @media (prefers-color-scheme: dark) { :root { --paper: #16181d; --ink: #e8e9ec; --quiet: #a9afbb; --line: #3a3e47;
      --tint: #20232a; --link: #7cc0f0; --better: #46cfa5; --worse: #f59a57; --undecided: #a9afbb; } }
    * { box-sizing: border-box; }
    html { scroll-behavior: smooth; }
    @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
    body { margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem; max-width: 88rem; background: var(--paper);
      color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
    h1 { font-size: clamp(1.6rem, 4vw, 2.3rem); line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
    h2 { font-size: 1.45rem; margin: 2.5rem 0 .75rem; padding-bottom: .3rem; border-bottom: 2px solid var(--ink); }
    h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
    .kind { margin: 0; color: var(--quiet); letter-spacing: .06em; text-transform: uppercase; font-size: .8rem; }
    p, dl, .headlines { max-width: 62rem; }
    header p { margin: .35rem 0; color: var(--quiet); overflow-wrap: anywhere; }
    a { color: var(--link); }
    nav ul { display: flex; flex-wrap: wrap; gap: .4rem 1.4rem; list-style: none; margin: .8rem 0 0; padding: 0; }
    nav a { display: inline-block; padding: .25rem 0; }
    .skip { position: absolute; left: -999rem; }
    .skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .5rem; }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
    .headlines { list-style: none; padding: 0; margin: 1rem 0; }
    .headlines li { border-left: .35rem solid var(--line); background: var(--tint); padding: .5rem .9rem; margin: .4rem 0;
      overflow-wrap: anywhere; }
    .headlines .better { border-color: var(--better); }
    .headlines .worse { border-color: var(--worse); }
    .alarm { border: 2px solid var(--worse); padding: .6rem .9rem; overflow-wrap: anywhere; }
    .table { margin: 1.6rem 0; }
    .scroll { overflow: auto; max-height: min(44rem, 80vh); }
    table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; min-width: 100%; }
    caption { text-align: left; font-weight: 600; padding: 0 0 .4rem; }
    .stay { position: sticky; left: 0; display: inline-block; max-width: min(62rem, 92vw - 1rem); }
    .source { color: var(--quiet); font-weight: 400; font-size: .85rem; }
    th, td { padding: .3rem .65rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: baseline; }
    th { background: var(--tint); vertical-align: bottom; padding: 0; position: sticky; top: 0; }
    .number { text-align: right; white-space: nowrap; }
    td { white-space: nowrap; }
    td.long { white-space: normal; min-width: 14rem; max-width: 26rem; overflow-wrap: anywhere; }
    tbody tr:hover { background: var(--tint); }
    .mark { font-weight: 600; }
    .mark.better { color: var(--better); }
    .mark.worse { color: var(--worse); }
    .mark.undecided, .mark.single { color: var(--undecided); }
    button { font: inherit; color: var(--link); background: none; border: 1px solid var(--line); border-radius: .25rem;
      padding: .15rem .55rem; cursor: pointer; font-size: .85rem; min-height: 1.6rem; }
    .sort { border: 0; border-radius: 0; color: inherit; font-weight: 600; width: 100%; text-align: inherit;
      padding: .35rem .65rem; font-size: .85rem; white-space: nowrap; }
    .sort small { display: block; font-weight: 400; color: var(--quiet); min-height: 1em; }
    th[aria-sort="ascending"] .sort::after { content: " \\2191"; }
    th[aria-sort="descending"] .sort::after { content: " \\2193"; }
    .tools { display: flex; flex-wrap: wrap; gap: .5rem 1rem; justify-content: flex-end; align-items: center; }
    figcaption .tools { display: inline-flex; margin-left: .5rem; }
    input { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--quiet); border-radius: .25rem;
      padding: .15rem .4rem; max-width: 14rem; }
    figure { margin: 1.6rem 0; }
    figure .scroll { border: 1px solid var(--line); padding: .5rem; max-height: none; }
    figure img { display: block; width: 100%; min-width: 34rem; max-width: 56rem; height: auto; margin: auto; }
    figcaption { font-size: .9rem; color: var(--quiet); margin-top: .4rem; }
    dt { font-weight: 600; }
    dd { margin: 0 0 .6rem; overflow-wrap: anywhere; }
    pre { background: var(--tint); padding: .8rem; overflow: auto; max-height: 30rem; font-size: .8rem; }
    details { margin: 1rem 0; }
    summary { cursor: pointer; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    footer { margin-top: 3rem; color: var(--quiet); font-size: .85rem; border-top: 1px solid var(--line); }
    @media print {
      :root { --paper: #fff; --ink: #000; --quiet: #444; --line: #bbb; --tint: #fff; --better: #006b4f; --worse: #a34300; }
      @page { margin: 14mm 12mm; }
      body { max-width: none; padding: 0; font-size: 9.5pt; }
      nav, .tools, .skip { display: none !important; }
      figure, .headlines li, tr { break-inside: avoid; }
      h2 { break-after: avoid; }
      .scroll { overflow: visible; max-height: none; }
      th, .stay { position: static; }
      figure .scroll { border: 0; padding: 0; }
      figure img { min-width: 0; }
      table { font-size: 7.5pt; }
      th, td, .sort { padding: .12rem .3rem; }
      td, td.long { white-space: normal; min-width: 0; }
      .sort { white-space: normal; font-size: 7.5pt; }
      thead { display: table-header-group; break-inside: avoid; }
      .source { font-size: inherit; }
      h2 + p { break-after: avoid; }
      pre { max-height: none; white-space: pre-wrap; overflow-wrap: anywhere; }
      #runs tbody tr:nth-child(n+41) { display: none; }
    }
    """
}
