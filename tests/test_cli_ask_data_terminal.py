"""`featurecheck ask --usage --survey` at a real terminal: what data answers is the default, and nothing is taken unasked."""

import datetime as dt
import re

import pexpect
import pytest
from cli_helpers import COMMAND, call, files, surroundings

from featurecheck.cli import beside
from featurecheck.cli.ask import _again
from featurecheck.model import AnswerState, Evidence
from featurecheck.requests import read_request_file

pytestmark = pytest.mark.terminal

POLICY = 'competitor_users = "20k to 40k"\n'
DATA = ("--policy", "policy.toml", "--usage", "usage.csv", "--survey", "survey.csv")
NAMED = ("--answer", "request=Bulk export", "--answer", "competitor=Acme")
START = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def folder(tmp_path):
    """Forty users of Acme, thirty of whom use bulk_export every other day; twelve of sixteen respondents like it."""
    (tmp_path / "policy.toml").write_text(POLICY, encoding="utf-8")
    usage(tmp_path, "bulk_export", "report archive")
    liked = [f"Bulk export,r{number},yes,weekly,{'yes' if number < 12 else 'no'},yes" for number in range(16)]
    lines = ["request,respondent,uses,how_often,likes,would_miss", *liked]
    (tmp_path / "survey.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def usage(folder, *features, product="Acme"):
    rows = ["product,user,feature,timestamp"]
    for user in range(40):
        for day in range(0, 80, 2):
            feature = features[0] if user < 30 else features[-1]
            stamp = (START + dt.timedelta(days=day)).isoformat()
            rows.append(f'{product},u{user},"{feature}",{stamp}')
    (folder / "usage.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def asked(folder, *arguments, columns=80, **environment):
    child = pexpect.spawn(
        str(COMMAND),
        ["ask", *arguments],
        cwd=folder,
        env=surroundings(folder, **{"TERM": "dumb", **environment}),
        dimensions=(50, columns),
        timeout=30,
        encoding="utf-8",
    )
    child.delaybeforesend = None
    return child


def talk(child, *lines):
    said = []
    for prompt, reply in lines:
        child.expect(prompt)
        said.append(child.before + child.after)
        child.sendline(reply)
    return "".join(said).replace("\r", "")


def ended(child):
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def test_a_whole_walk_with_data_an_interruption_and_a_second_run(folder):
    child = asked(folder, "bulk.toml", *DATA, "--by", "jo", "--date", "2026-11-21")
    said = talk(
        child,
        ("What is asked for", "Bulk export"),
        ("Which competitor", "Acme"),
        ("Who asks", ""),
        ("a feature of this name:.*1 bulk_export: 30 of 40 active users of Acme.*lists all", "?"),
        ("report archive: 10 of 40.*lists all", ""),
        ("= bulk_export.*Question 1: .*Enter takes it.*> ", ""),
        ("= [0-9,]+ to [0-9,]+ users.*Question 2: .*Enter takes it.*> ", "rarely"),
        ("evidence .*> ", "guess"),
        ("source.*> ", ""),
        (r"Evaluated as .*weighs\s+more\s+than\s+a\s+guess.*Question 3: .*Asked: .*> ", "-"),
        ("Left open.*Question 4: .*> ", "<"),
        ("Question 3: .*> ", "<"),
        ("Question 2: .*Now: rarely.*:take puts it.*> ", "<"),
        ("Question 1: .*Now: .*Enter keeps it.*> ", ""),
        ("Question 4: .*> ", ":list"),
        (r"1 \[x\] users: .*> ", ":edit like"),
    )
    assert "30 of 40 active users use 'bulk_export';" in " ".join(said.split())
    child.expect("Question 3: .*> ")
    child.sendcontrol("c")
    child.expect("Everything is saved.*Continue with: featurecheck ask bulk.toml --policy policy.toml")
    assert ended(child) == 130
    request = read_request_file(folder / "bulk.toml")
    users = request.answer("users")
    assert request.usage_feature == "bulk_export"
    assert (users.evidence, users.by) == (Evidence.MEASURED, "jo")
    assert users.source == ("usage.csv, 30 of 40 active users of Acme, 79 days",)
    assert request.answer("how_often").value == "rarely"
    assert request.answer("like").state is AnswerState.OPEN

    child = asked(folder, "bulk.toml", *DATA)
    said = talk(child, ("Question 3: .*Enter takes it.*> ", ":edit users"))
    assert "lists all" not in said, "the feature is in the file"
    said = talk(child, ("Question 1: .*> ", "?"), ("> ", ""), ("> ", ":quit"))
    assert f"Now: {users.value} (measured)  (Enter keeps it)" in said
    assert "Measured: " in said, "the data is still said"
    assert "Enter takes it" not in said.partition("Question 3")[0]
    assert ended(child) == 0
    assert read_request_file(folder / "bulk.toml").answer("users") == users
    assert files(folder) == ["bulk.toml", "policy.toml", "survey.csv", "usage.csv"]


def visible(said):
    """What is seen of it: a terminal does not show the marks that tell it to keep pasted lines together."""
    return said.replace("\x1b[?2004h", "").replace("\x1b[?2004l\r", "")


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}, {"TERM": "xterm-256color"}])
def test_what_the_data_says_fits_the_terminal(folder, columns, environment):
    child = asked(folder, "bulk.toml", *NAMED, *DATA, columns=columns, **environment)
    said = visible(talk(child, (r"lists all\) ", ""), ("Enter takes it, - leaves it open.*> ", ":quit")))
    assert ended(child) == 0
    measured = said[said.index("    Measured: ") : said.index("> ", said.index("    Measured: "))]
    assert max(map(len, measured.splitlines())) < columns
    assert all(line.startswith("    ") for line in measured.splitlines() if line)
    assert "\x1b[3" not in said, "no colours"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("none.csv", None, "none.csv"),
        ("broken.parquet", b"PAR1 not really", "broken.parquet"),
        ("words.csv", b"a,b\n1,2\n", "words.csv"),
    ],
)
def test_data_that_cannot_be_read_is_said_before_the_first_question_and_nothing_is_written(
    folder, name, content, sentence
):
    if content is not None:
        (folder / name).write_bytes(content)
    before = files(folder)
    for source in ("--usage", "--survey"):
        child = asked(folder, "new.toml", *NAMED, source, name)
        assert ended(child) not in {0, 130}
        assert "Question 1" not in child.before
        assert sentence in child.before
        assert "Traceback" not in child.before
    assert files(folder) == before


