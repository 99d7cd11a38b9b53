"""Where a warehouse is: an address with its secrets, what of it may be shown, and messages without them.

`postgres://user:password@host:5432/database#schema.table`, `spark://host:7077#table`, `spark:local[2]#table`,
`sc://host:15002#table`, `duckdb:FILE#table`, and `SCHEME://...` of every other engine that ibis reaches.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, quote_plus, unquote, unquote_plus

from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.sheets.cells import shortened

BACKENDS = {
    "postgres": "postgres",
    "postgresql": "postgres",
    "spark": "pyspark",
    "sc": "pyspark",
    "duckdb": "duckdb",
    "athena": "athena",
    "bigquery": "bigquery",
    "clickhouse": "clickhouse",
    "databricks": "databricks",
    "druid": "druid",
    "exasol": "exasol",
    "impala": "impala",
    "materialize": "materialize",
    "mssql": "mssql",
    "mysql": "mysql",
    "oracle": "oracle",
    "risingwave": "risingwave",
    "singlestoredb": "singlestoredb",
    "snowflake": "snowflake",
    "sqlite": "sqlite",
    "trino": "trino",
}
"""Scheme -> the name ibis has for the engine."""

HIDDEN = "***"
"""What stands in a message where a secret stood."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9.-]+)(?:\+[A-Za-z0-9_]+)?:")  # one letter is a drive of Windows
_NAKED = re.compile(r"[^/\\\s:@]+:[^/\\@\s]+@[^/\\@\s]+(?:/.*)?")
_PORT = re.compile(r"(.*?)(?::([0-9]*))?")
_LOCAL = re.compile(r"local(?:\[(?:[1-9][0-9]{0,3}|\*)\])?")
_PART = re.compile(r'\s*(?:"((?:[^"]|"")+)"|([^".]+))\s*')
_HARMLESS = {
    "sslmode", "connect_timeout", "application_name", "warehouse", "role", "region", "location", "timezone", "catalog",
    "schema", "secure", "compression", "use_ssl", "channel_binding", "gssencmode", "target_session_attrs", "driver",
}  # fmt: skip
_ELSEWHERE = {
    "http": "Download the file and name it",
    "https": "Download the file and name it",
    "ftp": "Download the file and name it",
    "s3": "Copy the file here, or query it through an engine",
    "gs": "Copy the file here, or query it through an engine",
    "hdfs": "Copy the file here, or query it through an engine",
    "file": "Name the file by its path alone",
    "jdbc": "Leave out 'jdbc:' and begin with the engine, for example postgres://",
}
_SHORT = 3  # characters of a secret that stand in many words
_PORTS = 65535
_DEEPEST = 3  # names of a table: catalog, schema, table
_FORM = "postgres://user:password@host/database#schema.table"


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A warehouse's address, taken apart and decoded; its parts may be secret but for `shown`, `backend`, `table`.

    `host` keeps what stands between user and path (port, several hosts), `path` is without its leading slash, `query`
    the parameters in their order, `table` the names from outermost to innermost, empty where none is given.
    """

    scheme: str
    host: str
    path: str
    user: str | None = None
    password: str | None = None
    query: tuple[tuple[str, str], ...] = ()
    table: tuple[str, ...] = ()
    written: tuple[str, ...] = ()  # the secrets as they stood in the text, not decoded

    @property
    def backend(self) -> str:
        """The engine as ibis calls it."""
        return BACKENDS[self.scheme]

    @property
    def shown(self) -> str:
        """What may be shown to anybody: no user, no password, no parameter, no folder of a file."""
        if self.scheme in ("duckdb", "sqlite"):
            name = re.split(r"[/\\]", self.path)[-1]
            place = f"{self.scheme}:{name}"
        elif self.scheme == "spark" and is_local(self.host):
            place = f"spark:{self.host}"
        else:
            place = f"{self.scheme}://{self.host}" + (f"/{self.path}" if self.path else "")
        return shortened(place + (f"#{named(self.table)}" if self.table else ""), 200)

    @property
    def hosts(self) -> tuple[tuple[str, str | None], ...]:
        """Return each host with its port as text, None where the address has none."""
        found = (_PORT.fullmatch(one) for one in self.host.split(","))
        return tuple((one[1].strip("[]"), one[2] or None) for one in found if one)

    @property
    def secrets(self) -> frozenset[str]:
        """Return passwords, tokens and whatever else may be one, in all forms in which a driver may repeat it."""
        values = {value for name, value in self.query if name.casefold() not in _HARMLESS}
        pair = f"{self.user or ''}:{self.password}" if self.password else ""
        told = {self.password or "", pair, base64.b64encode(pair.encode()).decode()}
        return frozenset(form for text in {*values, *told, *self.written} for form in _forms(text))

    @property
    def users(self) -> frozenset[str]:
        """Return the user's name in all forms."""
        return frozenset(_forms(self.user or ""))

    def __repr__(self) -> str:
        return f"Address({self.shown!r})"


