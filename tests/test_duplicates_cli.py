"""`batch` proposes duplicates and merges what was accepted; what a person answered is never overwritten."""

import csv
import json

import pytest
from cli_helpers import call, files, sheet

ROWS = ("A,Bulk export to CSV,2,Acme; Initech", "B,bulk export to csv!,2,ACME; Hooli", "C,Watch app,1,")
HEADER = "id,request,votes,requesters"


@pytest.fixture
def batch(tmp_path):
    sheet(tmp_path, *ROWS, header=HEADER)

    def run(*arguments):
        return call("batch", "requests.csv", "--output", "out", "--format", "json", *arguments, cwd=tmp_path)

    return run


def listed(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def answer(path, word):
    path.write_text(path.read_text(encoding="utf-8-sig").replace("\n,", f"\n{word},"), encoding="utf-8")


def evaluated(folder):
    found = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    return {one["id"]: one for one in found["requests"]}, found


def test_pairs_that_look_alike_are_proposed_and_nothing_is_merged(tmp_path, batch):
    done = batch()
    assert done.code == 0
    assert "1 pair looks alike; see out/duplicates.csv." in done.err
    assert "Wrote out/duplicates.csv" in done.err
    (row,) = listed(tmp_path / "out" / "duplicates.csv")
    assert (row["accept"], row["score"], row["id"], row["duplicate_id"]) == ("", "1", "A", "B")
    assert set(evaluated(tmp_path / "out")[0]) == {"A", "B", "C"}


def test_a_dry_run_only_says_that_pairs_look_alike(tmp_path, batch):
    assert "1 pair looks alike; out/duplicates.csv would list them." in batch("--dry-run").err
    assert files(tmp_path) == ["requests.csv"]


def test_nothing_is_said_or_written_where_no_two_look_alike(tmp_path):
    sheet(tmp_path, ROWS[0], ROWS[2], header=HEADER)
    done = call("batch", "requests.csv", "--output", "out", "--format", "json", cwd=tmp_path)
    assert "alike" not in done.err
    assert files(tmp_path / "out") == ["evaluation.json", "problems.csv"]


def test_quiet_writes_the_file_and_says_nothing(tmp_path, batch):
    assert batch("-q").err == ""
    assert (tmp_path / "out" / "duplicates.csv").exists()


def test_what_was_accepted_is_merged_and_kept_in_the_file(tmp_path, batch):
    batch()
    answer(tmp_path / "out" / "duplicates.csv", "yes")
    done = batch("--merge", "out/duplicates.csv", "--force")
    assert done.code == 0
    assert "2 requests merged into 1, as duplicates.csv says." in done.err
    requests, found = evaluated(tmp_path / "out")
    assert set(requests) == {"A", "C"}
    assert requests["A"]["votes"] == 3
    assert requests["A"]["requesters"] == ["Acme", "Initech", "Hooli"]
    assert [source["name"] for source in found["inputs"]] == ["requests.csv", "duplicates.csv"]
    (row,) = listed(tmp_path / "out" / "duplicates.csv")
    assert row["accept"] == "yes"
    assert "alike" not in done.err


def test_pairs_answered_no_are_not_proposed_again_and_stay_in_the_file(tmp_path, batch):
    batch()
    answer(tmp_path / "out" / "duplicates.csv", "no")
    sheet(tmp_path, *ROWS, "D,Bulk export (to CSV),,", header=HEADER)
    done = batch("--merge", "out/duplicates.csv", "--force")
    assert set(evaluated(tmp_path / "out")[0]) == {"A", "B", "C", "D"}
    rows = [
        (row["accept"], row["id"], row["duplicate_id"]) for row in listed(tmp_path / "out" / "duplicates.csv")
    ]
    assert rows == [("no", "A", "B"), ("", "A", "D")]
    assert "1 pair looks alike" in done.err


def test_a_file_with_answers_is_kept_even_with_force(tmp_path, batch):
    batch()
    path = tmp_path / "out" / "duplicates.csv"
    answer(path, "yes")
    before = path.read_bytes()
    done = batch("--force")
    assert done.code == 0
    assert path.read_bytes() == before
    assert (
        "out/duplicates.csv holds answers and was kept; to apply them, add --merge out/duplicates.csv"
        in done.err
    )


def test_a_file_without_answers_is_overwritten_only_with_force(tmp_path, batch):
    batch()
    (tmp_path / "out" / "evaluation.json").unlink()
    (tmp_path / "out" / "problems.csv").unlink()
    assert batch().code == 2
    assert "duplicates.csv would be overwritten" in batch().err
    assert batch("--force").code == 0


def test_an_answer_that_is_none_ends_with_the_code_for_unusable_rows(tmp_path, batch):
    batch()
    answer(tmp_path / "out" / "duplicates.csv", "perhaps")
    done = batch("--merge", "out/duplicates.csv", "--force")
    assert done.code == 4
    assert "duplicates.csv, cell A2: found 'perhaps'; expected yes, no, or nothing." in done.err
    assert listed(tmp_path / "out" / "duplicates.csv")[0]["accept"] == "perhaps"


def test_a_file_that_is_no_duplicates_csv_is_refused_before_anything_is_written(tmp_path, batch):
    for name, said in (("requests.csv", "no column 'accept'"), ("none.csv", "there is no such file")):
        done = batch("--merge", name)
        assert done.code == 2
        assert said in done.err
    assert files(tmp_path) == ["requests.csv"]


def test_the_decisions_are_not_written_over_by_another_output(tmp_path, batch):
    batch()
    out = tmp_path / "out"
    (out / "duplicates.csv").rename(out / "problems.csv")
    done = batch("--merge", "out/problems.csv", "--force")
    assert done.code == 2
    assert "this file is being read" in done.err
