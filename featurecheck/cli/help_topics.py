"""The topics of `featurecheck help`: each a page of at most 80 columns, complete in itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from featurecheck.errors import ExitCode

_EXIT_CODES = {
    ExitCode.DONE: "Done, or nothing that check was told to fail on.",
    ExitCode.CRASHED: "A mistake in featurecheck itself; the traceback says where.",
    ExitCode.UNUSABLE_INPUT: "The input or an option cannot be used; nothing was written.",
    ExitCode.ANSWERS_MISSING: "ask: answers are missing; each is listed with its flag.",
    ExitCode.ROWS_UNUSABLE: "Some rows or files cannot be read; the others were evaluated.",
    ExitCode.CHECK_NO_GO: "check: at least one request is a NO-GO.",
    ExitCode.CHECK_FIND_OUT_FIRST: "check: none is a NO-GO, at least one is FIND OUT FIRST.",
    ExitCode.INTERRUPTED: "Interrupted (Ctrl-C); what was saved stays saved.",
}

_FILES = """\
The files of a project. None is needed but the requests; all are plain files
in folders of your own, and nothing is kept anywhere else.

What you write
  requests.xlsx       one row a request, a column a question; any spreadsheet
                      or export of a tracker will do. To fill in: sheet new
  bulk-export.toml    one request, written by ask and yours to edit; a folder
                      of such files is read like a sheet
  featurecheck.toml   the policy: currency, margins, thresholds. In force are
                      --policy, else $FEATURECHECK_POLICY, else the one in this
                      folder, else the one of the user's settings
  own.toml            a questionnaire of your own (questions new), beside the
                      requests or in a folder questionnaires
  usage.csv           events or a roll-up: who uses which feature (--usage)
  survey.csv          one row an answer of those who were asked (--survey)
  customers.csv       one row an account: what it earns and costs (--customers)

What featurecheck writes
  requests-report/    by batch: report.html, results.xlsx, results.csv,
                      evaluation.json, problems.csv
  duplicates.csv      by batch, where requests look alike: answer yes or no in
                      it and give it back with --merge
  bulk-export.html    by report; with --mail also .mail.html and .mail.txt,
                      with --pdf also .pdf
  replies/            by reply: one draft an account; nothing is sent
  briefs              by plan --briefs FOLDER: one brief and agenda an account

Files are written whole or not at all, and one that is there is only replaced
with --force. Request files are the exception: ask saves each answer at once.

An example of all of it: featurecheck demo
"""

_FORMATS = """\
Read
  requests    .xlsx .xlsm .xls .xlsb .ods .csv .tsv .txt .tab, request files
              (.toml), folders of them, - for a table on standard input
  usage data  the same sheets, .parquet, folders of them, duckdb:FILE,
              postgres://..., spark://...
  survey, customers
              the same sheets
  results     evaluation.json, wherever requests are shown: nothing is
              evaluated again
Encoding, delimiter, header row, decimal mark and the meaning of columns are
found out and said; sheet read says how, and --map, --sheet, --table,
--encoding, --delimiter and --date-order say otherwise.

Written
  batch       html, xlsx, csv, json, all at once
  report      html, with --mail also txt, with --pdf also pdf
  show        text, json, md
  plan        text, json, md
  usage       text, json, csv, md
  customers   text, json, csv, md
  sheet read  text, json, csv
  sheet check text, json, csv
  reply       text, html
  policy      text, json, toml
  questions   toml (new), XLSForm (export)

An answer in a cell, a file or the interview
  800 to 2k        a range that holds the truth 9 times in 10
  1200, ~1200      a figure; about that much
  5% to 10%        a share; 7 of 20 is one too, with its uncertainty
  6 weeks to 4 months, 30 person-weeks, 40k EUR
                   times, effort and money, with their units
  daily            a word, where the question offers some
  dk               nobody knows: a wide range is assumed, and named
  (nothing)        not answered yet

Figures written for programs (json, csv) are never rounded; money is in the
policy's currency, shares are 0 to 1, times are years unless they say weeks.
"""

_METHOD = """\
1. Answers are ranges. A range is read as the central 90 %: above zero as a
   lognormal, a share as a logit-normal distribution. '7 of 20' counts as a
   sample. Weak evidence widens a range and keeps its average, so that not
   knowing never makes building look better.

2. Not knowing is an answer. It takes a wide range, from a published figure
   or openly assumed; questions show prints each with its source.

3. From the answers to the net present value:
     won   users x regularly x like it x (1 - would not miss it) x would
           switch, less those locked in by the head start and the wait
     new   buyers per year because of it x our share of them
     kept  own users lost per year without it
     gain  margin per user x (won + new + kept) x (1 - price competition)
     cost  build cost x (1 + time of the team + upkeep per year)
   Gains count from launch to the horizon, discounted. Accounts that are
   known to have asked stand in with their own money (--customers).
   The constants are the policy's; policy prints them with their sources.

4. What an answer is worth to know: by how much the decision would be
   better on average if it were known (EVPPI), less what finding out costs
   and delays. A survey or study is valued with its own error (EVSI).

5. The verdict:
     FIND OUT FIRST  some answer is worth more than it costs to find out, or
                     two answers of a GO cannot both be true
     GO              else, where the expected net present value is above 0
     NO-GO           else
   There is no score and there are no weights.

6. Expected values and EVPPI are exact integrals; chances of loss use fixed
   points. The same input gives the same output, on any day.

7. Usage data and surveys answer questions with their sampling error; where
   they contradict what was written, the report says which one was taken.

What is assumed: featurecheck policy
Each figure:     featurecheck report requests.xlsx
"""


def _exit_codes() -> str:
    lines = [f"{code.value:>5}  {_EXIT_CODES[code]}" for code in ExitCode]
    end = "\nUnreadable rows come before verdicts: check ends with 4 where both are there.\nIn a script: featurecheck check requests.xlsx --fail-on no-go\n"
    return "\n".join(["What a command tells the shell when it ends.\n", *lines, end])


TOPICS: Mapping[str, tuple[str, Callable[[], str]]] = {
    "exit-codes": ("What a command tells the shell when it ends.", _exit_codes),
    "files": ("Which files a project has, and who writes them.", lambda: _FILES),
    "formats": ("What can be read and written, and how an answer is noted.", lambda: _FORMATS),
    "method": ("How answers become a verdict.", lambda: _METHOD),
}
"""Each topic's one line and what gives its text."""