def is_local(host: str) -> bool:
    """Tell whether Spark is to run on this machine: `local`, `local[2]`, `local[*]`."""
    return _LOCAL.fullmatch(host) is not None


def _forms(text: str) -> set[str]:
    decoded = {text, unquote(text), unquote_plus(text)}
    encoded = {form(one) for one in decoded for form in (_quoted, quote, quote_plus)}
    escaped = {form(one)[1:-1] for one in decoded for form in (repr, json.dumps, ascii)}
    return {one for one in decoded | encoded | escaped if one}


def _quoted(text: str) -> str:
    return quote(text, safe="")


def redact(message: str, address: Address) -> str:
    """Return a driver's message without the address's secrets and its user.

    A secret that is no longer than three characters would leave holes everywhere: where one stands in the message as
    part of a word, nothing of the message is left but `HIDDEN`.
    """
    for secret in sorted(address.secrets | address.users, key=lambda one: (-len(one), one)):
        whole = len(secret) <= _SHORT or secret not in address.secrets
        pattern = rf"(?<!\w){re.escape(secret)}(?!\w)" if whole else re.escape(secret)
        message = re.sub(pattern, HIDDEN, message, flags=re.IGNORECASE)
    left = message.replace(HIDDEN, "\0").casefold()
    return HIDDEN if any(secret.casefold() in left for secret in address.secrets) else message


def named(table: tuple[str, ...]) -> str:
    """Return a table's name as it is written in an address: `schema.table`, `"a.b".table`."""
    return ".".join(
        part if re.fullmatch(r"[^\W\d][\w$-]*", part) else f'"{_doubled(part)}"' for part in table
    )


def _doubled(part: str) -> str:
    return part.replace('"', '""')


def parse_address(text: str) -> Address | None:
    """Return a source as the address of a warehouse, None where it is not one but a path.

    Raises:
        FeatureCheckError: it begins like an address but cannot be one; the sentence repeats no secret.
    """
    found = _SCHEME.match(text)
    scheme = found[1].casefold() if found else ""
    if found is None or (scheme not in BACKENDS and _NAKED.fullmatch(text)):
        _refuse_naked(text)
        return None
    rest = text[found.end() :]
    if scheme in ("duckdb", "sqlite"):
        return _file(scheme, rest)
    if scheme == "spark" and rest.startswith("local"):
        return _local(rest)
    if scheme not in BACKENDS:
        _refuse_unknown(scheme, rest)
        return None
    if not rest.startswith("//"):
        raise FeatureCheckError(f"After '{scheme}:' an address goes on with two slashes: {_form(scheme)}.")
    return _server(scheme, rest[2:])


def _refuse_naked(text: str) -> None:
    """Refuse an address that has lost its beginning: its password must not be taken for a file's name and repeated."""
    if _NAKED.fullmatch(text):
        raise FeatureCheckError(
            f"This looks like an address without its beginning. Write which engine it is: {_FORM}."
        )


