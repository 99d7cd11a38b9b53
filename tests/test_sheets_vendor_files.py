"""The data files of known exports and kinds are read strictly, and say nothing twice."""

import tomllib
from collections import Counter

import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.resources import bundled
from featurecheck.sheets.headers.header_text import fold
from featurecheck.sheets.headers.kinds import REQUESTS, kinds, load_kinds
from featurecheck.sheets.headers.recognise import recognise_sheet
from featurecheck.sheets.headers.vendors import load_vendors, vendors

TOLD = [entry for entry in vendors() if entry.kind != "unknown" and not entry.questions]


@pytest.mark.parametrize("entry", TOLD, ids=lambda entry: f"{entry.name} {entry.kind}")
def test_every_set_of_headers_tells_its_export(entry):
    by_column = {name: header for header, (name, _) in entry.columns.items()}
    needed = {by_column.get(name, name) for name in kinds()[entry.kind].must}
    for signature in entry.signatures:
        header = sorted(signature | needed)
        found = recognise_sheet(header)
        assert found.vendor == (None if entry.said else entry.name), header
        assert not entry.said or f"this is {entry.said}" in found.notes


def test_no_known_header_is_a_number_that_could_be_data():
    headers = {header for entry in vendors() for header in entry.columns} | {
        header for kind in kinds().values() for header in kind.aliases
    }
    assert [header for header in headers if not any(char.isalpha() for char in header)] == []


def test_no_two_exports_share_a_set_of_headers():
    sets = Counter((signature, entry.name) for entry in vendors() for signature in set(entry.signatures))
    names = {}
    for signature, name in sets:
        names.setdefault(signature, set()).add(name)
    assert [sorted(owners) for owners in names.values() if len(owners) > 1] == []


def test_the_data_file_of_kinds_names_every_column_first():
    data = tomllib.loads(bundled("questionnaires/kinds.toml").read_text(encoding="utf-8"))
    for kind in data["kind"]:
        assert all(fold(name) == fold(known[0]) for name, known in kind["columns"].items())
    assert list(kinds()) == [REQUESTS, "customers", "usage events", "usage roll-up", "survey"]


VENDOR = """
[[vendor]]
name = "Own"
kind = "requests"
signatures = [["a", "b"]]
[vendor.columns]
request = ["a"]
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("signatures", "signature", "there is no key 'signature'. Did you mean 'signatures'?"),
        ("requests", "request", "there is no key 'request'. Did you mean 'requests'?"),
        ("request = ", "requst = ", "there is no key 'requst'. Did you mean 'request'?"),
        ('[["a", "b"]]', "[[]]", "an empty set of headers is no signature"),
        ("[vendor.columns]", 'html = ["description"]\n[vendor.columns]', "there is no key 'description'"),
        ('request = ["a"]', 'request = ["a"]\nvotes = ["A"]', "'A' stands for 'request' and for 'votes'"),
        ('name = "Own"\n', "", "the key 'name' is missing"),
        ("[[vendor]]", "x = 1\n[[vendor]]", "there is no key 'x'"),
    ],
)
def test_a_mistake_in_the_data_file_of_vendors_is_an_error(tmp_path, old, new, words):
    path = tmp_path / "vendors.toml"
    path.write_text(VENDOR, encoding="utf-8")
    assert load_vendors(path)[0].name == "Own"
    path.write_text(VENDOR.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FeatureCheckError) as caught:
        load_vendors(path)
    assert words in caught.value.message


def test_an_export_that_stands_twice_in_the_data_file_is_an_error(tmp_path):
    path = tmp_path / "vendors.toml"
    path.write_text(VENDOR * 2, encoding="utf-8")
    with pytest.raises(FeatureCheckError, match=r"'Own' \(requests\) stands there twice"):
        load_vendors(path)


KIND = """
[[kind]]
name = "own"
what = "a sheet"
must = ["a"]
some = []
[kind.columns]
a = ["a"]
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("some", "sum", "there is no key 'sum'"),
        ('what = "a sheet"\n', "", "the key 'what' is missing"),
        ('must = ["a"]', 'must = ["b"]', "there is no key 'b'"),
    ],
)
def test_a_mistake_in_the_data_file_of_kinds_is_an_error(tmp_path, old, new, words):
    path = tmp_path / "kinds.toml"
    path.write_text(KIND, encoding="utf-8")
    assert load_kinds(path)[0].columns == ("a",)
    path.write_text(KIND.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FeatureCheckError) as caught:
        load_kinds(path)
    assert words in caught.value.message
