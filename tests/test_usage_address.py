"""Addresses of warehouses are taken apart exactly, shown without secrets, and refused without repeating any."""

import string
from urllib.parse import quote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from featurecheck.errors import FeatureCheckError
from featurecheck.usage.address import HIDDEN, Address, named, parse_address, redact
from featurecheck.usage.warehouse.errors import explained, guarded

SECRETS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
NAMES = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8)


def test_every_part_of_an_address_is_read():
    found = parse_address("postgres://jo%40n:p%2Fw%23d+x@db.example:5433/shop?sslmode=require#sales.events")
    assert (found.user, found.password, found.host, found.path) == (
        "jo@n",
        "p/w#d+x",
        "db.example:5433",
        "shop",
    )
    assert found.query == (("sslmode", "require"),)
    assert found.table == ("sales", "events")
    assert found.hosts == (("db.example", "5433"),)
    assert (found.scheme, found.backend) == ("postgres", "postgres")
    assert found.shown == "postgres://db.example:5433/shop#sales.events"
    assert repr(found) == "Address('postgres://db.example:5433/shop#sales.events')"


@pytest.mark.parametrize(
    ("text", "backend", "shown"),
    [
        ("postgresql://h/d", "postgres", "postgresql://h/d"),
        ("postgresql+psycopg2://u:secret@h/d", "postgres", "postgresql://h/d"),
        ("POSTGRES://h/d#t", "postgres", "postgres://h/d#t"),
        ("postgres:///d?host=/run/postgresql", "postgres", "postgres:///d"),
        ("postgres://[::1]:5432/d", "postgres", "postgres://[::1]:5432/d"),
        ("postgres://a:1,b:2/d", "postgres", "postgres://a:1,b:2/d"),
        ("spark://master:7077#db.events", "pyspark", "spark://master:7077#db.events"),
        ("spark:local", "pyspark", "spark:local"),
        ("spark:local[2]#events", "pyspark", "spark:local[2]#events"),
        ("spark:local[*]?spark.driver.memory=2g#events", "pyspark", "spark:local[*]#events"),
        ("sc://h:15002/;token=abcdefgh;user_id=jo#events", "pyspark", "sc://h:15002#events"),
        ("duckdb:/home/jo/events.duckdb#events", "duckdb", "duckdb:events.duckdb#events"),
        ("duckdb:C:\\data\\events.duckdb", "duckdb", "duckdb:events.duckdb"),
        ("duckdb://events.duckdb", "duckdb", "duckdb:events.duckdb"),
        ("sqlite:/tmp/events.db#t", "sqlite", "sqlite:events.db#t"),
        ("bigquery://project/dataset#events", "bigquery", "bigquery://project/dataset#events"),
        ("snowflake://jo:secret@account/db/schema?warehouse=w#t", "snowflake", "snowflake://account/db/schema#t"),
        ("databricks://token:dapi123@host?http_path=/sql/1#a.b.c", "databricks", "databricks://host#a.b.c"),
        ("trino://jo@h:8080/cat/schema#t", "trino", "trino://h:8080/cat/schema#t"),
    ],
)  # fmt: skip
def test_engines_are_told_by_their_scheme_and_shown_without_secrets(text, backend, shown):
    found = parse_address(text)
    assert (found.backend, found.shown) == (backend, shown)


