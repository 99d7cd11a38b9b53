"""Lighthouse judges the single and the batch page as a host would serve them, on a desktop and on a phone.

A page is judged again, twice at most, when only its speed falls short: that figure depends on how busy the machine is.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import browser
import pytest
from make_evaluation import PROBLEMS, asked_by, evaluation, many, request

from featurecheck.report.render import render

pytestmark = pytest.mark.browser

PROGRAM = Path(sys.prefix) / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")
PAGES = {
    "/single.html": lambda: render(evaluation(request(asked_by=asked_by()), problems=PROBLEMS)),
    "/batch.html": lambda: render(evaluation(*many(12), problems=PROBLEMS)),
}


class Host(BaseHTTPRequestHandler):
    """Serves the pages compressed, as hosts do."""

    def do_GET(self):
        content = gzip.compress(PAGES[self.path]().encode()) if self.path in PAGES else b""
        self.send_response(200 if content else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if content:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Keep quiet."""


@pytest.fixture(scope="module")
def host():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def judged(address, chromium, device):
    """Return Lighthouse's answer: scores of 100 by category, and the audits that took a point away."""
    flags = " ".join(("--headless=new", *browser.FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])))
    command = [
        str(PROGRAM),
        address,
        "--quiet",
        "--output=json",
        "--no-enable-error-reporting",
        "--disable-full-page-screenshot",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={flags}",
        *(["--preset=desktop"] if device == "desktop" else []),
    ]
    where = {**os.environ, "CHROME_PATH": browser.found(chromium.browser_type.executable_path)}
    ended = subprocess.run(command, capture_output=True, text=True, timeout=180, env=where, check=False)
    assert ended.returncode == 0, ended.stderr[-600:]
    answer = json.loads(ended.stdout)
    scores = {name: round(100 * found["score"]) for name, found in answer["categories"].items()}
    short = {
        one["id"]: answer["audits"][one["id"]].get("displayValue", "failed")
        for name in CATEGORIES
        for one in answer["categories"][name]["auditRefs"]
        if one["weight"] and (answer["audits"][one["id"]]["score"] or 0) < 1
    }
    return scores, short


@pytest.mark.skipif(
    not PROGRAM.exists(),
    reason="Lighthouse is not installed: sh tests/install_lighthouse.sh <venv>/lighthouse",
)
@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("path", PAGES)
def test_lighthouse_gives_every_point_there_is(host, chromium, path, device):
    scores, short = judged(host + path, chromium, device)
    for _ in range(2):
        if scores["performance"] == 100:
            break
        again, short = judged(host + path, chromium, device)
        scores["performance"] = max(scores["performance"], again["performance"])
    assert scores == dict.fromkeys(CATEGORIES, 100), short
