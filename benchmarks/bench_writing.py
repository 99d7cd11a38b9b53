"""Writing 100,000 results: CPU time and peak memory of each writer in a process of its own. It prints what it measured.

All write the same cells with the same number formats, a frozen header and a filter. The libraries by themselves do not
look at the texts; the project's writers keep formulas, markup and control characters out.

featurecheck           as chosen: rows streamed through a folder
featurecheck, memory   as chosen below 1,000 requests
XlsxWriter             by itself, constant_memory
openpyxl               write_only
pandas + ...           DataFrame.to_excel, then the formats
"""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 100_000
MONEY, SHARE, WHOLE = '#,##0 "EUR"', "0 %", "#,##0"
REASONS = (
    "Its expected value is above what it costs. | The chance of a loss is within the limit of the policy."
)
COLUMNS = {
    "id": "",
    "request": "",
    "verdict": "",
    "expected_value": MONEY,
    "chance_of_loss": SHARE,
    "p5": MONEY,
    "p50": MONEY,
    "p95": MONEY,
    "evpi": MONEY,
    "next_question": "",
    "next_question_worth": MONEY,
    "ask": "",
    "break_even": "",
    "reasons": "",
    "flags": "",
    "rank": WHOLE,
    "competitor": "",
    "requesters": "",
    "users": "",
    "would_switch": "",
}
VERDICTS = ("GO", "NO-GO", "FIND OUT FIRST")


def rows():
    for at in range(ROWS):
        worth = float(1000 + at * 37 % 90_000)
        yield (
            f"R{at}",
            f"Export number {at} as a table",
            VERDICTS[at % 3],
            worth,
            (at % 90 + 10) / 100,
            -worth,
            worth / 2 + 500,
            worth * 4,
            worth / 3 + 500,
            "would_switch" if at % 3 else None,
            worth / 5 + 500 if at % 3 else None,
            "Product marketing" if at % 2 else None,
            f"would_switch above {at % 40} %",
            REASONS,
            f"'users' was read as {at} users" if at % 5 == 0 else None,
            at + 1,
            "Acme",
            f"Northwind; Contoso {at % 700}",
            f"{at % 900} to {at % 900 + 500}",
            "5-10%",
        )


def featurecheck(folder: Path | None) -> bytes:
    from featurecheck.sheets.out.result_columns import result_columns
    from featurecheck.sheets.out.workbook_sheets import Sheets
    from featurecheck.sheets.out.writing import new_workbook

    target = io.BytesIO()
    with new_workbook(target, folder) as book:
        Sheets(book, "EUR").add("Results", result_columns(tuple(COLUMNS), "EUR", "users"), rows())
    return target.getvalue()


def streamed() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return featurecheck(Path(folder))


def in_memory() -> bytes:
    return featurecheck(None)


def xlsxwriter_alone() -> bytes:
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Results")
        looks = [
            book.add_format({"num_format": code or "General", "text_wrap": not code})
            for code in COLUMNS.values()
        ]
        sheet.write_row(0, 0, COLUMNS)
        for number, row in enumerate(rows(), start=1):
            for at, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, at, value, looks[at])
                elif value is not None:
                    sheet.write_number(number, at, value, looks[at])
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, ROWS, len(COLUMNS) - 1)
    return target.getvalue()


def openpyxl_alone() -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Results")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:T{ROWS + 1}"
    sheet.append(list(COLUMNS))
    wrapped, codes = Alignment(wrap_text=True), list(COLUMNS.values())

    def cell(value, code):
        if value is None:
            return None
        made = WriteOnlyCell(sheet, value)
        if code:
            made.number_format = code
        else:
            made.alignment = wrapped
        return made

    for row in rows():
        sheet.append([cell(value, code) for value, code in zip(row, codes, strict=True)])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def pandas_xlsxwriter() -> bytes:
    import pandas as pd

    target = io.BytesIO()
    with pd.ExcelWriter(target, engine="xlsxwriter") as writer:
        frame().to_excel(writer, sheet_name="Results", index=False, freeze_panes=(1, 0))
        sheet = writer.sheets["Results"]
        for at, code in enumerate(COLUMNS.values()):
            look = {"num_format": code} if code else {"text_wrap": True}
            sheet.set_column(at, at, 20, writer.book.add_format(look))
        sheet.autofilter(0, 0, ROWS, len(COLUMNS) - 1)
    return target.getvalue()


def pandas_openpyxl() -> bytes:
    import pandas as pd
    from openpyxl.styles import Alignment

    target = io.BytesIO()
    wrapped, codes = Alignment(wrap_text=True), list(COLUMNS.values())
    with pd.ExcelWriter(target, engine="openpyxl") as writer:
        frame().to_excel(writer, sheet_name="Results", index=False, freeze_panes=(1, 0))
        for line in writer.sheets["Results"].iter_rows(min_row=2):
            for cell, code in zip(line, codes, strict=True):
                if code:
                    cell.number_format = code
                else:
                    cell.alignment = wrapped
        writer.sheets["Results"].auto_filter.ref = f"A1:T{ROWS + 1}"
    return target.getvalue()


def frame():
    import pandas as pd

    return pd.DataFrame(rows(), columns=list(COLUMNS))


def featurecheck_csv() -> bytes:
    from featurecheck.sheets.out.writing import results_csv

    names = tuple(COLUMNS)
    return results_csv((dict(zip(names, row, strict=True)) for row in rows()), names)


def csv_alone() -> bytes:
    import csv

    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(rows())
    return text.getvalue().encode()


def pandas_csv() -> bytes:
    return frame().to_csv(index=False).encode()


XLSX = {
    "featurecheck": streamed,
    "featurecheck, memory": in_memory,
    "XlsxWriter": xlsxwriter_alone,
    "openpyxl": openpyxl_alone,
    "pandas + XlsxWriter": pandas_xlsxwriter,
    "pandas + openpyxl": pandas_openpyxl,
}
CSV = {"featurecheck": featurecheck_csv, "csv module": csv_alone, "pandas": pandas_csv}


def measured(kind: str, name: str) -> tuple[float, float, float]:
    """CPU seconds, peak MB and MB written of one writer in its own process."""
    done = subprocess.run([sys.executable, __file__, kind, name], capture_output=True, check=True, text=True)
    cpu, peak, size = map(float, done.stdout.split())
    return cpu, peak, size


def child(kind: str, name: str) -> None:
    started = time.process_time()
    content = {"xlsx": XLSX, "csv": CSV}[kind][name]()
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(time.process_time() - started, used.ru_maxrss / 1024, len(content) / 1e6)


def main() -> None:
    for kind, writers in (("xlsx", XLSX), ("csv", CSV)):
        found = {name: measured(kind, name) for name in writers}
        ours = found["featurecheck"]
        print(f"{ROWS:,} results x {len(COLUMNS)} columns as {kind}")
        print(f"{'writer':<22} {'CPU s':>7} {'times ours':>10} {'peak MB':>8} {'times ours':>10} {'MB':>6}")
        for name, (cpu, peak, size) in found.items():
            ratios = f"{cpu:>7.1f} {cpu / ours[0]:>10.2f} {peak:>8.0f} {peak / ours[1]:>10.2f}"
            print(f"{name:<22} {ratios} {size:>6.1f}")
        print()


if __name__ == "__main__":
    child(*sys.argv[1:]) if sys.argv[1:] else main()
