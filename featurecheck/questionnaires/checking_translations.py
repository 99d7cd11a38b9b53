"""What is wrong with the translations in a questionnaire's file, and with the placeholders of its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from featurecheck.errors import did_you_mean
from featurecheck.questionnaires.definition import PLACEHOLDER, other_words
from featurecheck.questionnaires.translating import TEXTS
from featurecheck.tomlfile import Key, shown

PLACEHOLDERS = ("unit", "singular", "currency")
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_FILLED = ("label", "hint", "guidance", "unit")
_KEYS = (*TEXTS, "choices", "prior_source")

Mistakes = Iterator[tuple[Key, str]]


def placeholder_mistakes(text: str, what: str, *, forms: bool) -> Iterator[str]:
    """Yield a sentence for each `{...}` that cannot be filled; `forms` allows `{unit:users=Nutzer}`."""
    for name, words in PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            near = did_you_mean(name, list(PLACEHOLDERS))
            yield f"{what} holds '{{{shown(name)}}}'.{near} Known: {', '.join(PLACEHOLDERS)}."
        elif words and not forms:
            yield f"{what} holds '{{{name}:...}}', which is for translations. Write {{{name}}}."
        elif words and len(other_words(words)) != words.count("|") + 1:
            yield f"{what} holds '{{{name}:{shown(words)}}}'. Write it as {{unit:users=Nutzer|accounts=Konten}}."


def translation_mistakes(
    translations: dict[str, Any], own: object, questions: Sequence[dict[str, Any]]
) -> Mistakes:
    """Yield the place and the sentence of everything that is wrong with the `[translations.xx]` of a file."""
    named = {str(question.get("name")): question for question in questions}
    for tag, entry in translations.items():
        key, what = ("translations", tag), f"the translation '{shown(tag)}'"
        if not _TAG.fullmatch(tag):
            yield (
                key,
                f"{what} has no tag of a language. Write it as [translations.de] or [translations.pt-BR].",
            )
        elif tag == own:
            yield key, f"{what} is the questionnaire's own language. Remove it, or change 'language'."
        elif not isinstance(entry, dict):
            yield key, f"{what} must be a table. Begin it with [translations.{tag}]."
        else:
            yield from _language(key, entry, what, named)
    for name, question in named.items():
        yield from _twice(translations, name, question)


def _twice(translations: dict[str, Any], name: str, question: dict[str, Any]) -> Mistakes:
    """Yield each label that is another choice's word in any language: answers are understood in all of them."""
    taken = {
        str(one.get(part)).casefold(): one.get("value")
        for one in _given(question)
        for part in ("value", "label")
    }
    for tag in translations:
        labels = _inside(translations, tag, "questions", name, "choices")
        for value, label in labels.items():
            if isinstance(label, str) and taken.setdefault(label.strip().casefold(), value) != value:
                place = ("translations", tag, "questions", name, "choices", value)
                yield (
                    place,
                    f"question '{shown(name)}' has two choices called '{shown(label)}'. Give each its own words.",
                )


def _given(question: dict[str, Any]) -> list[dict[str, Any]]:
    choices = question.get("choices")
    return [one for one in choices if isinstance(one, dict)] if isinstance(choices, list) else []


def _inside(data: object, *keys: str) -> dict[str, Any]:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _language(key: Key, entry: dict[str, Any], what: str, named: Mapping[str, dict[str, Any]]) -> Mistakes:
    yield from _unknown_keys(key, entry, ("title", "questions"), what)
    if "title" in entry:
        yield from _text((*key, "title"), entry["title"], f"'title' of {what}")
    questions = entry.get("questions", {})
    if not isinstance(questions, dict):
        yield (*key, "questions"), f"'questions' of {what} must be a table, with one table a question."
        return
    for name, texts in questions.items():
        place, which = (*key, "questions", name), f"question '{shown(name)}' of {what}"
        if name not in named:
            yield (
                place,
                f"{what} names '{shown(name)}', and no question is called so.{did_you_mean(name, list(named))}",
            )
        elif not isinstance(texts, dict):
            yield place, f"{which} must be a table with label, hint and so on."
        else:
            yield from _question(place, texts, which, named[name])


def _question(key: Key, texts: dict[str, Any], what: str, question: dict[str, Any]) -> Mistakes:
    yield from _unknown_keys(key, texts, _KEYS, what)
    for name in (name for name in texts if name in _KEYS):
        place, which = (*key, name), f"'{name}' of {what}"
        if ("prior" if name == "prior_source" else name) not in question:
            yield place, f"{which} translates what the question does not have. Remove it, or add it there."
        elif name == "choices":
            yield from _choices(place, texts[name], what, question)
        else:
            yield from _text(place, texts[name], which)
            if name in _FILLED and isinstance(texts[name], str):
                yield from ((place, said) for said in placeholder_mistakes(texts[name], which, forms=True))


def _choices(key: Key, labels: object, what: str, question: dict[str, Any]) -> Mistakes:
    if not isinstance(labels, dict):
        yield key, f"'choices' of {what} must be a table from value to label."
        return
    values = [str(one.get("value")) for one in _given(question)]
    for value, label in labels.items():
        place = (*key, value)
        if value not in values:
            yield (
                place,
                f"{what} has no choice '{shown(value)}'.{did_you_mean(value, values)} Known: {', '.join(map(shown, values))}.",
            )
        elif not isinstance(label, str) or not label.strip():
            yield place, f"the choice '{shown(value)}' of {what} must be a text in quotes, and not empty."


def _text(key: Key, text: object, what: str) -> Mistakes:
    if not isinstance(text, str):
        yield key, f"{what} must be a text in quotes."
    elif not text.strip():
        yield key, f"{what} is empty. Write something, or leave it away."


def _unknown_keys(key: Key, entry: dict[str, Any], known: Sequence[str], what: str) -> Mistakes:
    for name in entry:
        if name not in known:
            near = did_you_mean(name, list(known))
            yield (*key, name), f"{what} has an unknown key '{shown(name)}'.{near} Known: {', '.join(known)}."
