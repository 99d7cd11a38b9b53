"""Keeps a request file up to date while others may write to it too."""

from __future__ import annotations

import glob
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from featurecheck.interview.locking import locked
from featurecheck.questionnaires.profiles import asks_no_figure
from featurecheck.questionnaires.reading import with_standard_further
from featurecheck.requests.reading import read_request_file
from featurecheck.requests.writing import set_answer, set_fields
from featurecheck.storage import write_whole
from featurecheck.tomlfile import read_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from featurecheck.interview.advice import Weigher
    from featurecheck.questionnaires.definition import Question, Questionnaire
    from featurecheck.requests.definition import Answer, RequestFile


class Store:
    """One request file: read it, change one answer in it. Nobody else's answer is lost."""

    def __init__(
        self,
        path: Path,
        questionnaire: Questionnaire,
        weigher: Weigher | None = None,
        person: str | None = None,
    ) -> None:
        """Keep the answers of the request itself, or, with a person's name, what that person says."""
        self.path = path
        self.person = person
        self.weigher = weigher
        self._cleared = False
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
        """Return the request as the file has it now; with a person, its answers are what that person said."""
        request = read_request_file(self.path, self._asked)
        if self.person is None:
            return request
        return replace(request, answers=request.people.get(self.person, {}))

    def create(self, text: str) -> bool:
        """Write the new file, unless somebody else has begun it meanwhile; tell whether it was written."""
        if not self.path.parent.is_dir():
            write_whole(self.path, text)  # which says in a sentence that it cannot
        with locked(self.path):
            if self.path.exists():
                return False
            write_whole(self.path, text)
        return True

    def save(self, name: str, fields: dict[str, Any], seen: Answer | None = None) -> Answer | None:
        """Put one answer into the file.

        Args:
            name: the question's name.
            fields: the keyword arguments of `set_answer`.
            seen: the answer that was shown; when the file has another one by now, nothing is written.

        Returns:
            The answer somebody else gave meanwhile, None when ours is in the file.
        """
        with locked(self.path):
            current = self.read().answer(name)
            if seen is not None and current != seen:
                return current
            self._change(lambda text: set_answer(text, name, person=self.person, **fields))
        return None

    def save_fields(self, **fields: str | list[str]) -> None:
        """Put top-level fields into the file."""
        with locked(self.path):
            self.read()  # what cannot be read is not written over
            self._change(lambda text: set_fields(text, fields))

    def _change(self, change: Callable[[str], str]) -> None:
        self._clear_leftovers()
        write_whole(self.path, change(read_text(self.path)))

    def _clear_leftovers(self) -> None:
        """Take away the halves that a killed process left; the lock is ours, so nobody is writing one now. Once is enough."""
        if self._cleared:
            return
        self._cleared = True
        target = self.path.resolve()
        for half in target.parent.glob(f".{glob.escape(target.name[:40])}.*.part"):
            half.unlink(missing_ok=True)
