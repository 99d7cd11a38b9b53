"""Keeps a request file up to date while others may write to it too."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Any

from featurecheck.questionnaires.profiles import asks_no_figure
from featurecheck.questionnaires.reading import with_standard_further
from featurecheck.requests.reading import read_request_file
from featurecheck.requests.writing import set_answer, set_fields
from featurecheck.storage import write_whole
from featurecheck.tomlfile import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from featurecheck.interview.advice import Weigher
    from featurecheck.questionnaires.definition import Question, Questionnaire
    from featurecheck.requests.definition import Answer, RequestFile


class Store:
    """One request file: read it, change one answer in it. Nobody else's answer is lost."""

    def __init__(self, path: Path, questionnaire: Questionnaire, weigher: Weigher | None = None) -> None:
        self.path = path
        self.weigher = weigher
        self._asked = questionnaire
        figures = not asks_no_figure(questionnaire)
        self._all = with_standard_further(questionnaire) if figures else questionnaire

    @property
    def questionnaire(self) -> Questionnaire:
        """What is asked about the request as the file has it now: more where a customer on the list asks for it."""
        if self.weigher is None or not self.path.exists() or not self.weigher.knows(self.read().requesters):
            return self._asked
        return self._all.with_further()

    def questions(self) -> dict[str, Question]:
        """Return every question that may be answered by its name, whether it is asked now or not."""
        return {question.name: question for question in self._all.with_further().questions}

    def read(self) -> RequestFile:
        """Return the request as the file has it now."""
        return read_request_file(self.path, self._asked)

    def create(self, text: str) -> None:
        """Write the new file."""
        write_whole(self.path, text)

    def save(self, name: str, fields: dict[str, Any], seen: Answer | None = None) -> Answer | None:
        """Put one answer into the file.

        Args:
            name: the question's name.
            fields: the keyword arguments of `set_answer`.
            seen: the answer that was shown; when the file has another one by now, nothing is written.

        Returns:
            The answer somebody else gave meanwhile, None when ours is in the file.
        """
        with _locked(self.path):
            current = self.read().answer(name)
            if seen is not None and current != seen:
                return current
            self._change(lambda text: set_answer(text, name, **fields))
        return None

    def save_fields(self, **fields: str | list[str]) -> None:
        """Put top-level fields into the file."""
        with _locked(self.path):
            self._change(lambda text: set_fields(text, fields))

    def _change(self, change: Callable[[str], str]) -> None:
        write_whole(self.path, change(read_text(self.path)))


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the folder's lock, which leaves no file behind and ends with the process; Windows goes without."""
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415 - not on Windows

    handle = os.open(path.resolve().parent, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network drives have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
