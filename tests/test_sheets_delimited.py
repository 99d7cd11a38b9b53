"""Delimited files as people export them: any encoding, delimiter, line ending, title and footer."""

import codecs

import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.delimited import Dialect, sniff
from featurecheck.sheets.tables import read, read_table


@pytest.fixture
def saved(tmp_path):
    def save(content, name="requests.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return save


WORDS = "id,request,votes\nR-1,Größe ändern,7\nR-2,Café-Modus,12\n"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
def test_every_usual_encoding_gives_the_same_words_and_is_named(saved, encoding, said):
    table = read(saved(WORDS.encode(encoding)))
    assert table.header == ("id", "request", "votes")
    assert table.rows == [("R-1", "Größe ändern", "7"), ("R-2", "Café-Modus", "12")]
    assert any(said in note for note in table.notes)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_recognised_by_its_zeros(saved, encoding):
    assert read(saved(WORDS.encode(encoding))).rows[0][1] == "Größe ändern"


def test_big_endian_utf_16_with_its_mark_is_read(saved):
    assert read(saved(codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"))).rows[1][1] == "Café-Modus"


@pytest.mark.parametrize(
    ("delimiter", "said"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "bars")]
)
def test_every_usual_delimiter_is_found_and_named(saved, delimiter, said):
    table = read(saved(WORDS.replace(",", delimiter)))
    assert table.rows[0] == ("R-1", "Größe ändern", "7")
    assert any(said in note for note in table.notes)


def test_commas_in_prose_do_not_split_a_semicolon_file(saved):
    text = (
        "Title;Details;Votes\nExport, all of it;as CSV, PDF, and more, please;3\nDark, darker;ink, toner;4\n"
    )
    assert read(saved(text)).rows[0] == ("Export, all of it", "as CSV, PDF, and more, please", "3")


def test_a_single_column_with_commas_in_it_stays_one_column(saved):
    table = read(saved("request\nExport, as CSV\nImport\nSearch, filter, sort\n"))
    assert table.header == ("request",)
    assert table.rows == [("Export, as CSV",), ("Import",), ("Search, filter, sort",)]


def test_the_first_line_may_declare_the_separator(saved):
    table = read(saved("sep=;\r\nrequest;votes\r\nExport, quick;3\r\n"))
    assert table.header == ("request", "votes")
    assert table.rows == [("Export, quick", "3")]
    assert "as its first line says" in " ".join(table.notes)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_all_line_endings_give_the_same_rows(saved, ending):
    text = f'request,votes{ending}"two{ending}lines",1{ending}plain,2'
    rows = read(saved(text)).rows
    assert rows[0][0].split() == ["two", "lines"]
    assert rows[1] == ("plain", "2")


def test_quotes_delimiters_and_line_breaks_inside_cells_are_kept(saved):
    table = read(saved('request,description\n"Say ""hello"", twice","a\nb, c"\n'))
    assert table.rows == [('Say "hello", twice', "a\nb, c")]


def test_a_blank_between_delimiter_and_quotation_mark_does_not_split_the_cell(saved):
    table = read(saved('"request", "description", "votes"\n"Export", "CSV, PDF", "3"\n'))
    assert table.rows == [("Export", "CSV, PDF", "3")]


def test_a_quotation_mark_never_closed_is_text_and_swallows_no_row(saved):
    table = read(saved('request,votes\n"Export,1\nImport,2\n"Search, fast",3\n'))
    assert table.rows == [('"Export', "1"), ("Import", "2"), ("Search, fast", "3")]
    assert any("never closed" in note for note in table.notes)


def test_text_behind_a_closing_quotation_mark_is_kept(saved):
    assert read(saved('request,votes\n"Export" now,1\nImport,2\n')).rows == [
        ('"Export" now', "1"),
        ("Import", "2"),
    ]


def test_inches_are_no_quotation(saved):
    assert read(saved('request,votes\n12" screens,1\nImport,2\n')).rows[0] == ('12" screens', "1")


def test_a_title_above_the_header_is_skipped_and_noted(saved):
    text = "Feature Requests\nExported on 2026-03-01\n\nID,Title,Votes\n1,Export,4\n"
    table = read(saved(text))
    assert table.header == ("ID", "Title", "Votes")
    assert table.row_numbers == [5]
    assert (
        "the header is row 4; skipped above it: 'Feature Requests', 'Exported on 2026-03-01'" in table.notes
    )


def test_comment_lines_above_the_header_are_skipped_even_with_commas_in_them(saved):
    text = (
        "# ---\n# Start, end, zone, place: 20260910, 20260911, UTC, all\nEvent name,Event count\nexport,4\n"
    )
    table = read(saved(text))
    assert table.header == ("Event name", "Event count")
    assert table.rows == [("export", "4")]


def test_a_header_that_begins_with_a_hash_is_a_header(saved):
    assert read(saved("# Votes,Title\n3,Export\n")).header == ("# Votes", "Title")
    assert read(saved("#,Title\n3,Export\n")).header == ("#", "Title")


def test_a_footer_behind_a_blank_row_is_skipped_and_noted(saved):
    footer = '\n"Grand Totals (2 records)",,\n\n"Confidential Information - Do Not Distribute"\n"Copyright (c) 2026 Acme"\n'
    table = read(saved("id,request,votes\n1,Export,4\n2,Import,5\n" + footer))
    assert [row[1] for row in table.rows] == ["Export", "Import"]
    assert any("as a footer: 'Grand Totals (2 records)'" in note for note in table.notes)


def test_a_last_request_that_speaks_of_confidential_things_is_no_footer(saved):
    text = "id,request,votes\n1,Export,4\n\n2,Confidential mode for notes,5\n"
    table = read(saved(text))
    assert [row[1] for row in table.rows] == ["Export", "Confidential mode for notes"]
    assert "1 blank row was skipped" in table.notes


def test_a_totals_row_without_a_blank_row_above_is_kept(saved):
    assert len(read(saved("id,request,votes\n1,Export,4\nTotal,,4\n")).rows) == 2


def test_short_rows_are_padded_and_noted(saved):
    table = read(saved("id,request,votes\n1,Export\n2,Import,5\n"))
    assert table.rows[0] == ("1", "Export", "")
    assert any(note.startswith("row 2 has fewer cells") for note in table.notes)


def test_extra_cells_are_kept_in_columns_of_their_own_and_noted(saved):
    table = read(saved("id,request,votes\n1,Export,4,surplus\n2,Import,5\n"))
    assert table.header == ("id", "request", "votes", "column 4")
    assert table.rows == [("1", "Export", "4", "surplus"), ("2", "Import", "5", "")]
    assert any(note.startswith("row 2 has more cells") for note in table.notes)


def test_a_delimiter_too_many_at_the_end_makes_no_column(saved):
    assert read(saved("id,request,\n1,Export,\n")).header == ("id", "request")


def test_a_header_that_stands_twice_gets_a_number(saved):
    table = read(saved("request,Labels,Labels,Labels (2),\nExport,a,b,c,d\n"))
    assert table.header == ("request", "Labels", "Labels (3)", "Labels (2)", "column 5")


def test_text_that_looks_like_a_number_or_nothing_stays_text(saved):
    table = read(saved("id,request,votes\n00042,NA,TRUE\n1e5,None,1.50\n"))
    assert table.rows == [("00042", "NA", "TRUE"), ("1e5", "None", "1.50")]


def test_a_header_in_words_nobody_knows_is_still_the_first_full_row(saved):
    table = read(saved("Wunschliste\n\nWunsch;Stimmen\nFeature;5\nTitle;6\n"))
    assert table.header == ("Wunsch", "Stimmen")
    assert len(table.rows) == 2


def test_a_header_alone_is_a_table_without_rows(saved):
    table = read(saved("id,request\n"))
    assert table.header == ("id", "request")
    assert table.rows == []


def test_a_very_long_cell_is_read_whole(saved):
    long = "x" * 200_000
    assert read(saved(f'request,votes\n"{long}",1\n')).rows[0] == (long, "1")


def test_a_frame_holds_text_and_says_how_it_was_read(saved):
    frame = read_table(saved("Report\n\nid,request\n007,\n"))
    assert frame.columns.tolist() == ["id", "request"]
    assert frame.iloc[0].tolist() == ["007", ""]
    said = frame.attrs["featurecheck"]
    assert (said["file"], said["sheet"], said["first_row"]) == ("requests.csv", None, 4)
    assert isinstance(said["notes"], list)


def test_twelve_hundred_rows_are_read_row_by_row(saved):
    lines = "".join(f'{number},"Request {number}, please",{number % 7}\n' for number in range(1200))
    table = read(saved("id,request,votes\n" + lines))
    assert len(table.rows) == 1200
    assert table.rows[1199] == ("1199", "Request 1199, please", "2")
    assert table.row_numbers[1199] == 1201


def test_only_blanks_is_an_error_in_one_sentence(saved):
    with pytest.raises(FeatureCheckError, match=r"requests\.csv: the file holds no text"):
        read(saved(" , \n\n  \n"))


def test_the_sniffer_prefers_the_delimiter_that_names_columns():
    assert sniff("request|votes\na,b|1\nc,d|2\n") == Dialect("|")