def test_hostile_names_of_features_are_shown_and_not_obeyed(folder):
    usage(folder, "bulk; export\x1b]0;owned\x07\u202e", "other")
    child = asked(folder, "bulk.toml", *NAMED, *DATA)
    said = talk(child, (r"lists all\) ", ""), ("Question 1: .*> ", ":quit"))
    assert ended(child) == 0
    assert not {"\x1b", "\x07", "\u202e"} & set(visible(said + child.before))
    assert "Measured: " in said, "a name with a semicolon in it is found again"


def test_a_request_without_competitor_is_asked_as_without_data(folder):
    child = asked(folder, "bulk.toml", "--answer", "request=Bulk export", *DATA)
    said = talk(child, ("ours: gives a base rate.*lists all", "-"), ("Question 1: .*> ", ":quit"))
    assert ended(child) == 0
    assert "Measured: " not in said


def test_without_a_terminal_the_missing_answers_say_which_of_them_the_data_has(folder):
    done = call("ask", "bulk.toml", *NAMED, *DATA, "--no-input", cwd=folder)
    assert done.code == 3
    offers = done.err.partition("--accept-measured takes them with their sources:")[2]
    assert re.findall(r"--answer '(\w+)=", offers) == ["users", "how_often", "like", "not_miss"]
    assert all(one.value is None for one in read_request_file(folder / "bulk.toml").answers.values())


def test_what_is_proposed_as_an_answer_can_be_given_as_one(folder):
    said = call("ask", "bulk.toml", *NAMED, *DATA, "--no-input", cwd=folder).err
    pairs = re.findall(r"--answer '([^']+)'", said)
    done = call("ask", "bulk.toml", "--no-input", *(f"--answer={pair}" for pair in pairs), cwd=folder)
    assert done.code == 3
    assert not re.search(r"^users \(", done.err, re.MULTILINE)


