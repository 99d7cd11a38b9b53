"""Fixtures shared by all tests; the browser's own helpers stand in browser.py."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))  # helpers are imported by name under --import-mode=importlib

import browser

settings.register_profile("no clock", deadline=None)  # a busy machine is no reason to fail
settings.load_profile("no clock")


@pytest.fixture(scope="session")
def chromium():
    """A real Chromium for the whole run; fails with a sentence when there is none."""
    with browser.started() as running:
        yield running


@pytest.fixture
def visit(chromium, tmp_path):
    """Open a report from a file, offline; whatever is still open is closed at the end."""
    opened = []

    def open_report(html, **options):
        path = tmp_path / f"report-{len(opened)}.html"
        path.write_text(html, encoding="utf-8")
        page = browser.open_file(chromium, path, **options)
        opened.append(page.context)
        return page

    yield open_report
    for context in opened:
        context.close()
