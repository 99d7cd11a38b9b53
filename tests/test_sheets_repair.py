"""Irregular rows: put right where only one reading fits, else kept as they are and reported; no character is lost."""

import csv
import io

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Severity
from featurecheck.sheets.grid import Odd
from featurecheck.sheets.tables import read
from featurecheck.sheets.text.delimited import read_delimited
from featurecheck.sheets.text.readings import Dialect, readings
from featurecheck.sheets.text.repair import Mend, Mender, mended_header
from featurecheck.sheets.text.shapes import shapes

COMMA = Dialect(",")
ROWS = [
    (
        "28/01/2026",
        "AB-1042",
        "9",
        "Export all reports",
        "It takes hours, every month.",
        "https://example.com/1",
        "",
    ),
    (
        "29/01/2026",
        "CD-2213",
        "12",
        "Dark mode, please",
        "Our eyes hurt at night.",
        "https://example.com/2",
        "",
    ),
    (
        "30/01/2026",
        "EF-3370",
        "4",
        "Import from mail",
        'They say "why not" a lot.',
        "https://example.com/3",
        "",
    ),
    ("31/01/2026", "GH-4061", "31", "Single sign on", "Audits ask for it.", "https://example.com/4", ""),
    ("01/02/2026", "IJ-5154", "2", "Sort by votes", "Lists are long.", "https://example.com/5", ""),
    (
        "02/02/2026",
        "KL-6290",
        "7",
        "Mobile app",
        "Sales travel a lot, by train.",
        "https://example.com/6",
        "",
    ),
]
HEAD = "Asked,Number,Votes,Wish,Reason,Link,Remark"
WANTED = (
    "05/02/2026",
    "MN-7001",
    "8",
    "Search in files",
    "Nobody finds anything.",
    "https://example.com/7",
    "",
)


def written(rows, **how):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", **how).writerows(rows)
    return out.getvalue()


@pytest.fixture
def saved(tmp_path):
    def save(content):
        path = tmp_path / "wishes.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return save


@pytest.fixture
def mender():
    return Mender(shapes(list(zip(*ROWS, strict=True))), COMMA)


def bare(cells):
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in cells)


@pytest.mark.parametrize("at", range(7))
def test_one_empty_cell_too_many_is_left_out_wherever_it_stands(mender, at):
    line = ",".join([*WANTED[:at], "", *WANTED[at:]])
    found = mender.mend(Odd(tuple(line.split(",")), line))
    assert (found.cells, found.mend) == (WANTED, Mend.DROPPED)


@pytest.mark.parametrize("at", range(1, 7))
def test_a_missing_delimiter_is_put_back_where_the_cells_show_it(mender, at):
    line = ",".join([*WANTED[: at - 1], WANTED[at - 1] + WANTED[at], *WANTED[at + 1 :]])
    found = mender.mend(Odd(tuple(line.split(",")), line))
    if at == 4:  # two texts run together: nobody can say where one ends
        assert found.mend is Mend.UNSURE
        assert found.cells == tuple(line.split(","))
    else:
        assert (*found.cells, "")[:7] == WANTED


def test_a_missing_delimiter_between_two_quoted_texts_is_put_back(mender):
    line = '05/02/2026,MN-7001,8,"Search, in files""Nobody finds it, ever.",https://example.com/7,'
    found = mender.mend(Odd((), line))
    assert found.cells[3:5] == ("Search, in files", "Nobody finds it, ever.")
    assert found.mend is Mend.SPLIT


def test_the_mark_of_a_text_is_told_from_a_missing_delimiter(mender):
    line = '05/02/2026,MN-7001,8,"Screens, 24""""Nobody finds it, ever.",https://example.com/7,'
    assert mender.mend(Odd((), line)).cells[3:5] == ('Screens, 24"', "Nobody finds it, ever.")


@pytest.mark.parametrize("at", range(7))
def test_a_stray_quotation_mark_before_a_cell_is_text_and_the_row_keeps_its_cells(mender, at):
    quoted = [f'"{cell}"' if at > 2 and cell else cell for cell in WANTED]
    line = ",".join([*quoted[:at], '"' + quoted[at], *quoted[at + 1 :]])
    found = mender.mend(Odd((), line))
    assert found.cells == (*WANTED[:at], '"' + WANTED[at], *WANTED[at + 1 :])
    assert found.mend is Mend.MARK


def test_marks_that_nobody_doubled_are_text(mender):
    line = '05/02/2026,MN-7001,8,"Search, 24" wide","Nobody, "ever", finds it.",https://example.com/7,'
    found = mender.mend(Odd((), line))
    assert found.cells[3:5] == ('Search, 24" wide', 'Nobody, "ever", finds it.')


def test_a_delimiter_that_nobody_quoted_is_text(mender):
    line = "05/02/2026,MN-7001,8,Search, sort and filter,Lists are long.,https://example.com/7,"
    found = mender.mend(Odd((), line))
    assert (found.cells[3], found.mend) == ("Search, sort and filter", Mend.JOINED)


