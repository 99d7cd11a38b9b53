"""The customer edition as a summary for a mail: made of the redacted model and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from featurecheck.report.edition import Edition
from featurecheck.report.edition_render import ToldEdition, ToldWish, told
from featurecheck.report.edition_words import EditionWords, edition_words
from featurecheck.report.mail import TOP, Mail, Part, Table


def mail_of(edition: Edition, report: str) -> Mail:
    """Return the summary of the customer edition; `report` is the name of the file that holds everything."""
    frame, page = edition_words(), told(edition)
    parts = _of_one(page.single, frame) if page.single else _of_many(page, frame)
    return Mail(
        page.title,
        page.heading,
        page.meta,
        (Part("", (frame.confidential,)), *parts),
        (frame.contact, f"{frame.whole} {report}"),
        frame.language,
    )


def _of_one(wish: ToldWish, frame: EditionWords) -> Iterator[Part]:
    yield Part(wish.word, (wish.sentence,))
    if wish.reopen:
        yield Part(frame.reopen, (frame.reopen_lead,), wish.reopen)
    if wish.ask:
        yield Part(frame.ask, items=wish.ask)


def _of_many(page: ToldEdition, frame: EditionWords) -> Iterator[Part]:
    counts = tuple((group.word, f"{len(group.wishes):,}") for group in page.groups)
    yield Part(frame.counts, table=Table((frame.stands, frame.wishes), counts))
    wishes = [wish for group in page.groups for wish in group.wishes]
    rows = tuple((wish.title, wish.word) for wish in wishes[:TOP])
    cut = f"{frame.first}: {TOP:,} / {len(wishes):,}" if len(wishes) > TOP else ""
    yield Part(frame.asked, (cut,) if cut else (), table=Table((frame.asked, frame.stands), rows))
