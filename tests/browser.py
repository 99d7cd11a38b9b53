"""Driving a real Chromium: where it is, how it is started, what a page is asked."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

WIDE, PHONE, SMALLEST = 1280, 390, 320
SCHEMES = ("light", "dark")


def found(own: str) -> str:
    """Return the browser's path: the one named, the system's, or Playwright's own; else fail with a sentence."""
    named = os.environ.get("FEATURECHECK_CHROMIUM")
    path = named or next(filter(None, map(shutil.which, NAMES)), None) or own
    if not Path(path).exists():
        pytest.fail(
            "No Chromium was found. Run 'make test', or name one in FEATURECHECK_CHROMIUM.", pytrace=False
        )
    return path


@contextmanager
def started():
    """Run a fresh Chromium with an empty profile."""
    sandbox = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    with sync_playwright() as driver:
        running = driver.chromium.launch(
            executable_path=found(driver.chromium.executable_path), headless=True, args=[*FLAGS, *sandbox]
        )
        yield running
        running.close()


def open_file(chromium, path, *, width=WIDE, scheme="light", script=True, bypass_csp=False, forced=None):
    """Open the file offline. `page.complaints` collects console errors, page errors, dialogs and outside requests."""
    context = chromium.new_context(
        offline=True,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        java_script_enabled=script,
        bypass_csp=bypass_csp,
        forced_colors=forced,
    )
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("dialog", lambda dialog: (page.complaints.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: _outside(page, request, path))
    page.goto(path.as_uri())
    return page


def _outside(page, request, path):
    if request.url.split("#")[0] != path.as_uri() and request.url != "data:,":
        page.complaints.append(f"asks for {request.url}")


def unfold(page):
    """Open every folded part."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")


def violations(page):
    """Return what axe-core finds wrong, one line each."""
    answer = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in answer for node in rule["nodes"]]


def sideways(page):
    """Return by how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


LABELS = """
() => Array.from(document.querySelectorAll('svg')).flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  const boxes = Array.from(svg.querySelectorAll('text')).map(text => ({said: text.textContent, box: text.getBoundingClientRect()}));
  const cut = boxes.filter(({box}) => box.left < frame.left - 0.5 || box.right > frame.right + 0.5
    || box.top < frame.top - 0.5 || box.bottom > frame.bottom + 0.5).map(({said}) => `${said} is cut`);
  const hit = (one, other) => one.left < other.right + 2 && other.left < one.right + 2
    && one.top < other.bottom && other.top < one.bottom;
  const over = boxes.flatMap((one, at) => boxes.slice(at + 1).filter(other => hit(one.box, other.box))
    .map(other => `${one.said} overlaps ${other.said}`));
  return [...cut, ...over];
})
"""

SPILLED = """
() => Array.from(document.querySelectorAll('th, td, dt, dd, .rows span, .rows b')).flatMap(cell => {
  const head = cell.closest('thead');
  if (head && getComputedStyle(head).position === 'absolute') return [];
  const inside = document.createRange();
  inside.selectNodeContents(cell);
  const text = inside.getBoundingClientRect();
  const frame = cell.getBoundingClientRect();
  if (!text.width || !frame.width) return [];
  const out = text.left < frame.left - 1 || text.right > frame.right + 1 || cell.scrollWidth > cell.clientWidth + 1
    && getComputedStyle(cell).display !== 'inline';
  return out ? [cell.textContent.slice(0, 60)] : [];
})
"""


def spoiled_labels(page):
    """Return every label in a drawing that is cut at its edge or runs into its neighbour."""
    return page.evaluate(LABELS)


def spilled(page):
    """Return the texts of every cell and every label of a bar that do not fit into it."""
    return page.evaluate(SPILLED)
