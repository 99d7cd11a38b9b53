"""What the README says is what happens: its commands are run, its outputs compared, its Python executed."""

import re
import runpy
from pathlib import Path

import readme
from click.testing import CliRunner

from featurecheck.cli import COMMANDS

TEXT = readme.README.read_text(encoding="utf-8")
ROOT = readme.README.parent


def test_every_command_prints_what_the_readme_shows():
    """`make sample` writes the outputs anew when they were meant to change."""
    assert readme.with_outputs(TEXT) == TEXT


def test_the_python_block_runs_and_gives_the_values_in_its_comments(tmp_path, monkeypatch):
    from featurecheck.cli import cli

    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(cli, ["demo", "featurecheck-demo"]).exit_code == 0
    (block,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "notebook.py").write_text(
        re.sub(r"^(fc\.\w.*?)  #", r"values.append(\1)  #", "values = []\n" + block, flags=re.MULTILINE)
    )
    mean, information = runpy.run_path(str(tmp_path / "notebook.py"))["values"]
    assert round(mean, 2) == 5040.68
    assert information == 40.0


def test_every_command_is_named_in_the_readme():
    assert [name for name in COMMANDS if f"featurecheck {name}" not in TEXT] == []


def test_pictures_and_make_targets_exist():
    for picture in re.findall(r"\]\((reports/[^)]+)\)", TEXT):
        assert (ROOT / picture).read_bytes().startswith(b"\x89PNG")
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"`?make (\w+)", TEXT):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_sample_report_is_what_the_example_gives(tmp_path):
    """`make sample` regenerates it when the report was meant to change."""
    made = runpy.run_path(str(ROOT / "benchmarks" / "make_sample.py"))
    html = made["reports"](tmp_path)[made["GOLDEN"]]
    assert (ROOT / "reports" / "sample" / made["GOLDEN"]).read_text(encoding="utf-8") == html, (
        "run 'make sample'"
    )


def test_the_changelog_has_this_version():
    version = re.search(r'^version = "(.+)"', Path(ROOT / "pyproject.toml").read_text(), re.MULTILINE)[1]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()
