"""What is shipped works: the wheel in a fresh environment, with the oldest libraries that it admits."""

import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OLDEST = ROOT / "tests" / "oldest.txt"
# Tests that go through pandas, the spreadsheet libraries and the whole road; no browser, no terminal, no dev tools.
WITH_OLDEST = (
    "test_sheets_requests.py",
    "test_sheets_workbooks.py",
    "test_sheets_writing.py",
    "test_sheets_template.py",
    "test_request_files_columns.py",
    "test_decision_core.py",
)

pytestmark = pytest.mark.packaging


def run(*command, cwd):
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def fresh(wheel, tmp_path_factory):
    """A new environment with the wheel and the oldest supported libraries, nothing of the checkout."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--constraint", OLDEST, wheel, "pytest", "hypothesis", "scipy", cwd=folder)
    return folder, python


def test_the_wheel_holds_the_data_and_no_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    kept = ("questionnaires", "reports/static", "reports/templates", "reports/languages")
    wanted = [path for folder in kept for path in (ROOT / folder).rglob("*") if path.is_file()]
    assert len(wanted) > 25
    for path in wanted:
        assert f"featurecheck/_data/{path.relative_to(ROOT).as_posix()}" in names
    assert not [
        name for name in names if re.match(r"tests|benchmarks|featurecheck/_data/reports/sample", name)
    ]
    assert {"featurecheck/_points.npy", "featurecheck/_points_of_stakes.npy"} <= set(names)
    assert "featurecheck/py.typed" in names


def test_the_pins_are_the_lower_bounds_of_pyproject():
    bounds = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    pins = dict(line.split("==") for line in OLDEST.read_text().splitlines() if "==" in line)
    assert set(pins) == {bound.split(">=")[0] for bound in bounds}
    for bound in bounds:
        name, version = bound.partition(",")[0].split(">=")  # an upper bound may follow
        assert pins[name] == version or pins[name].startswith(f"{version}."), bound


def test_the_demo_runs_from_the_wheel_with_the_oldest_libraries(fresh):
    folder, python = fresh
    printed = run(python.with_name("featurecheck"), "demo", "there", cwd=folder)
    assert re.fullmatch(r"NO-GO \d+, FIND OUT FIRST \d+, GO \d+", printed.splitlines()[-1])
    assert (
        (folder / "there" / "report" / "report.html")
        .read_text(encoding="utf-8")
        .startswith("<!doctype html>")
    )
    where = run(python, "-c", "import featurecheck; print(featurecheck.__file__)", cwd=folder)
    assert str(folder) in where


def test_oldest_and_newest_libraries_give_the_same_figures(fresh, tmp_path):
    folder, python = fresh
    run(python.with_name("featurecheck"), "demo", "--force", "one", cwd=folder)
    run(Path(sys.executable).with_name("featurecheck"), "demo", "two", cwd=tmp_path)
    for name in ("evaluation.json", "results.csv", "report.html"):
        assert (folder / "one" / "report" / name).read_bytes() == (
            tmp_path / "two" / "report" / name
        ).read_bytes(), name


def test_the_spreadsheet_tests_pass_with_the_oldest_libraries(fresh):
    folder, python = fresh
    tests = folder / "tests"
    shutil.copytree(
        ROOT / "tests", tests, ignore=shutil.ignore_patterns("__pycache__", "conftest.py", "browser.py")
    )
    shutil.copytree(ROOT / "benchmarks", folder / "benchmarks", ignore=shutil.ignore_patterns("__pycache__"))
    chosen = [tests / name for name in WITH_OLDEST]
    printed = run(
        python, "-m", "pytest", "--import-mode=importlib", "-q", "-p", "no:cacheprovider", *chosen, cwd=folder
    )
    assert " passed" in printed
