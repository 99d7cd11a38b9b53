"""Delimited files as people export them: any encoding, delimiter, line ending, title and footer."""

import codecs
import csv
import gc

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.tables import read, read_table
from featurecheck.sheets.text.dialect import sniff
from featurecheck.sheets.text.readings import Dialect


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


@pytest.mark.parametrize(
    "last", ["Total,11,", "Grand total:,11,", "Summe,11,", '"Total (2 rows)",11,', "Total,11.0,"]
)
def test_a_row_of_sums_directly_below_the_data_is_no_request(saved, last):
    table = read(saved(f"request,votes,status\nExport,5,open\nImport,6,open\n{last}\n"))
    assert [row[0] for row in table.rows] == ["Export", "Import"]
    assert ("footer", (4,)) in [(one.reason, one.rows) for one in table.skipped]


@pytest.mark.parametrize("last", ["Total,12,", "Total,11,open", "Total cost of ownership,11,", "Total,,"])
def test_a_row_that_says_total_without_being_the_sum_is_kept(saved, last):
    table = read(saved(f"request,votes,status\nExport,5,open\nImport,6,open\n{last}\n"))
    assert len(table.rows) == 3


def test_sums_are_recognised_in_either_notation(saved):
    table = read(saved("request;votes;money\nExport;1.200;0,5\nImport;300;1,25\nTotal;1.500;1,75\n"))
    assert len(table.rows) == 2


def test_a_small_table_of_requests_above_a_wider_one_is_the_one_that_is_read(saved):
    table = read(
        saved(
            "request,votes\nBulk,5\nDark,6\n\naccount,revenue,cost to serve\nNorthwind,100,2\nContoso,5,9\n"
        )
    )
    assert table.header == ("request", "votes")
    assert len(table.rows) == 2
    assert len(table.other_tables) == 1


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


def test_what_was_found_out_about_the_file_is_told_in_fields_too(saved):
    table = read(saved(WORDS.replace(",", ";").encode("utf-16")))
    assert (table.kind, table.encoding, table.delimiter, table.sheet) == ("text", "utf-16", ";", None)


def test_the_first_byte_that_is_not_utf_8_may_come_late(saved):
    late = "id,request\n" + "1,plain words\n" * 20_000 + "2,Café\n"
    table = read(saved(late.encode("cp1252")))
    assert table.rows[-1] == ("2", "Café")
    assert table.encoding == "cp1252"


def test_a_utf_8_file_with_a_few_foreign_bytes_stays_utf_8(saved):
    table = read(saved("id,request\n1,Größe\n2,Café für alle\n".encode() + b"3,na\xefve\n"))
    assert [row[1] for row in table.rows] == ["Größe", "Café für alle", "naïve"]
    assert any("UTF-8, but 1 character in Windows-1252" in note for note in table.notes)


def test_a_zero_byte_far_inside_is_a_binary_file(saved):
    with pytest.raises(FeatureCheckError, match="this is a binary file"):
        read(saved("id,request\n" + "1,plain words\n" * 20_000 + "2,a\0b\n"))


def test_an_encoding_that_is_told_is_not_questioned(saved):
    path = saved(WORDS.encode("cp437"))
    table = read(path, encoding="cp437")
    assert table.rows[0][1] == "Größe ändern"
    assert "encoding cp437, as told" in table.notes


@pytest.mark.parametrize("wanted", ["utf8x", "hex", "x" * 500])
def test_an_unknown_encoding_is_a_sentence(saved, wanted):
    with pytest.raises(FeatureCheckError, match="is no known encoding of text"):
        read(saved(WORDS), encoding=wanted)


@pytest.mark.parametrize(
    ("wanted", "char"), [("semicolon", ";"), (";", ";"), ("tab", "\t"), (":", ":"), ("\\t", "\t")]
)
def test_a_delimiter_can_be_told_by_its_name_or_as_it_is(saved, wanted, char):
    table = read(saved(f"request{char}a, b\nExport{char}1, 2\n"), delimiter=wanted)
    assert table.rows == [("Export", "1, 2")]
    assert table.delimiter == char


@pytest.mark.parametrize("wanted", ["", "ab", "x", '"', "\n"])
def test_what_is_no_delimiter_is_a_sentence(saved, wanted):
    with pytest.raises(FeatureCheckError, match="is no delimiter"):
        read(saved(WORDS), delimiter=wanted)


def test_a_text_file_has_no_sheet_of_any_name(saved):
    with pytest.raises(FeatureCheckError, match="a text file without sheets, so it has no sheet 'Ideas'"):
        read(saved(WORDS), sheet="Ideas")


