"""Regenerate what the project shows of itself: the sample report in reports/sample/ and the README's pictures.

`make sample` runs it; a test holds the committed report to what it makes. The pictures need Chromium.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "reports" / "sample"
DATE = "2026-11-22"
GOLDEN = "request.html"  # the one page that is kept; the overview is large
PICTURES = (
    ("overview.html", "overview-light.png", 1280, 860, "light"),
    ("request.html", "request-light.png", 1280, 1010, "light"),
    ("request.html", "request-dark.png", 1280, 1010, "dark"),
)


def reports(folder: Path) -> dict[str, str]:
    """Write the example workspace into the folder and return the two sample pages by file name."""
    from featurecheck.cli.demo import write_workspace
    from featurecheck.customers.reading import read_customers
    from featurecheck.evaluation import evaluate
    from featurecheck.observed import Observed
    from featurecheck.policy import load_policy
    from featurecheck.report.render import render
    from featurecheck.requests import read_requests
    from featurecheck.survey.reading import read_survey
    from featurecheck.usage.reading import read_usage

    write_workspace(folder)
    policy = load_policy(folder / "featurecheck.toml")
    pages = {
        "overview.html": folder / "requests.xlsx",
        "request.html": folder / "requests" / "offline-mode.toml",
    }
    data = Observed((read_usage(folder / "usage.csv"),), (read_survey(folder / "survey.csv"),))
    who = read_customers(folder / "customers.csv", policy=policy)
    return {
        name: render(evaluate(read_requests(path), policy, evaluated_on=DATE, observed=data, customers=who))
        for name, path in pages.items()
    }


def take_pictures(pages: Path) -> None:
    sys.path.insert(0, str(ROOT / "tests"))
    import browser

    with browser.started() as chromium:
        for page, picture, width, height, scheme in PICTURES:
            opened = browser.open_file(chromium, pages / page, width=width, scheme=scheme)
            opened.screenshot(path=SAMPLE / picture, clip={"x": 0, "y": 0, "width": width, "height": height})


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        pages = Path(name)
        for page, html in reports(pages / "workspace").items():
            (pages / page).write_text(html, encoding="utf-8")
        take_pictures(pages)
        (SAMPLE / GOLDEN).write_bytes((pages / GOLDEN).read_bytes())
    for path in sorted(SAMPLE.iterdir()):
        print(f"reports/sample/{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