def _refuse_unknown(scheme: str, rest: str) -> None:
    near = did_you_mean(scheme, list(BACKENDS))
    if scheme in _ELSEWHERE and (rest.startswith("//") or scheme == "jdbc"):
        raise FeatureCheckError(f"Usage is not read from '{scheme}:'. {_ELSEWHERE[scheme]}.")
    if rest.startswith("//") or (near and (rest.startswith("/") or "@" in rest)):
        known = ", ".join(f"{name}://" for name in BACKENDS)
        raise FeatureCheckError(
            f"'{shortened(scheme)}://' is the address of no engine that is known here.{near} Known: {known}."
        )


def _form(scheme: str) -> str:
    forms = {"spark": "spark://host:7077#table or spark:local[2]#table", "sc": "sc://host:15002#table"}
    return forms.get(scheme, _FORM.replace("postgres", scheme, 1))


def _file(scheme: str, rest: str) -> Address:
    path, _, fragment = rest.removeprefix("//").partition("#")
    path, _, query = path.partition("?")
    if not path:
        raise FeatureCheckError(f"'{scheme}:' names no file. Write {scheme}:FILE or {scheme}:FILE#table.")
    return Address(scheme, "", unquote(path), query=_query(query), table=_table(fragment))


def _local(rest: str) -> Address:
    master, _, fragment = rest.partition("#")
    master, _, query = master.partition("?")
    if not is_local(master):
        raise FeatureCheckError(
            "A Spark on this machine is written spark:local, or spark:local[2] for two processors."
        )
    return Address("spark", master, "", query=_query(query), table=_table(fragment))


def _server(scheme: str, rest: str) -> Address:
    rest, _, fragment = rest.partition("#")
    rest, _, query = rest.partition("?")
    authority, _, path = rest.partition("/")
    login, found, host = authority.rpartition("@")
    user, colon, password = login.partition(":")
    if scheme == "sc":  # its parameters stand in the path: sc://host:15002/;token=...
        path, query = "", path.partition(";")[2].replace(";", "&")
    if "@" in path or "@" in fragment or not _is_host(host, scheme):
        raise _unreadable(scheme)
    return Address(
        scheme=scheme,
        host=unquote(host),
        path=unquote(path),
        user=unquote(user) if found and user else None,
        password=unquote(password) if colon else None,
        query=_query(query),
        table=_table(fragment),
        written=tuple(filter(None, (login if colon else "", password, query))),
    )


def _is_host(host: str, scheme: str) -> bool:
    ports = [one.rpartition(":") for one in host.split(",") if ":" in one.rpartition("]")[2]]
    fine = all(re.fullmatch(r"[0-9]{0,5}", port) and int(port or 0) <= _PORTS for _, _, port in ports)
    return (
        fine
        and (bool(host) or scheme not in ("spark", "sc"))
        and not re.search(r"[\s\x00-\x1f\"'<>\\]", host)
    )


def _unreadable(scheme: str) -> FeatureCheckError:
    return FeatureCheckError(
        f"The {scheme} address cannot be read. Its form is {_form(scheme)}. In a password write / as %2F, ? as %3F, "
        "# as %23, @ as %40, : as %3A and % as %25, or keep the password out of the address."
    )


def _query(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(text, keep_blank_values=True))


def _table(fragment: str) -> tuple[str, ...]:
    """Return `schema.table` in parts; a part in double quotes may hold dots."""
    text, parts, at = unquote(fragment), [], 0
    while text and at <= len(text):
        found = _PART.match(text, at)
        if not found or (found.end() < len(text) and text[found.end()] != "."):
            raise FeatureCheckError(
                f"After # stands the table: table, schema.table or catalog.schema.table; found '{shortened(text)}'."
            )
        parts.append(found[1].replace('""', '"') if found[1] else found[2].strip())
        at = found.end() + 1
    if len(parts) > _DEEPEST:
        raise FeatureCheckError(
            f"After # stand at most catalog.schema.table; found '{shortened(text)}'. Put names with dots in double quotes."
        )
    return tuple(parts)
