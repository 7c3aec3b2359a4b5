"""Whatever a file holds, an import ends: with counts that add up, or with a sentence; and quickly."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsdesk.errors import BadInput, OpsDeskError
from opsdesk.exchange.csv_file import CsvFile
from opsdesk.exchange.import_preview import mapping, preview
from opsdesk.exchange.observations_import import ObservationsImport, Plan
from opsdesk.exchange.partners_file import PartnersImport
from opsdesk.exchange.text_file import LONGEST_LINE
from opsdesk.observations.model import ObservationFilter
from opsdesk.observations.records import lists
from opsdesk.store.database import Database
from opsdesk.wording.errors import sentence
from tests.hostile.inputs import NASTY, many, texts

pytestmark = pytest.mark.hostile

NOW = datetime(2026, 6, 13, tzinfo=UTC)
MONACO = ZoneInfo("Europe/Monaco")
COLUMNS = (
    "id",
    "date",
    "reported",
    "title",
    "details",
    "type",
    "address",
    "lat",
    "lon",
    "prio",
    "tlp",
    "tags",
)

cells = st.one_of(
    texts,
    st.sampled_from(
        ("", "0", "2026-06-13 14:02", "13/06/2026", "2026-03-29 02:30", "43.7", "7,4", "nan", "1e400")
    ),
    st.sampled_from(("-91", "181", "urgent", "TLP:GREEN", "TLP:SECRET", "9" * 400, "#a #b", "31/02/2026")),
)


def look(path: Path) -> None:
    begin = time.monotonic()
    said = refusal(lambda: [preview(path, [], MONACO, NOW), *CsvFile(path).chunks()])
    assert said is None or said.endswith(".")
    assert time.monotonic() - begin < 2


def refusal(work: Callable[[], object]) -> str | None:
    """The sentence with which the work was refused, or None."""
    try:
        work()
    except OpsDeskError as error:
        return sentence(error)
    return None


@many
@given(
    data=st.binary(max_size=400),
    head=st.sampled_from((b"", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"a,b\n", b"BEGIN")),
)
def test_any_bytes(tmp_path: Path, data: bytes, head: bytes) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(head + data)
    look(path)


@many
@given(st.lists(st.lists(texts, max_size=5), max_size=8), st.sampled_from((",", ";", "\t", "|")))
def test_any_table_comes_back_exactly(tmp_path: Path, rows: list[list[str]], separator: str) -> None:
    wide = [[*(row + [""] * 5)[:5]] for row in rows]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c", "d", "e"], *wide])
    path = tmp_path / "t.csv"
    path.write_bytes(out.getvalue().encode("utf-8", "replace"))
    if "binary data" in (refusal(lambda: CsvFile(path)) or ""):
        return
    found = [row for chunk in CsvFile(path).chunks() for row in chunk.rows]
    expected = [
        [c.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n") for c in row]
        for row in wide
        if any(row)
    ]
    assert found == expected


@pytest.fixture(scope="module")
def rows_seen() -> list[int]:
    return [0]


@many
@given(rows=st.lists(st.tuples(*[cells] * len(COLUMNS)), min_size=1, max_size=6))
def test_any_cells_are_added_known_or_rejected(
    database: Database, tmp_path: Path, rows_seen: list[int], rows: list[tuple[str, ...]]
) -> None:
    rows_seen[0] += 1
    path = tmp_path / "tips.csv"
    out = io.StringIO(newline="")
    csv.writer(out).writerows([COLUMNS, *rows])
    path.write_bytes(out.getvalue().encode("utf-8", "replace"))
    if refusal(lambda: CsvFile(path)):
        return
    fields = mapping(CsvFile(path), ["occurred_at=date", "latitude=lat", "longitude=lon", "priority=prio"])
    before = database.ask(lists.count, ObservationFilter())
    plan = Plan(path=path, fields=fields, zone=MONACO, source=f"run {rows_seen[0]}")
    first = ObservationsImport(database, plan).run()
    assert first.read == first.added + first.known + first.rejected
    assert database.ask(lists.count, ObservationFilter()) == before + first.added
    again = Plan(path=path, fields=fields, zone=MONACO, source=f"run {rows_seen[0]}")
    second = ObservationsImport(database, again).run()
    assert second.added == 0
    assert second.read == first.read


@many
@given(
    st.lists(
        st.one_of(texts, st.sampled_from(("BEGIN:VCARD", "END:VCARD", "FN:x", "TEL;CELL:1", "N:a;b"))),
        max_size=12,
    )
)
def test_any_card(database: Database, tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "c.vcf"
    body = "\r\n".join(["BEGIN:VCARD", "VERSION:2.1", *lines, "END:VCARD", ""])
    path.write_bytes(body.encode("utf-8", "replace"))
    importing = PartnersImport(database, path)
    assert refusal(importing.run) != ""
    assert importing.outcome.read >= importing.outcome.known + importing.outcome.rejected


def test_one_line_without_an_end_is_refused_before_memory_is_full(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n1,2\n")
        file.truncate(2_000_000_000)  # a sparse file: NULs to the end, one line of 2 GB
    begin = time.monotonic()
    with pytest.raises(BadInput) as caught:
        list(CsvFile(path).chunks())
    assert caught.value.problems[0].reason in ("line_too_long", "not_a_table")
    assert time.monotonic() - begin < 2
    with path.open("wb") as file:
        file.write(b"a,b\n" + b"x" * (LONGEST_LINE + (1 << 21)))
    with pytest.raises(BadInput) as caught:
        list(CsvFile(path).chunks())
    assert "is longer than" in sentence(caught.value)


def test_quotation_marks_in_every_line_do_not_stall(tmp_path: Path) -> None:
    path = tmp_path / "quotes.csv"
    path.write_text("a,b\n" + '"x,y\n' * 50_000, encoding="utf-8")
    begin = time.monotonic()
    bad = sum(len(chunk.bad) + len(chunk.rows) for chunk in CsvFile(path).chunks())
    assert bad >= 1
    assert time.monotonic() - begin < 10


@pytest.mark.parametrize("name", NASTY)
def test_names_of_partners_come_back_exactly_or_are_refused(
    database: Database, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "p.csv"
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["organization", "contact", "notes"], [name, name, name]])
    path.write_bytes(out.getvalue().encode("utf-8", "replace"))
    done = PartnersImport(database, path).run()
    assert done.read == 1
    assert done.organizations + done.rejected == 1
    assert all(len(text) < 600 for text in done.problems)
