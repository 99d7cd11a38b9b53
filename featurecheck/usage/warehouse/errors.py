"""What a driver says when something is wrong, as a sentence for people, without secrets and without its trace."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.cells import shortened
from featurecheck.usage.address import Address, redact

Found = TypeVar("Found")

SECONDS_TO_CONNECT = 10
"""How long a server may take to answer before it counts as not there."""

_LONGEST = 300  # characters of a driver's own message
_PACKAGE = "featurecheck"
_SAID: tuple[tuple[str, str], ...] = (  # the first that fits
    (
        (
            r"permission denied|insufficient.?privilege|not authorized|access (is )?denied(?! for user)|\b403\b"
            r"|does not have .{0,40}(privilege|permission)|\b42501\b"
        ),
        "this user may not read it. Ask whoever runs the server for the right to read that table (GRANT SELECT)",
    ),
    (
        (
            r"authentication failed|no password supplied|login failed|access denied for user|incorrect username"
            r"|\b28P01\b|\b28000\b|role .* does not exist|invalid (credentials|token)|unauthenticated|unauthorized|\b401\b"
        ),
        "the server refuses the user or the password. Check both in the address; PostgreSQL also takes PGPASSWORD",
    ),
    (
        r"no pg_hba.conf entry",
        (
            "the server lets this user in from other machines only, or only with encryption. Try ?sslmode=require, or ask "
            "whoever runs the server"
        ),
    ),
    (
        r"database .* does not exist|unknown database|\b3D000\b|unable to open database|no such database",
        "there is no such database on the server. Check the name after the last slash",
    ),
    (
        r"statement timeout|\b57014\b|query.*(cancel|timed out)",
        "the server stopped the query before it was done. Ask for a longer time limit, or use a smaller table",
    ),
    (
        (
            r"translate host|resolve host|name or service not known|getaddrinfo|nodename nor servname|no such host"
            r"|temporary failure in name resolution|name resolution"
        ),
        "there is no such host. Check how its name is spelled, and the network",
    ),
    (
        r"connection refused|no such file or directory.*socket|is the server running",
        "nothing answers there. Check host and port, and whether the server is running",
    ),
    (
        r"timeout|timed out|deadline exceeded",
        f"no answer within {SECONDS_TO_CONNECT} seconds. Check host and port, the network, and any firewall",
    ),
    (
        r"unreachable|no route to host|connection reset|closed the connection|broken pipe|unavailable",
        "the connection does not hold. Check host and port, the network, and any firewall",
    ),
    (
        r"\bssl\b|certificate",
        "no encrypted connection comes about. Check ?sslmode= and the server's certificate",
    ),
    (
        r"JAVA_GATEWAY_EXITED|UnsupportedClassVersion|java gateway",
        "Java does not start. Spark 4 needs Java 17 or newer: check 'java -version' and JAVA_HOME",
    ),
    (r"UNSUPPORTED_|OperationNotDefined|compilation rule", "this engine cannot compute it from such columns"),
)


def guarded(address: Address, call: Callable[[], Found]) -> Found:
    """Return what `call` returns.

    Raises:
        FeatureCheckError: instead of whatever a driver raises; neither it nor its causes hold the driver's message,
            in which a secret may stand.
    """
    failure: type[FeatureCheckError] = FeatureCheckError
    try:
        return call()
    except FeatureCheckError as error:
        told, failure = error.message, type(error)
    except ImportError as error:
        told = missing(address, error.name or "")
    except Exception as error:  # noqa: BLE001 - drivers agree on no class
        told = explained(error, address)
    raise failure(told)  # here, so that nothing hangs behind it


def explained(error: Exception, address: Address) -> str:
    """Return the sentence for a driver's error."""
    message = f"{type(error).__name__} {getattr(error, 'sqlstate', None) or ''} {error}"
    for pattern, sentence in _SAID:
        if re.search(pattern, message, re.IGNORECASE | re.DOTALL):
            return f"{address.shown}: {sentence}."
    said = shortened(redact(str(error), address), _LONGEST) or type(error).__name__
    return f"{address.shown}: the engine cannot do it. It says: {said}"


def missing(address: Address, module: str) -> str:
    """Return the sentence for a library that is not installed."""
    extra = "warehouse,spark" if address.backend == "pyspark" else "warehouse"
    install = f"pip install '{_PACKAGE}[{extra}]'"
    if (
        address.backend not in ("postgres", "pyspark", "duckdb", "sqlite")
        and module.partition(".")[0] != "ibis"
    ):
        install = f"{install} 'ibis-framework[{address.backend}]'"
    return f"{address.shown}: reading from {address.scheme} needs libraries that are not installed. Install them: {install}"