def test_apostrophes_round_cells_with_delimiters_in_them_are_quotation_marks(saved):
    lines = [f"{number},'Sort, then filter {number}','It won't hurt, will it?',7" for number in range(9)]
    table = read(saved("\n".join(["id,request,description,votes", *lines])))
    assert table.rows[3] == ("3", "Sort, then filter 3", "It won't hurt, will it?", "7")
    assert "apostrophes as quotation marks" in " ".join(table.notes)


def test_apostrophes_round_words_in_a_whole_file_are_text(saved):
    table = read(saved("id,request\n1,'Export'\n2,'Import'\n3,'Search'\n"))
    assert [row[1] for row in table.rows] == ["'Export'", "'Import'", "'Search'"]


def test_blanks_part_the_cells_where_quotation_marks_make_it_plain(saved):
    lines = [
        f'{number} "Export, please" {number * 7} "https://example.com/{number}"' for number in range(1, 9)
    ]
    table = read(
        saved("\n".join(["id request votes link", *lines, '9 Dark mode "5" "https://example.com/9"']))
    )
    assert table.rows[0] == ("1", "Export, please", "7", "https://example.com/1")
    assert table.rows[8] == ("9", "Dark mode", "5", "https://example.com/9")
    assert table.delimiter == " "


def test_prose_with_quoted_words_is_not_parted_at_blanks(saved):
    lines = ['The "export" is slow', 'We need "dark mode" and "sync" now', 'Why is "import" gone']
    assert read(saved("\n".join(["request", *lines]))).rows == [(line,) for line in lines]


def test_a_backslash_before_a_mark_escapes_it_and_elsewhere_it_stays(saved):
    table = read(saved('id,request\n1,"Say \\"hello, you\\" twice"\n2,"C:\\temp, please"\n3,"a\\\\b, c"\n'))
    assert [row[1] for row in table.rows] == ['Say "hello, you" twice', "C:\\temp, please", "a\\b, c"]


def test_a_path_that_ends_in_a_backslash_closes_its_cell(saved):
    table = read(saved('id,request,votes\n1,"C:\\temp\\",4\n2,"plain, words",5\n'))
    assert table.rows[0] == ("1", "C:\\temp\\", "4")


def test_line_ends_may_be_mixed(saved):
    assert read(saved("request,votes\r\nExport,1\nImport,2\rSearch,3")).rows == [
        ("Export", "1"),
        ("Import", "2"),
        ("Search", "3"),
    ]


def test_a_blank_behind_every_delimiter_is_no_part_of_any_cell(saved):
    table = read(saved('id, request, "votes"\n1, Export, "4, or 5"\n2, Import me, \n'))
    assert table.raw_header == ("id", "request", "votes")
    assert table.rows == [("1", "Export", "4, or 5"), ("2", "Import me", "")]


def test_more_rows_or_columns_than_a_sheet_has_are_refused_in_one_sentence(saved):
    with pytest.raises(
        FeatureCheckError, match=r"more than 1,048,576 rows, 16,384 columns or 60 million cells"
    ):
        read(saved(",".join(f"c{number}" for number in range(16_385)) + "\n" + "1," * 16_384 + "1\n"))
    with pytest.raises(FeatureCheckError, match="more than 1,048,576 rows"):
        read(saved("a,b\n" + "1,2\n" * 1_048_600))


def test_reading_leaves_the_interpreter_as_it_was(saved):
    before = csv.field_size_limit(), gc.isenabled()
    read_table(saved(WORDS))
    assert (csv.field_size_limit(), gc.isenabled()) == before


@pytest.mark.parametrize(
    ("said", "written"), [("utf-16", "utf-16-le"), ("utf-16", "utf-16-be"), ("utf-16", "utf-16")]
)
def test_utf_16_as_told_needs_no_mark(tmp_path, said, written):
    path = tmp_path / "a.csv"
    path.write_bytes("request,votes\nExport,4\nImport,5\n".encode(written))
    assert read(path, encoding=said).rows == [("Export", "4"), ("Import", "5")]


@example("\u0100", "utf-16-le")
@example("\uccc0", "utf-16-be")
@given(st.text(max_size=60), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]))
def test_every_character_survives_every_encoding(tmp_path_factory, text, encoding):
    assume("\0" not in text and "\ufeff" not in text and text.isprintable())
    path = tmp_path_factory.mktemp("any") / "a.csv"
    written = text.replace('"', '""')
    path.write_bytes(
        f'id,request\n1,"{written}"\n2,plain words that say nothing of interest\n'.encode(encoding)
    )
    table = read(path)
    assert table.rows[0] == ("1", text)
