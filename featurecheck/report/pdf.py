"""A page as PDF, printed by a Chromium that is there: tagged, with an outline, light, everything unfolded, no network."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from featurecheck.errors import FeatureCheckError

NAMED_BY = "FEATURECHECK_CHROMIUM"
"""Environment variable that names the browser."""

_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_OWN = ("chromium-*/chrome-*/chrome", "chromium-*/chrome-*/chrome.exe", "chromium_headless_shell-*/*/*shell")
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-quic",
    "--disable-sync",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # no name leads anywhere
    "--proxy-server=http://127.0.0.1:9",  # and no address either: nobody listens on the port to discard
    "--no-pdf-header-footer",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
)
_LONGEST = 120.0  # seconds
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_META = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*(">)')
_SCRIPT = re.compile(r"<(script|noscript)\b[^>]*>.*?</\1>", re.DOTALL)
_FOLDED = re.compile(r"<details(?![^>]*\sopen\b)")
_MOMENT = re.compile(rb"/(?:CreationDate|ModDate) \(D:[^()]{0,40}\)|/Creator \((?:\\.|[^()\\]){0,400}\)")
_PART = re.compile(
    rb"\(node(\d{8})\)"
)  # how Chromium calls a part: a number that it began to count somewhere
_HEAD, _TAIL = b"%PDF-", b"%%EOF"
_MISSING = (
    "The PDF needs a Chromium and none was found. Install Chromium or Google Chrome, or name one in "
    f"{NAMED_BY}; the other files are written."
)


def chromium() -> Path | None:
    """Return where a Chromium is: the one named, the system's, or one that Playwright brought; None where none is."""
    named = os.environ.get(NAMED_BY)
    if named:
        there = shutil.which(named)
        return Path(there) if there else None
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found:
        return Path(found)
    return next((path for path in (*map(Path, _APPLICATIONS), *_playwrights()) if path.is_file()), None)


def _playwrights() -> Iterator[Path]:
    """Yield the browsers that Playwright installed, the newest first."""
    told = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    caches = (Path.home() / ".cache", Path.home() / "Library/Caches", Path.home() / "AppData/Local")
    for folder in [Path(told)] if told else [cache / "ms-playwright" for cache in caches]:
        for pattern in _OWN:
            yield from sorted(folder.glob(pattern), reverse=True)


def to_pdf(page: str, *, longest: float = _LONGEST) -> bytes:
    """Return a page as PDF: the same page gives the same bytes with the same browser and fonts.

    Args:
        page: one of our pages, which loads nothing; its scripts do not run.
        longest: seconds after which the browser is stopped.

    Raises:
        FeatureCheckError: there is no Chromium, it takes too long, or it writes no PDF.
    """
    browser = chromium()
    if browser is None:
        raise FeatureCheckError(_missing())
    with tempfile.TemporaryDirectory(prefix="featurecheck-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, target = folder / "page.html", folder / "page.pdf"
        source.write_text(printable(page), encoding="utf-8")
        said = _run(_command(browser, source, target), folder, longest)
        content = target.read_bytes() if target.is_file() else b""
    if not content.startswith(_HEAD) or _TAIL not in content[-1024:]:
        raise FeatureCheckError(
            f"{browser.name} wrote no PDF{said}. Try another Chromium in {NAMED_BY}; the other files are written."
        )
    return _timeless(content)


def _missing() -> str:
    named = os.environ.get(NAMED_BY)
    if named:
        return f"{NAMED_BY}: '{named}' cannot be run, so no PDF was printed. Name a Chromium; the other files are written."
    return _MISSING


def printable(page: str) -> str:
    """Return a page as it is printed: A4, everything unfolded, without script, still loading nothing."""
    plain = _FOLDED.sub("<details open", _SCRIPT.sub("", page))
    closed = _META.sub(rf"\g<1>{_POLICY}\g<2>", plain, count=1)
    return closed.replace("</head>", "<style>@page{size:A4}</style>\n</head>", 1)


def _command(browser: Path, source: Path, target: Path) -> list[str]:
    root = (
        ["--no-sandbox"] if sys.platform != "win32" and os.geteuid() == 0 else []
    )  # it refuses to start for root
    profile = f"--user-data-dir={source.parent / 'profile'}"
    return [str(browser), *_FLAGS, *root, profile, f"--print-to-pdf={target}", source.as_uri()]


def _run(command: list[str], folder: Path, longest: float) -> str:
    """Run the browser and all it starts in a group of its own; return how it ended, "" where it ended well."""
    own = {name: str(folder) for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    try:
        process = subprocess.Popen(  # noqa: S603 - a browser found above, and paths of ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **own},
            start_new_session=True,
        )
    except OSError as error:
        return f" (it cannot be started: {error.strerror})"
    try:
        code = process.wait(longest)
    except subprocess.TimeoutExpired:
        return f" within {longest:g} seconds"
    finally:
        _stop(process)
    return f" (it ended with {code})" if code else ""


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the browser and whatever it left running."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _timeless(content: bytes) -> bytes:
    """Blank out when and by which system it was printed, and count its parts from 1: no byte moves, so no offset does."""
    blank = _MOMENT.sub(lambda found: b" " * len(found[0]), content)
    numbers = {number: at for at, number in enumerate(sorted(set(_PART.findall(blank))), start=1)}
    return _PART.sub(lambda found: b"(node%08d)" % numbers[found[1]], blank)
