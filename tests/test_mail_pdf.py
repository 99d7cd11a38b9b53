"""The PDF of a report: complete, tagged, the same bytes again; and what happens without a usable browser."""

from __future__ import annotations

import io
import os
import re
import sys
import time
from pathlib import Path

import browser
import pytest
from cli_helpers import GO, HEADER, call, files, sheet
from make_evaluation import PROBLEMS, evaluation, many
from pypdf import PdfReader

from featurecheck.errors import FeatureCheckError
from featurecheck.report.edition import shared
from featurecheck.report.edition_render import as_page
from featurecheck.report.pdf import NAMED_BY, chromium, printable, to_pdf
from featurecheck.report.render import render


@pytest.fixture
def installed(monkeypatch, chromium):
    """The Chromium of the browser tests, named for the command; it is not shared with the one that is running."""
    monkeypatch.setenv(NAMED_BY, browser.found(chromium.browser_type.executable_path))
    return browser.found(chromium.browser_type.executable_path)


def squeezed(text):
    return re.sub(r"\s+", "", text).casefold()


def headings(page):
    """What is shown above the parts of a page; captions for the ear alone are in no text."""
    found = re.findall(r"<(?:h[1-4]|caption|summary)\b(?![^>]*vh)[^>]*>(.*?)</", page)
    return [re.sub(r"<[^>]*>|&#?\w+;", "", one) for one in found]


@pytest.mark.browser
@pytest.mark.parametrize("name", ["single", "batch", "customer"])
@pytest.mark.usefixtures("installed")
def test_the_pdf_holds_every_heading_is_tagged_and_has_an_outline(name):
    page = {
        "single": lambda: render(evaluation(problems=PROBLEMS)),
        "batch": lambda: render(evaluation(*many(3))),
        "customer": lambda: as_page(shared(evaluation(*many(3))).edition),
    }[name]()
    reader = PdfReader(io.BytesIO(to_pdf(page)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert reader.outline
    assert reader.metadata.title == re.search(r"<title>(.*?)</title>", page)[1]
    text = squeezed("".join(one.extract_text() for one in reader.pages))
    missing = [one for one in headings(page) if squeezed(one) not in text]
    assert missing == []
    width, height = (
        round(float(side)) for side in (reader.pages[0].mediabox.width, reader.pages[0].mediabox.height)
    )
    assert (width, height) == (595, 842)


@pytest.mark.browser
@pytest.mark.usefixtures("installed")
def test_the_same_page_gives_the_same_bytes_without_moment_system_and_path():
    page = render(evaluation(*many(2)))
    first = to_pdf(page)
    time.sleep(1.1)  # the moment that Chromium notes has seconds
    assert to_pdf(page) == first
    assert not re.search(rb"CreationDate|ModDate|Mozilla|file://|/tmp", first)
    assert PdfReader(io.BytesIO(first), strict=True).pages
    assert b"(node00000001)" in first  # numbered anew: Chromium begins where it happens to be


def test_what_is_printed_is_unfolded_and_cannot_run_or_load_anything():
    page = render(evaluation(*many(2)))
    printed = printable(page)
    assert printed.count("<details open") == page.count("<details")
    assert "<script" not in printed
    assert "script-src" not in printed
    assert "default-src 'none'" in printed
    assert printed.count("Content-Security-Policy") == 1


def fake(folder, body):
    """A browser of our own making."""
    path = folder / "chromium"
    path.write_text(f"#!{sys.executable}\nimport sys, time, pathlib, subprocess\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_a_browser_that_hangs_is_stopped_with_all_that_it_started(tmp_path, monkeypatch):
    pid = tmp_path / "pid"
    body = f"child = subprocess.Popen(['sleep', '600'])\npathlib.Path({str(pid)!r}).write_text(str(child.pid))\ntime.sleep(600)"
    monkeypatch.setenv(NAMED_BY, str(fake(tmp_path, body)))
    with pytest.raises(FeatureCheckError, match="wrote no PDF within 3 seconds"):
        to_pdf("<html><head></head></html>", longest=3)
    assert any(ended(int(pid.read_text())) for _ in range(200))


def ended(pid):
    """Tell whether a process has ended; looks again a little later where it has not."""
    state = Path(f"/proc/{pid}/stat")
    try:
        os.kill(pid, 0)
        return state.read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
    finally:
        time.sleep(0.02)


@pytest.mark.parametrize(
    "body",
    ["sys.exit(3)", "pass", "pathlib.Path(sys.argv[-2].split('=', 1)[1]).write_text('%PDF-1.4 cut')"],
    ids=["fails", "writes nothing", "writes a part"],
)
def test_a_browser_that_prints_nothing_whole_is_an_error_with_a_mend(tmp_path, monkeypatch, body):
    monkeypatch.setenv(NAMED_BY, str(fake(tmp_path, body)))
    with pytest.raises(FeatureCheckError, match=f"wrote no PDF.*Try another Chromium in {NAMED_BY}"):
        to_pdf("<html><head></head></html>")


def test_the_browser_of_playwright_is_found_where_there_is_no_other(tmp_path, monkeypatch):
    own = tmp_path / "chromium-1200" / "chrome-linux" / "chrome"
    own.parent.mkdir(parents=True)
    own.touch()
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(NAMED_BY, raising=False)
    monkeypatch.setattr("featurecheck.report.pdf._APPLICATIONS", ())
    assert chromium() == own


def test_without_any_browser_the_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(NAMED_BY, raising=False)
    monkeypatch.setattr("featurecheck.report.pdf._APPLICATIONS", ())
    with pytest.raises(
        FeatureCheckError, match="Install Chromium or Google Chrome, or name one in FEATURECHECK_CHROMIUM"
    ):
        to_pdf("<html><head></head></html>")


def test_without_a_browser_the_page_is_written_and_the_sentence_says_what_to_install(tmp_path):
    sheet(tmp_path, GO, header=HEADER)
    done = call("report", "requests.csv", "--pdf", cwd=tmp_path, FEATURECHECK_CHROMIUM="nowhere")
    assert done.code == 2
    assert "FEATURECHECK_CHROMIUM: 'nowhere' cannot be run" in done.err
    assert files(tmp_path) == ["requests.csv", "requests.html"]
    assert done.out == "requests.html\n"


@pytest.mark.browser
def test_the_command_writes_the_pdf_beside_the_page_and_keeps_what_is_there(tmp_path, installed):
    sheet(tmp_path, GO, header=HEADER)
    done = call("report", "requests.csv", "--pdf", cwd=tmp_path, FEATURECHECK_CHROMIUM=installed)
    assert (done.code, done.out) == (0, "requests.html\n"), done.err
    assert files(tmp_path) == ["requests.csv", "requests.html", "requests.pdf"]
    (tmp_path / "requests.html").unlink()
    again = call("report", "requests.csv", "--pdf", cwd=tmp_path, FEATURECHECK_CHROMIUM=installed)
    assert again.code == 2
    assert "requests.pdf would be overwritten" in again.err