def test_accept_measured_takes_what_the_data_answers_in_a_script(folder):
    done = call("ask", "bulk.toml", *NAMED, *DATA, "--no-input", "--accept-measured", "--by=ci", cwd=folder)
    assert done.code == 3, "the others are still missing"
    assert "Taken from the data:" in done.err
    assert "takes them" not in done.err, "nothing is left to take"
    request = read_request_file(folder / "bulk.toml")
    taken = {name: answer.evidence for name, answer in request.answers.items() if answer.value is not None}
    measured = [name for name, evidence in taken.items() if evidence is Evidence.MEASURED]
    assert (sorted(taken), sorted(measured)) == (
        ["how_often", "like", "not_miss", "users"],
        ["how_often", "users"],
    )
    assert all(request.answer(name).source and request.answer(name).by == "ci" for name in taken)


def test_accept_measured_without_data_is_refused_and_nothing_is_written(folder):
    before = files(folder)
    done = call("ask", "bulk.toml", *NAMED, "--accept-measured", cwd=folder)
    assert done.code == 2
    assert "Name some with --usage or --survey" in done.err
    assert files(folder) == before


def test_quiet_says_nothing_of_what_was_taken(folder):
    unknown = [f"--answer={name}=dk" for name in ("bought_because", "competitor_revenue", "would_switch")]
    more = ("build_cost", "build_time", "lost_without", "price_competition", "head_start", "value_per_user")
    unknown += [f"--answer={name}=dk" for name in more]
    arguments = ("bulk.toml", *NAMED, *DATA, *unknown, "--no-input", "--accept-measured")
    done = call("ask", "-q", *arguments, cwd=folder)
    assert done.code == 0, done.err
    assert done.err == ""
    assert len(done.out.splitlines()) == 1


def test_the_data_is_read_once_however_often_the_request_is_evaluated(folder, monkeypatch):
    read = []
    whole = beside.Beside.read_usage

    def counted(self, source, evaluated_on):
        read.append(source)
        return whole(self, source, evaluated_on)

    monkeypatch.setattr(beside.Beside, "read_usage", counted)
    unknown = [f"--answer={name}=dk" for name in ("bought_because", "build_cost", "build_time")]
    call("ask", "bulk.toml", *NAMED, *DATA, *unknown, "--no-input", "--accept-measured", cwd=folder)
    assert read == ["usage.csv"]


def test_credentials_of_an_address_are_not_in_the_command_that_continues():
    flags = _again(beside.Beside(usage=("postgres://jo:hush@db.example/app?table=e",)), None, "competitor")
    assert "hush" not in flags
    assert "db.example" in flags


def test_a_list_of_customers_says_who_asks_and_weighs_the_verdict(tmp_path):
    """The verdict with the list is another one than without it; unlisted names are proposed, each once."""
    accounts = "account,kind,revenue,cost_to_serve\nAcme Corp,external,9M,100k\n"
    (tmp_path / "accounts.csv").write_text(accounts, encoding="utf-8")
    beside = ("--customers", "accounts.csv")
    given = ("--answer", "request=Bulk export", "--answer", "requesters=Acme Corp; Acme")
    child = asked(tmp_path, "bulk.toml", *beside, *given)
    said = talk(
        child,
        ("Who asks: 2 votes.*did you mean 'Acme Corp'.*Question 1: .*> ", "10"),
        ("evidence .*> ", ""),
        ("source.*> ", ""),
        ("of 16 answered.*GO so far.*Question 2: .*> ", ":edit would_leave"),
        ("Question 8: What share of those who asked.*> ", "30% to 60%"),
        ("evidence .*> ", "guess"),
        ("source.*> ", ""),
        ("GO so far.*> ", ":quit"),
    )
    child.expect("featurecheck show bulk.toml --customers accounts.csv")
    assert ended(child) == 0
    assert said.count("did you mean 'Acme Corp'") == 1
    plain = call("check", "bulk.toml", "--fail-on", "never", cwd=tmp_path)
    weighed = call("check", "bulk.toml", "--fail-on", "never", *beside, cwd=tmp_path)
    assert (weighed.last, plain.last.endswith("GO 1")) == ("NO-GO 0, FIND OUT FIRST 0, GO 1", False)
