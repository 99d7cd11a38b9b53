"""Nothing that was said is lost: killed interviews, two writers at once, systems without locks, newer files."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli_helpers import call
from test_interview_walk import Script

from featurecheck.errors import FeatureCheckError
from featurecheck.interview import locking, run
from featurecheck.interview.store import Store
from featurecheck.questionnaires import by_name
from featurecheck.requests import new_request_file, read_request_file, set_answer

COMPETITOR = by_name("competitor")
KILLER = Path(__file__).with_name("killing.py")
KILLS, PROCESSES = 200, 2
COUNTER = """\
import sys
from pathlib import Path
from featurecheck.interview.store import Store
from featurecheck.questionnaires import by_name
store = Store(Path(sys.argv[1]), by_name("competitor"), person=sys.argv[3] or None)
for count in range(int(sys.argv[2])):
    while True:  # adds 1 to what is there, as long as nobody else changed it meanwhile
        seen = store.read().answer("users")
        if store.save("users", {"value": str(int(seen.value or 0) + 1)}, seen) is None:
            break
"""
WITHOUT_LOCKS = "import sys; sys.modules['fcntl'] = None\n"


def begun(folder):
    path = folder / "bulk.toml"
    path.write_text("# a note of mine\n" + new_request_file(COMPETITOR, "Bulk export"), encoding="utf-8")
    return path


@pytest.mark.terminal
def test_two_hundred_interviews_killed_at_random_moments_lose_nothing_they_acknowledged(tmp_path):
    share = KILLS // PROCESSES
    killers = [
        subprocess.Popen(
            [sys.executable, KILLER, tmp_path, str(seed), str(share)], stdout=subprocess.PIPE, text=True
        )
        for seed in range(PROCESSES)
    ]
    found = [json.loads(killer.communicate(timeout=300)[0]) for killer in killers]
    assert [one["wrong"] for one in found] == [[]] * PROCESSES
    assert sum(one["kills"] for one in found) == KILLS
    assert sum(one["acknowledged"] for one in found) > KILLS / 4  # or nothing would have been at stake


def counted(path, count, *, code=COUNTER, people=("", "")):
    writers = [subprocess.Popen([sys.executable, "-c", code, path, str(count), person]) for person in people]
    assert [writer.wait(timeout=300) for writer in writers] == [0] * len(people)
    return read_request_file(path)


def test_of_six_hundred_updates_by_two_writers_six_hundred_are_kept(tmp_path):
    path = begun(tmp_path)
    assert counted(path, 300).answer("users").value == "600"
    assert path.read_text(encoding="utf-8").startswith("# a note of mine\n")
    assert [entry.name for entry in tmp_path.iterdir()] == ["bulk.toml"]


def test_whoever_begins_a_request_second_goes_on_with_what_is_there(tmp_path):
    path = tmp_path / "bulk.toml"

    def somebody_else():
        path.write_text(
            set_answer(new_request_file(COMPETITOR, "Theirs"), "users", value="5"), encoding="utf-8"
        )

    script = Script(somebody_else, "Mine", ":quit")
    run(path, questionnaire=COMPETITOR, interactive=True, io=script)
    assert (read_request_file(path).request, read_request_file(path).answer("users").value) == ("Theirs", "5")
    assert "Meanwhile somebody else began Theirs" in script.text


def test_two_people_asked_apart_at_once_both_keep_their_tables(tmp_path):
    request = counted(begun(tmp_path), 50, people=("Jo", "Maria"))
    assert {name: answers["users"].value for name, answers in request.people.items()} == {
        "Jo": "50",
        "Maria": "50",
    }


def test_where_the_system_has_no_locks_nothing_is_lost_either(tmp_path):
    request = counted(begun(tmp_path), 60, code=WITHOUT_LOCKS + COUNTER)
    assert request.answer("users").value == "120"
    assert [entry.name for entry in tmp_path.iterdir()] == ["bulk.toml"]


def test_what_a_killed_writer_left_stops_nobody_for_long(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setattr(locking, "_DEAD", 0.05)
    path = begun(tmp_path)
    (tmp_path / ".bulk.toml.lock").write_bytes(b"somebody who is gone")
    (tmp_path / ".bulk.toml.abc.part").write_bytes(b"half a file")
    assert Store(path, COMPETITOR).save("users", {"value": "5"}) is None
    assert [entry.name for entry in tmp_path.iterdir()] == ["bulk.toml"]


def test_a_drive_that_knows_no_locks_is_written_to_with_a_file_as_the_lock(tmp_path, monkeypatch):
    import fcntl

    def refused(*_):
        raise OSError

    monkeypatch.setattr(fcntl, "flock", refused)
    path = begun(tmp_path)
    with locking.locked(path):
        assert (tmp_path / ".bulk.toml.lock").exists()
    assert not (tmp_path / ".bulk.toml.lock").exists()


def newer(folder):
    path = folder / "new.toml"
    text = set_answer(new_request_file(COMPETITOR, "Bulk\x1b[2J export"), "users", value="800 to 2k")
    path.write_text(text.replace("format = 1", "format = 2\nsurprise = true"), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "command", [("ask", "--no-input", "--answer", "users=5"), ("ask", "--as", "Jo"), ("show",)]
)
def test_a_newer_file_is_shown_but_not_written(tmp_path, command):
    path = newer(tmp_path)
    before = path.read_bytes()
    done = call(*command, "new.toml", cwd=tmp_path)
    assert done.code == 2
    assert "users: 800 to 2k" in done.err
    assert "format 2 is not known here" in done.err
    assert "\x1b" not in done.err
    assert path.read_bytes() == before


def test_a_file_that_became_newer_during_the_interview_is_not_written(tmp_path):
    store = Store(newer(tmp_path), COMPETITOR)
    before = store.path.read_bytes()
    with pytest.raises(FeatureCheckError):
        store.save_fields(competitor="Acme")
    with pytest.raises(FeatureCheckError):
        store.save("users", {"value": "5"})
    assert store.path.read_bytes() == before


def test_in_a_folder_a_newer_file_is_one_line_among_the_problems(tmp_path):
    newer(tmp_path)
    begun(tmp_path)
    done = call("show", ".", cwd=tmp_path)
    assert "format 2 is not known here" in " ".join((done.out + done.err).split())
    assert "What can be made out" not in done.out + done.err