def test_a_delimiter_that_could_belong_to_either_of_two_texts_stays_as_it_is(mender):
    line = "05/02/2026,MN-7001,8,Search files,sort them,filter them,https://example.com/7,"
    found = mender.mend(Odd((), line))
    assert found.mend is Mend.UNSURE
    assert ",".join(found.cells) == line


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_row_with_another_delimiter_is_read_with_it(mender, delimiter):
    line = delimiter.join(WANTED)
    found = mender.mend(Odd((line,), line))
    assert (found.cells, found.mend) == (WANTED, Mend.OTHER)


def test_a_row_that_blanks_divide_is_read_where_quotation_marks_show_the_texts(mender):
    line = '05/02/2026 MN-7001 8 Search  in files "Nobody finds anything." https://example.com/7 '
    assert mender.mend(Odd((line,), line)).cells == (*WANTED[:3], "Search  in files", *WANTED[4:])


def test_a_row_that_only_ends_early_is_short_and_a_row_from_nowhere_is_kept(mender):
    assert mender.mend(Odd(WANTED[:6], ",".join(WANTED[:6]))).mend is Mend.SHORT
    found = mender.mend(Odd(("what", "is", "this"), "what,is,this"))
    assert (found.cells, found.mend) == (("what", "is", "this"), Mend.UNSURE)


def test_with_its_tries_used_up_the_mender_leaves_rows_as_they_are():
    mender = Mender(shapes(list(zip(*ROWS, strict=True))), COMMA, tries=0)
    line = ",".join(["", *WANTED])
    assert mender.mend(Odd(tuple(line.split(",")), line)).mend is Mend.UNSURE


def test_amounts_fit_with_or_without_a_fraction_but_dates_keep_their_parts():
    money, dates = shapes([["$74.69", "$0.9", "$12.50"], ["1.2.2026", "24.12.2026", "3.10.2026"]])
    assert money.fits("$72")
    assert not money.fits("$74.")
    assert not dates.fits("24.12")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Asked,,Number,Votes", ("Asked", "Number", "Votes")),
        ('"Asked,Number,Votes', ('"Asked', "Number", "Votes")),
        ('Asked,""Number",Votes', ("Asked", '"Number', "Votes")),
        ('Asked,"Number""Votes"', ("Asked", "Number", "Votes")),
        ('Asked,Number"Votes"', ("Asked", "Number", "Votes")),
        ("Asked;Number;Votes", ("Asked", "Number", "Votes")),
        ("Asked Number Votes", ("Asked", "Number", "Votes")),
        ("AskedNumber,Votes", None),
        ("Asked,Number,Asked", None),
    ],
)
def test_a_header_is_put_right_only_if_every_column_gets_a_name_of_its_own(line, names):
    assert mended_header(Odd(tuple(line.split(",")), line), 3, COMMA) == names


def test_a_header_with_names_run_together_is_kept_and_reported(saved):
    table = read(saved(HEAD.replace("Asked,Number", "AskedNumber") + "\n" + written(ROWS)))
    assert table.raw_header[0] == "AskedNumber"
    assert [(problem.row, problem.found[:7]) for problem in table.problems] == [(1, "6 names")]


def test_every_irregular_row_is_reported_with_what_was_done(saved):
    lines = [f",{bare(WANTED)}", "what,is,this", bare(WANTED).replace(",8,", ',"8,')]
    table = read(saved("\n".join([HEAD, written(ROWS).rstrip("\n"), *lines, ""])))
    assert table.rows[-3] == WANTED
    assert table.rows[-2] == ("what", "is", "this", "", "", "", "")
    assert table.rows[-1] == (*WANTED[:2], '"8', *WANTED[3:])
    found = [(problem.row, problem.severity) for problem in table.problems]
    assert found == [(8, Severity.NOTE), (9, Severity.WARNING), (10, Severity.NOTE)]
    assert "7 cells" in table.problems[1].expected
    assert "kept as they are" in table.problems[1].mend


def test_a_stray_mark_swallows_no_row_even_beside_cells_of_many_lines(saved):
    rows = [("Wish", "Votes", "Reason"), ('A "new" one', "3", "first\nsecond, third\n\n# fourth\n" * 100)]
    text = written(rows) + '"Stray,4,none\n' + written([("Plain", "5", "one\ntwo"), ("Last", "6", "")])
    table = read(saved(text))
    assert table.rows == [rows[1], ('"Stray', "4", "none"), ("Plain", "5", "one\ntwo"), ("Last", "6", "")]


def test_a_mark_at_the_end_of_a_line_swallows_no_row(saved):
    text = HEAD + "\n" + bare(WANTED) + '"\n' + written(ROWS)
    table = read(saved(text))
    assert table.rows[0] == (*WANTED[:6], '"')
    assert table.rows[1:] == ROWS


def test_a_file_in_which_nobody_doubled_any_mark_is_read(saved):
    lines = [f'{number},"A 24" screen, wide","He said "now" twice",{number * 3}' for number in range(1, 9)]
    table = read(saved("\n".join(["id,request,description,votes", *lines, '9,"A, b","Say "now", twice",4'])))
    assert table.rows[7] == ("8", 'A 24" screen, wide', 'He said "now" twice', "24")
    assert table.rows[8] == ("9", "A, b", 'Say "now", twice', "4")
    assert "cells separated by commas, marks inside a cell not doubled" in table.notes


