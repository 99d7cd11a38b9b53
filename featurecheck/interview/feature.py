"""The question before the questions: which feature of the usage data the request speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from featurecheck.tomlfile import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from featurecheck.interview.advice import Adviser, Near
    from featurecheck.interview.console import Console
    from featurecheck.requests.definition import RequestFile

_MOST = 20
_NONE = "-"


def chosen_feature(
    request: RequestFile, adviser: Adviser, io: Console, line: Callable[[str], str]
) -> str | None:
    """Ask which feature it is; return its name, None where nothing sounds like it or somebody says that it is none.

    Args:
        request: what is asked for; its competitor decides which features are looked at.
        adviser: knows the features.
        io: says what there is.
        line: asks for one line.
    """
    near = adviser.features(request.request, request.competitor)
    if not near:
        return None
    _introduce(near, io)
    while True:
        text = line("Which feature is it? (Enter: 1, - none of them, ? lists all) ")
        if text in {"?", ":help"}:
            _list(adviser.known(request.competitor), io)
        elif text == _NONE:
            _say_none(near, io)
            return None
        else:
            name = _picked(text, near)
            wrong = adviser.mistake(name, request.competitor)
            if not wrong:
                io.say(f"= {shown(name)}")
                return name
            io.say(wrong)


def _introduce(near: Sequence[Near], io: Console) -> None:
    same = [one for one in near if one.same]
    io.say("The usage data has a feature of this name:" if same else "In the usage data this sounds like it:")
    for index, one in enumerate(near, start=1):
        io.say(f"    {index} {_line(one)}")


def _line(one: Near) -> str:
    return f"{shown(one.name)}: {shown(one.says, 200)}" if one.says else shown(one.name)


def _list(known: Sequence[Near], io: Console) -> None:
    for one in known[:_MOST]:
        io.say(f"    {_line(one)}")
    if len(known) > _MOST:
        io.say(f"    and {len(known) - _MOST:,} more; featurecheck usage lists them.")
    io.say("Type a number from above or a name. The answer is kept as usage_feature in the file.")


def _picked(text: str, near: Sequence[Near]) -> str:
    """Return the name that was meant: typed, or by its number unless a feature is called so."""
    if not text:
        return near[0].name
    names = {one.name for one in near}
    if text not in names and text.isdecimal() and 1 <= int(text[:9]) <= len(near):
        return near[int(text[:9]) - 1].name
    return text


def _say_none(near: Sequence[Near], io: Console) -> None:
    if any(one.same for one in near):
        io.say(
            "Nothing is written. While usage_feature is empty in the file, the feature of this name is taken."
        )
