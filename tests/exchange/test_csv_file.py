"""Tables of text in any shape: what is a row comes out, what is none is set aside."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from opsdesk.errors import BadInput
from opsdesk.exchange.csv_file import CsvFile


def table(tmp_path: Path, data: bytes | str, name: str = "t.csv", encoding: str = "utf-8") -> CsvFile:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode(encoding))
    return CsvFile(path)


def all_rows(file: CsvFile) -> list[list[str]]:
    return [row for chunk in file.chunks() for row in chunk.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(tmp_path: Path, encoding: str, separator: str, end: str) -> None:
    rows = [["id", "place", "what"], ["1", "Café du Port", "Müll"], ["2", "Pêcheurs", "é"]]
    text = end.join(separator.join(row) for row in rows) + end
    file = table(tmp_path, text, encoding=encoding)
    assert file.columns == ("id", "place", "what")
    assert all_rows(file) == rows[1:]


def test_gzip_and_progress(tmp_path: Path) -> None:
    file = table(tmp_path, gzip.compress(b"a,b\n" + b"1,2\n" * 5000, mtime=0), "t.csv.gz")
    chunks = list(file.chunks(2000))
    assert [len(chunk) for chunk in chunks] == [2000, 2000, 1000]
    assert chunks[2].lines[-1] == 5001
    assert file.read == 1.0


def test_cells_with_line_ends_quotes_and_separators(tmp_path: Path) -> None:
    file = table(tmp_path, 'a,b\n"one, two","line 1\nline 2"\n"say ""hi""",x\n')
    assert all_rows(file) == [["one, two", "line 1\nline 2"], ['say "hi"', "x"]]
    assert [chunk.lines for chunk in file.chunks()] == [[2, 4]]


def test_ragged_rows_are_set_aside_and_empty_tails_let_go(tmp_path: Path) -> None:
    file = table(tmp_path, "a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n\n,,\n4,5,6\n")
    (chunk,) = file.chunks()
    assert chunk.rows == [["1", "2", "3"], ["1", "2", "3"], ["4", "5", "6"]]
    assert [(bad.line, bad.problem.reason, bad.cells) for bad in chunk.bad] == [
        (3, "ragged", ("1", "2")),
        (4, "ragged", ("1", "2", "3", "4")),
    ]


def test_a_quotation_mark_that_is_never_closed_costs_one_row(tmp_path: Path) -> None:
    lines = ["a,b"] + [f"{n},x" for n in range(30_000)]
    lines[11] = '10,"broken'
    (file, found) = (table(tmp_path, "\n".join(lines)), [])
    for chunk in file.chunks():
        found += chunk.bad
    assert [(bad.line, bad.problem.reason) for bad in found] == [(12, "quote_open")]
    assert len(all_rows(file)) == 29_999


def test_names_of_columns_are_there_once(tmp_path: Path) -> None:
    assert table(tmp_path, "Date,,Date, Date \n1,2,3,4\n").columns == ("Date", "column 2", "Date 2", "Date 3")


def test_half_utf8_and_half_windows(tmp_path: Path) -> None:
    file = table(tmp_path, "a,b\n1,é\n".encode() + "2,é\n".encode("cp1252"))
    assert all_rows(file) == [["1", "é"], ["2", "é"]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b"\n\n  \n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\0" * 1000, "empty_file"),
        (bytes(range(256)) * 40, "not_a_table"),
        (b"PK\x03\x04" + b"x" * 100, "not_a_table"),
        (b"%PDF-1.7\nabc", "not_a_table"),
        (b"SQLite format 3\0" + b"x" * 100, "not_a_table"),
        (gzip.compress(b"a,b\n" * 50_000, mtime=0)[:60], "torn"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(BadInput) as caught:
        list(table(tmp_path, data).chunks())
    assert caught.value.problems[0].reason == reason


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(BadInput) as caught:
            CsvFile(path)
        assert caught.value.problems[0].reason == "not_readable"
