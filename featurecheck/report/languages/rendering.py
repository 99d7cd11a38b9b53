"""Pages in another language: the English page is made of the sealed evaluation, then translated."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from featurecheck.errors import FeatureCheckError
from featurecheck.report.again import command
from featurecheck.report.edition_render import as_page
from featurecheck.report.languages.evaluations import sealed, sealed_edition, sealed_since
from featurecheck.report.languages.pages import headed, translated_page
from featurecheck.report.languages.sealing import opened, seal
from featurecheck.report.languages.translating import Translator
from featurecheck.report.mail import as_html, as_plain, mail
from featurecheck.report.mail_edition import mail_of
from featurecheck.report.render import script_of, written
from featurecheck.report.since_view import since_view
from featurecheck.report.view import page
from featurecheck.resources import bundled

if TYPE_CHECKING:
    from featurecheck.model import Evaluation
    from featurecheck.report.edition import Edition
    from featurecheck.report.languages.reading import Language
    from featurecheck.report.mail import Mail
    from featurecheck.report.since import Since
    from featurecheck.report.since_view import SinceView

Value = TypeVar("Value")
_FIGURES = ("batch", "whatif")  # scripts that write figures: before them the page's language is told
_NUMBER = (
    'const number = (value) => {\n    if (typeof value === "string") return value;',
    'const number = (value) => (typeof value === "string" ? value : inTongue(english(value)));\n  const english = (value) => {',
)


@dataclass(frozen=True, slots=True)
class Told:
    """A text in a language, and what of it had no translation, in the order of the page."""

    text: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """Several texts of one thing in a language, and what of them had no translation."""

    texts: tuple[str, ...]
    missing: tuple[str, ...]


def translator_for(language: Language, evaluation: Evaluation) -> Translator:
    """Return what translates pages about an evaluation; its currency and its word for a user stay."""
    return Translator(language, (evaluation.unit, evaluation.currency))


def render_in(language: Language, evaluation: Evaluation, *, since: Since | None = None) -> Told:
    """Return the report in a language: the same evaluation gives the same text."""
    translator = translator_for(language, evaluation)
    closed = sealed(evaluation, translator)
    shown = page(closed)
    shown = replace(shown, method=replace(shown.method, command=command(evaluation)))
    text = translated_page(
        written(shown, _changed(since, evaluation.currency), partial(_script_in, language)), translator
    )
    return Told(text, tuple(translator.missing))


def _script_in(language: Language, name: str) -> str:
    """Return a script of the page with figures as the language writes them."""
    script = script_of(name)
    if name == "batch":
        script = _replaced(script, *_NUMBER)
    if name == "whatif":
        script = f"{script}\n{script_of('whatif_language')}"
    return f"{_tongue(language)}\n{script}" if name in _FIGURES else script


def _replaced(script: str, before: str, after: str) -> str:
    if script.count(before) != 1:
        raise FeatureCheckError(
            "The script of the overview is not the one that other languages are made for. Install featurecheck again."
        )
    return script.replace(before, after)


def _tongue(language: Language) -> str:
    says = language.forms.for_script()
    near = {word: language.texts.get(word, word) for word in ("under", "over")}
    made = bundled("reports/static/language.js").read_text(encoding="utf-8").strip()
    return made.replace("SAYS", json.dumps(says | near, ensure_ascii=True, separators=(",", ":")))


def mails_in(language: Language, evaluation: Evaluation, report: str, since: Since | None = None) -> Texts:
    """Return the summary of the report as HTML and as plain text; `report` is the file's name."""
    translator = translator_for(language, evaluation)
    changed = _changed(since, evaluation.currency)
    return _mails(mail(sealed(evaluation, translator), seal(report), changed), translator)


def edition_in(language: Language, edition: Edition, report: str) -> Texts:
    """Return the customer edition as a page, as an HTML mail and as a plain one; `report` is the page's name."""
    translator, closed = Translator(language), sealed_edition(edition)
    page_ = translated_page(as_page(closed), translator)
    mails = _mails(mail_of(closed, seal(report)), translator)
    return Texts((page_, *mails.texts), mails.missing)


def _mails(message: Mail, translator: Translator) -> Texts:
    made = _each(replace(message, language=""), lambda text: opened(translator.text(text)) if text else text)
    told = replace(made, language=translator.language.code)
    page_ = headed(as_html(told), translator.language)
    return Texts((page_, as_plain(told)), tuple(translator.missing))


def _changed(since: Since | None, currency: str) -> SinceView | None:
    return since_view(sealed_since(since), currency) if since else None


def _each(value: Value, said: Any) -> Value:  # noqa: ANN401 - a function of text
    """Return the value with every text in it translated."""
    made: Any = value
    if isinstance(value, str):
        made = said(value)
    elif isinstance(value, tuple):
        made = tuple(_each(one, said) for one in value)
    elif is_dataclass(value) and not isinstance(value, type):
        made = replace(value, **{one.name: _each(getattr(value, one.name), said) for one in fields(value)})
    result: Value = made
    return result