@pytest.mark.parametrize(
    "text",
    ["usage.csv", "folder/usage.csv", "C:\\usage.csv", "c:usage.csv", "/home/a:b.csv", "a b:c.csv", "", "2026:07.csv", "notes:today.csv"],
)  # fmt: skip
def test_a_path_is_no_address(text):
    assert parse_address(text) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("postgers://jo:hunter22@h/d", "Did you mean 'postgres'?"),
        ("postgress:/jo:hunter22@h/d", "Did you mean 'postgres'?"),
        ("postgres:/jo:hunter22@h/d", "two slashes"),
        ("postgres:jo:hunter22@h/d", "two slashes"),
        ("jo:hunter22@h/d", "without its beginning"),
        ("jo:hunter22@h", "without its beginning"),
        ("foo://jo:hunter22@h/d", "no engine that is known"),
        ("https://jo:hunter22@h/usage.csv", "Download the file"),
        ("s3://hunter22/usage.csv", "Copy the file here"),
        ("jdbc:postgresql://h/d?password=hunter22", "Leave out 'jdbc:'"),
        ("postgres://jo:hunter22/x@h/d", "In a password write / as %2F"),
        ("postgres://jo:hunter22#x@h/d", "In a password write / as %2F"),
        ("postgres://jo:12/hunter22@h/d", "In a password write / as %2F"),
        ("postgres://jo:12#hunter22@h/d", "In a password write / as %2F"),
        ("postgres://jo:hunter22?x@h/d", "In a password write / as %2F"),
        ("postgres://h:99999/d?password=hunter22", "cannot be read"),
        ("spark://?x=hunter22", "spark://host:7077"),
        ("spark:local[x]?hunter22", "spark:local[2]"),
        ("duckdb:", "duckdb:FILE"),
        ("postgres://jo:hunter22@h/d#a..b", "schema.table"),
        ("postgres://jo:hunter22@h/d#a.b.c.d", "at most catalog.schema.table"),
    ],
)  # fmt: skip
def test_a_wrong_address_is_refused_with_the_mend_and_without_the_password(text, sentence):
    with pytest.raises(FeatureCheckError) as told:
        parse_address(text)
    assert sentence in told.value.message
    assert "hunter22" not in told.value.message


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1), min_size=1, max_size=3
    )
)
@example(['a."b', "c d", "#"])
def test_a_tables_name_is_read_as_it_is_shown(parts):
    assume(all(part.strip() == part for part in parts))
    text = "postgres://h/d#" + quote(named(tuple(parts)))
    assert parse_address(text).table == tuple(parts)


@given(SECRETS, SECRETS)
@example("jo", "p:w/d#?@%41+ '\"\\")
def test_any_user_and_password_survive_their_encoding(user, password):
    found = parse_address(f"postgres://{quote(user, safe='')}:{quote(password, safe='')}@h:1/d#t")
    assert (found.user, found.password) == (user, password)


@given(
    NAMES,
    SECRETS,
    SECRETS,
    st.sampled_from(["{}", "no {} here", "'{}'", "a{}b", "x://{}@h", "\n{}\t"]),
    st.booleans(),
)
@example("jo", "pw", "tök en", "{}", True)  # noqa: FBT003 - an example
def test_no_secret_survives_in_a_message(user, password, token, around, encoded):
    address = parse_address(
        f"trino://{user}:{quote(password, safe='')}@hhh:1/ddd?token={quote(token, safe='')}&sslmode=require#ttt"
    )
    for secret in (password, token, f"{user}:{password}"):
        assume(secret.casefold() not in HIDDEN and secret not in around)
        said = redact(around.format(quote(secret, safe="") if encoded else secret), address)
        assert secret not in said.replace(HIDDEN, "")
        assert quote(secret, safe="") not in said.replace(HIDDEN, "")
        assert (
            secret
            not in explained(ValueError(secret), address)
            .replace(address.shown, "")
            .replace("the engine cannot do it. It says:", "")
            .replace(HIDDEN, "")
            or len(secret) < 4
        )


def test_a_message_keeps_what_is_no_secret():
    address = parse_address("postgres://jo:hunter22@h/d?sslmode=require&sslpassword=zebra")
    said = redact('user "jo": hunter22 or HUNTER22 with zebra fails at h/d (require); join', address)
    assert said == f'user "{HIDDEN}": {HIDDEN} or {HIDDEN} with {HIDDEN} fails at h/d (require); join'


def test_a_drivers_error_leaves_no_trace_behind_the_sentence():
    address = parse_address("postgres://jo:hunter22@h/d")

    def fail():
        raise RuntimeError("postgres://jo:hunter22@h is odd") from ValueError("hunter22")

    with pytest.raises(FeatureCheckError) as told:
        guarded(address, fail)
    assert (
        told.value.message
        == f"postgres://h/d: the engine cannot do it. It says: postgres://{HIDDEN}@h is odd"
    )
    assert (told.value.__cause__, told.value.__context__) == (None, None)


def test_what_is_shown_is_one_line_whatever_the_address_holds():
    shown = Address("postgres", "h\x1b[31m\n", "d\r\nx", "u", "p", table=("t\x07",)).shown
    assert shown.isprintable()