def test_more_than_a_thousand_irregular_rows_are_told_in_a_bounded_list(saved):
    text = HEAD + "\n" + written(ROWS) * 200 + "what,is,this\n" * 1100
    table = read(saved(text))
    assert len(table.problems) == 1001
    assert table.problems[-1].found == "100 more such rows from here on"
    assert len(table.rows) == 1200 + 1100


hard = st.text("ab ,;\t|\"'\n\r\\é#1", max_size=8)
rows_of_three = st.lists(st.tuples(st.integers(1, 99).map(str), hard, hard), min_size=1, max_size=6)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
def test_what_a_csv_writer_writes_is_read_back_character_by_character(tmp_path, delimiter, quoting):
    path = tmp_path / "any.csv"

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
    @given(rows_of_three)
    @example([("1", "'", "'"), ("1", "'", "'")])
    @example([("1", "", "\\"), ("1", "\r", "\\"), ("1", "\r", "\\")])
    def check(rows):
        wanted = [("id", "request", "description"), *rows]
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=delimiter, quoting=quoting).writerows(wanted)
        path.write_bytes(out.getvalue().encode())
        assert [tuple(row) for row in read_delimited(path).grid] == wanted

    check()


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_marks_behind_a_backslash_are_read_back_too(tmp_path, delimiter):
    path = tmp_path / "any.csv"

    @settings(max_examples=60, deadline=None)
    @given(rows_of_three)
    def check(rows):
        plain = ("5", f'say "x{delimiter} y" now', "z")
        wanted = [("id", "request", "description"), *[plain] * (len(rows) + 1), *rows]
        out = io.StringIO(newline="")
        how = {"doublequote": False, "escapechar": "\\", "quoting": csv.QUOTE_ALL}
        csv.writer(out, delimiter=delimiter, **how).writerows(wanted)
        path.write_bytes(out.getvalue().encode())
        assert [tuple(row) for row in read_delimited(path).grid] == wanted

    check()


BITS = [
    "id",
    "request",
    "votes",
    '"',
    '""',
    ",",
    ";",
    " ",
    "\n",
    "\r\n",
    "1",
    "2018-01-01",
    "# ",
    "Total",
    "\\",
    "a b",
]
ANYTHING = st.one_of(
    st.binary(max_size=200),
    st.text("ab ,;|\t\"'\n\r\\é#1\0", max_size=200).map(str.encode),
    st.lists(st.sampled_from(BITS), max_size=60).map("".join).map(str.encode),
)


def test_any_bytes_are_a_table_in_which_every_row_has_its_place_or_one_sentence(tmp_path):
    path = tmp_path / "any.csv"

    @settings(max_examples=300, deadline=None)
    @given(ANYTHING)
    @example(b"\xff\xfe")
    @example(b"sep=;")
    def check(data):
        path.write_bytes(data)
        try:
            table = read(path)
        except FeatureCheckError:
            return  # one declared sentence; any other exception fails
        assert all(len(row) == len(table.header) for row in table.rows)
        left = [number for one in table.skipped for number in one.rows]
        placed = sorted([*table.header_rows, *table.row_numbers, *left])
        assert placed == list(range(1, len(placed) + 1))

    check()


@pytest.mark.parametrize(
    "row",
    [
        ",'a" * 5000,
        ',"a' * 5000,
        '""' * 10_000,
        '"' * 20_001,
        ' "a" ' * 4000,
        ', "' * 5000,
        '1,"' + 'a" b "c' * 2000 + '",2',
        "1" + ",word" * 2000,
        "x" * 1_000_000,
    ],
)
def test_a_hostile_row_is_kept_beside_the_good_ones(saved, row):
    path = saved(HEAD + "\n" + written(ROWS) + (row + "\n") * 3)
    assert [cells[:7] for cells in read(path).rows[: len(ROWS)]] == ROWS


@given(st.text('ab",', max_size=40))
def test_the_readings_of_a_line_lose_no_letter_and_grow_no_faster_than_its_marks(line):
    found = list(readings(line, COMMA))
    assert len(found) <= 2 * (1 + (line.count('"') + 1) * (line.count('"') + 3))
    letters = sorted(char for char in line if char in "ab")
    for reading in found:
        assert sorted(char for piece in reading for char in piece.text if char in "ab") == letters


@pytest.mark.parametrize("cell", ["First\nsecond line", "a\nb\nc, d", 'one\n\n- "two"\nthree'])
def test_a_cell_over_several_lines_stays_whole_in_a_row_with_a_cell_too_many(tmp_path, cell):
    path = tmp_path / "requests.csv"
    quoted = cell.replace('"', '""')
    path.write_text(f'id,request,votes\n1,Bulk,4\n2,Offline,7\n3,"{quoted}",4,more\n4,Dark,1\n')
    table = read(path)
    assert table.rows[2] == ("3", cell, "4", "more")
    assert table.rows[3][:3] == ("4", "Dark", "1")
    assert [(problem.row, problem.found) for problem in table.problems] == [(4, "4 cells")]
