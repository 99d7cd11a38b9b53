"""Driving a real LibreOffice: where it is, and a file of one kind saved by it as another."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest

NAMES = ("soffice", "libreoffice", "localc")
_DEADLINE_SECONDS = 180
_CHARACTER_SETS = {"utf-8": 76, "utf-16": 65535, "cp1252": 1}
_FLAGS = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck")
_FILTERS = {
    ".xlsx": ("Calc MS Excel 2007 XML", ""),
    ".ods": ("calc8", ""),
    ".csv": ("Text - txt - csv (StarCalc)", "44,34,76,1,,0,false,true,false"),
}
_AS_SHOWN, _QUOTE_ALL_TEXT = "true", "false"


def found() -> str:
    """Return LibreOffice's path; else fail with a sentence, or skip where FEATURECHECK_NO_OFFICE=1 says so."""
    named = os.environ.get("FEATURECHECK_OFFICE")
    path = named or next(filter(None, map(shutil.which, NAMES)), None)
    return path or _missing("No LibreOffice was found", "FEATURECHECK_OFFICE")


def _missing(what: str, variable: str) -> NoReturn:
    if os.environ.get("FEATURECHECK_NO_OFFICE") == "1":
        pytest.skip("FEATURECHECK_NO_OFFICE=1 leaves out what needs LibreOffice.")
    pytest.fail(
        f"{what}. Run 'make test', name one in {variable}, or leave these tests out with FEATURECHECK_NO_OFFICE=1.",
        pytrace=False,
    )


def run(*arguments: str, profile: Path) -> subprocess.CompletedProcess[bytes]:
    """Run LibreOffice without a window and with a profile of its own, so that several may run at once."""
    return subprocess.run(
        [found(), f"-env:UserInstallation={profile.resolve().as_uri()}", *_FLAGS, *arguments],
        capture_output=True,
        check=False,
        timeout=_DEADLINE_SECONDS,
        stdin=subprocess.DEVNULL,
    )


def converted(path: Path, ending: str, folder: Path, options: str = "") -> Path:
    """Let LibreOffice open the file and save it as `folder/<its name>.<ending>`; return the new file.

    `options` is the filter and what it is told, such as `csv_options()` returns.
    """
    wanted = f"{ending}:{options}" if options else ending
    with tempfile.TemporaryDirectory(prefix="office-", ignore_cleanup_errors=True) as private:
        out = Path(private) / "out"
        arguments = ("--convert-to", wanted, "--outdir", str(out), str(path))
        done = run(*arguments, profile=Path(private) / "profile")
        said = (done.stdout + done.stderr).decode(errors="replace")
        assert done.returncode == 0, said
        written = sorted(out.glob("*")) if out.is_dir() else []  # a csv file bears its sheet's name too
        assert len(written) == 1, f"LibreOffice wrote {written} instead of one file: {said}"
        assert written[0].stat().st_size, f"LibreOffice wrote nothing into {written[0].name}: {said}"
        folder.mkdir(parents=True, exist_ok=True)
        return Path(shutil.move(written[0], folder / f"{path.stem}.{ending}"))


def typed(path: Path, cells: Sequence[tuple[str, str, str]], *targets: Path) -> list[str]:
    """Let LibreOffice open the file, type the texts into `(sheet, cell, text)` like a person, and save the targets.

    Returns what the cells show. A target's ending says how it is saved: xlsx, ods, or csv (UTF-8, commas).
    """
    with tempfile.TemporaryDirectory(prefix="office-", ignore_cleanup_errors=True) as private:
        copy = Path(shutil.copy(path, private))  # the lock of one that was killed keeps nobody out
        address = f"pipe,name=featurecheck-{os.getpid()}-{Path(private).name}"
        flags = (f"-env:UserInstallation={Path(private, 'profile').as_uri()}", *_FLAGS)
        wish = {
            "address": address,
            "file": str(copy),
            "typed": cells,
            "saved": [(str(target.resolve()), *_FILTERS[target.suffix]) for target in targets],
        }
        server = subprocess.Popen(
            [found(), *flags, f"--accept={address};urp;"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return list(json.loads(_said(_typing(wish))))
        finally:
            _stopped(server)


def _typing(wish: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [_uno_python(), str(Path(__file__).with_name("office_typing.py"))],
        input=json.dumps(wish).encode(),
        capture_output=True,
        check=False,
        timeout=_DEADLINE_SECONDS,
        env={name: text for name, text in os.environ.items() if not name.startswith("PYTHON")},
    )


def _said(done: subprocess.CompletedProcess[bytes]) -> bytes:
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout


def _stopped(server: subprocess.Popen[bytes]) -> None:
    """End LibreOffice with all that it started."""
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _uno_python() -> str:
    """Return a Python that has LibreOffice's `uno`; else as `found`."""
    own = Path(os.path.realpath(found())).parent
    candidates = (os.environ.get("FEATURECHECK_UNO_PYTHON"), "/usr/bin/python3", str(own / "python"))
    for path in filter(None, candidates):
        if Path(path).exists() and _has_uno(path):
            return path
    return _missing("No Python with LibreOffice's 'uno' was found", "FEATURECHECK_UNO_PYTHON")


def _has_uno(python: str) -> bool:
    done = subprocess.run([python, "-c", "import uno"], capture_output=True, check=False, timeout=60)
    return done.returncode == 0


def csv_options(separator: str = ",", encoding: str = "utf-8", *, sheet: int = 1) -> str:
    """Return what `converted(..., "csv", ...)` is told: separator, encoding, and which sheet, counted from 1."""
    tokens = (
        str(ord(separator)),
        "34",
        str(_CHARACTER_SETS[encoding]),
        "1",
        "",
        "0",
        _QUOTE_ALL_TEXT,
        _AS_SHOWN,
        "false",
        "false",
        "false",
        str(sheet),
    )
    return f"Text - txt - csv (StarCalc):{','.join(tokens)}"
