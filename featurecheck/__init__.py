"""featurecheck: do you really need that feature?

For notebooks: `parse_estimate`, `read_table`, `read_requests`, `read_usage`, `read_survey`, `Observed`, `evaluate` and
`information` (value of information for anybody's own model). Each is imported when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from featurecheck import information
    from featurecheck.estimate import parse_estimate
    from featurecheck.evaluation import evaluate
    from featurecheck.observed import Observed
    from featurecheck.requests import read_requests
    from featurecheck.sheets.tables import read_table
    from featurecheck.survey.reading import read_survey
    from featurecheck.usage.reading import read_usage

__version__ = "0.1.0"
__all__ = [
    "Observed",
    "__version__",
    "evaluate",
    "information",
    "parse_estimate",
    "read_requests",
    "read_survey",
    "read_table",
    "read_usage",
]

_HOMES = {
    "Observed": "featurecheck.observed",
    "evaluate": "featurecheck.evaluation",
    "parse_estimate": "featurecheck.estimate",
    "read_requests": "featurecheck.requests",
    "read_survey": "featurecheck.survey.reading",
    "read_table": "featurecheck.sheets.tables",
    "read_usage": "featurecheck.usage.reading",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    if name == "information":
        return importlib.import_module("featurecheck.information")
    raise AttributeError(f"module 'featurecheck' has no attribute '{name}'")


def __dir__() -> list[str]:
    return __all__
