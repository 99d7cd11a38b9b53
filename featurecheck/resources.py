"""Where the questionnaires and the report's templates lie: in a checkout and in a wheel."""

from __future__ import annotations

from pathlib import Path

from featurecheck.errors import FeatureCheckError

PACKAGE = Path(__file__).resolve().parent


def bundled(name: str) -> Path:
    """Return the folder or file shipped as `name`, e.g. `questionnaires/competitor.toml`."""
    installed = PACKAGE / "_data" / name
    if installed.exists():
        return installed
    checkout = PACKAGE.parent
    if (checkout / "pyproject.toml").exists() and (checkout / name).exists():
        return checkout / name
    message = f"'{name}' belongs to featurecheck but is neither at {installed} nor at {checkout / name}. Install featurecheck again."
    raise FeatureCheckError(message)
