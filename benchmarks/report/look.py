"""Looks at reports as a reader does: headless Chromium at three widths, light and dark, and printed to PDF.

    pip install playwright==1.65.2 axe-core-python==0.1.0     # the browser is the system's: apt-get install chromium
    python3 benchmarks/report/look.py out/report.html --out out/look

Writes screenshots and a PDF. Fails (exit code 1) if the console has an error, a request leaves the page, the page is wider than
the window, sorting, filtering or a download does not work, or axe-core finds a violation of WCAG 2 A or AA.
"""
import argparse
import pathlib
import shutil
import sys

from playwright.sync_api import sync_playwright

WIDTHS = {"phone": 390, "tablet": 820, "desktop": 1440}


def axe_source():
    import axe_core_python

    return (pathlib.Path(axe_core_python.__file__).parent / "axe.min.js").read_text()


def look(page, name, out, problems):
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    if wide:
        problems.append(f"{name}: the page is wider than the window")
    page.screenshot(path=out / f"{name}.png", full_page=True)


def act(page, problems):
    """Sorts, filters and downloads as a reader would."""
    for table in page.query_selector_all("table"):
        head = table.query_selector("th.number .sort") or table.query_selector(".sort")
        head.focus()
        page.keyboard.press("Enter")
        values = table.evaluate(
            """t => { const th = t.querySelector('th[aria-sort]'); if (!th) return null;
            return [...t.tBodies[0].rows].map(r => r.cells[th.cellIndex].dataset.value).filter(v => v !== '').map(Number) }""")
        if values is None or values != sorted(values):
            problems.append(f"table {table.get_attribute('id')}: not sorted by its first number")
    for field in page.query_selector_all("[data-filter]"):
        field.fill("no such row anywhere")
        left = page.evaluate("id => [...document.getElementById(id).tBodies[0].rows].filter(r => !r.hidden).length",
                             field.get_attribute("data-filter"))
        if left:
            problems.append(f"filter of {field.get_attribute('data-filter')}: {left} rows are left")
        field.fill("")
    # each needs a gesture, or Chromium asks before the second one
    for button in page.query_selector_all("[data-file]")[:3]:
        name = button.get_attribute("data-file")
        with page.expect_download(timeout=20000) as download:
            button.click()
        if pathlib.Path(download.value.path()).stat().st_size < 10:
            problems.append(f"{name}: the download is empty")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("out/look"))
    parser.add_argument("--browser", default=shutil.which("chromium") or shutil.which("google-chrome"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    problems = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=options.browser, args=["--no-sandbox"])
        for scheme in ["light", "dark"]:
            for name, width in WIDTHS.items():
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True, accept_downloads=True)
                page = context.new_page()
                page.on("console", lambda message: problems.append(f"console: {message.text}")
                        if message.type in ("error", "warning") else None)
                page.on("pageerror", lambda error: problems.append(f"script: {error}"))
                page.on("request", lambda request: problems.append(f"request leaves the page: {request.url}")
                        if not request.url.startswith(("file:", "blob:", "data:")) else None)
                page.goto(options.report.resolve().as_uri())
                look(page, f"{name}-{scheme}", options.out, problems)
                if f"{name}-{scheme}" in ("desktop-light", "phone-dark"):
                    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
                    page.evaluate(axe_source())
                    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})")
                    for violation in found["violations"]:
                        nodes = [" ".join(node["target"]) for node in violation["nodes"]]
                        problems.append(f"axe {name}-{scheme} {violation['id']}: {violation['help']}: "
                                        f"{len(nodes)} such as {nodes[:3]}")
                    if name == "desktop" and scheme == "light":
                        print(f"axe-core: {len(found['passes'])} rules hold, {len(found['violations'])} do not")
                        act(page, problems)
                        page.reload()
                        page.emulate_media(media="print")
                        page.pdf(path=options.out / "report.pdf", format="A4")
                context.close()
        browser.close()
    for problem in dict.fromkeys(problems):
        print("problem:", problem)
    print(f"{len(set(problems))} problems; screenshots in {options.out}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
