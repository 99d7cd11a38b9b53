"""Run by a Python that has LibreOffice's `uno`: types texts into cells as a person would, and saves the file.

Standard input holds JSON: the address of a listening LibreOffice, the file to open, `[sheet, cell, text]` to type in
order, and what to save: `[file, filter, options]`. Standard output holds what the cells show afterwards.
"""

# ruff: noqa: FBT003 - LibreOffice takes its arguments by their places only

import contextlib
import json
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException
from com.sun.star.text.ControlCharacter import PARAGRAPH_BREAK

ATTEMPTS = 300
PAUSE_SECONDS = 0.2


def properties(**values):
    """Named values as LibreOffice wants them."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def connected(address):
    """The context of the LibreOffice that listens there, as soon as it does."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for attempt in range(ATTEMPTS):
        try:
            return resolver.resolve(f"uno:{address};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(PAUSE_SECONDS)
    return None


def enter(cell, text):
    """Type a text: whatever looks like a date or a formula becomes one, Ctrl+Enter starts a line."""
    first, *lines = text.split("\n")
    cell.FormulaLocal = first
    for line in lines:
        end = cell.createTextCursor()
        end.gotoEnd(False)
        cell.insertControlCharacter(end, PARAGRAPH_BREAK, False)
        end.gotoEnd(False)
        cell.insertString(end, line, False)


def main():
    """Do what standard input says."""
    wish = json.load(sys.stdin)
    context = connected(wish["address"])
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    book = desktop.loadComponentFromURL(
        uno.systemPathToFileUrl(wish["file"]), "_blank", 0, properties(Hidden=True)
    )
    for sheet, cell, text in wish["typed"]:
        enter(book.Sheets.getByName(sheet).getCellRangeByName(cell), text)
    shown = [book.Sheets.getByName(sheet).getCellRangeByName(cell).String for sheet, cell, _ in wish["typed"]]
    for path, name, options in wish["saved"]:
        book.storeToURL(uno.systemPathToFileUrl(path), properties(FilterName=name, FilterOptions=options))
    book.close(True)
    print(json.dumps(shown), flush=True)
    with contextlib.suppress(DisposedException):  # it may be gone before it has answered
        desktop.terminate()


main()
