"""Importing observations: mapping, rejects with reasons, positions, cancel, and twice is once."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from opsdesk.errors import BadInput
from opsdesk.exchange.csv_file import CHUNK, CsvFile
from opsdesk.exchange.import_preview import mapping, preview
from opsdesk.exchange.mapping import Columns, Constant
from opsdesk.exchange.observations_import import ObservationsImport, Outcome, Plan, source_name
from opsdesk.geo.places import Position
from opsdesk.handling import Marking
from opsdesk.observations.model import Category, ObservationFilter, ObservationItem, Priority
from opsdesk.observations.records import lists
from opsdesk.observations.records.detail import numbered
from opsdesk.store.database import Database

MONACO = ZoneInfo("Europe/Monaco")


def run(database: Database, path: Path, *maps: str) -> Outcome:
    fields = mapping(CsvFile(path), maps)
    plan = Plan(path=path, fields=fields, zone=MONACO, source=source_name(path))
    return ObservationsImport(database, plan).run()


def items(database: Database) -> list[ObservationItem]:
    found = database.ask(lists.page, ObservationFilter())
    return sorted(found.items, key=lambda item: item.number)


def rejected(outcome: Outcome) -> list[list[str]]:
    assert outcome.rejects is not None
    with outcome.rejects.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def written(tmp_path: Path, text: str, name: str = "tips.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_thefts_of_philadelphia(database: Database, shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "philadelphia" / "bicycle_thefts_2010_2013.csv"
    fields = mapping(CsvFile(path), ["category==theft"])
    assert fields["occurred_at"] == Columns(("THEFT_DATE", "THEFT_HOUR"))
    assert fields["category"] == Constant("theft")
    zone = ZoneInfo("America/New_York")
    plan = Plan(path=path, fields=fields, zone=zone, source="thefts", rejects=tmp_path / "r.csv")
    first = ObservationsImport(database, plan).run()
    assert (first.read, first.added, first.known, first.rejected) == (7223, 7223, 0, 0)
    assert first.no_position == 33
    again = Plan(path=path, fields=fields, zone=zone, source="thefts", rejects=tmp_path / "r.csv")
    second = ObservationsImport(database, again).run()
    assert (second.read, second.added, second.known, second.rejected) == (7223, 0, 7223, 0)
    assert database.ask(lists.count, ObservationFilter()) == 7223
    found = database.ask(numbered, 1)
    assert found.occurred_at == datetime(2010, 4, 16, 4, tzinfo=UTC)
    assert found.category is Category.THEFT
    assert found.summary == "Theft, 2100 BLOCK S BROAD ST"


def test_all_fields(database: Database, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "id;date;reported;title;details;type;address;lat;lon;prio;channel;reliability;credibility;tlp;tags\n"
        '7;13/06/2026 14:02;14.06.2026;Grey van;"Two\nlines";vehicle theft;Quai 1;43,7299;7,4226;'
        "urgent;telephone;b;2;green;#port, Van\n",
    )
    assert run(database, path).added == 1
    (item,) = items(database)
    assert item.occurred_at == datetime(2026, 6, 13, 12, 2, tzinfo=UTC)
    assert item.reported_at == datetime(2026, 6, 13, 22, 0, tzinfo=UTC)
    assert (item.summary, item.category, item.place) == ("Grey van", Category.THEFT, "Quai 1")
    assert item.position == Position(43.7299, 7.4226)
    assert item.priority is Priority.URGENT
    assert item.grade == "B2"
    assert item.marking is Marking.GREEN


def test_each_bad_row_goes_out_with_its_line_and_reason(database: Database, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "id,date,title,lat,lon,tlp\n"
        "1,2026-06-13 14:02,good,43.7,7.4,\n"
        "2,not a date,a,43.7,7.4,\n"
        "3,2026-03-29 02:30,gap,43.7,7.4,\n"
        "4,2026-06-13,swapped,127.4,43.7,\n"
        "5,2026-06-13,range,43.7,200,\n"
        "6,2026-06-13,half,43.7,,\n"
        "7,2026-06-13,nowhere,0,0,\n"
        "8,2026-06-13,=1+1,43.7,7.4,\n"
        "9,2026-06-13,marking,43.7,7.4,secret\n"
        "10,2026-06-13\n"
        "11,2026-06-13,nul\0l,43.7,7.4,\n"
        "12,2026-06-13,nan,nan,7.4,\n"
        "8,2026-06-13,=cmd|' /C calc'!A0,43.7,7.4,secret\n",
    )
    outcome = run(database, path)
    assert (outcome.read, outcome.added, outcome.rejected) == (13, 3, 10)
    assert outcome.no_position == 1
    header, *rows = rejected(outcome)
    assert header[:3] == ["line", "reason", "id"]
    assert [row[0] for row in rows] == ["3", "4", "5", "6", "7", "10", "11", "12", "13", "14"]
    reasons = {row[0]: row[1] for row in rows}
    assert "does not exist in Europe/Monaco" in reasons["4"]
    assert "swapped" in reasons["5"]
    assert "Longitude 200 is out of range" in reasons["6"]
    assert "Marking “secret” is not in the list" in reasons["10"]
    assert "2 cells and the header 6" in reasons["11"]
    assert rows[-1][4] == "'=cmd|' /C calc'!A0"
    assert items(database)[2].summary == "=1+1"


def test_the_same_key_with_other_content_is_changed_since(database: Database, tmp_path: Path) -> None:
    path = written(tmp_path, "id,date,title\n1,2026-06-13,one\n2,2026-06-13,two\n")
    assert run(database, path).added == 2
    written(tmp_path, "id,date,title\n1,2026-06-13,one\n2,2026-06-13,TWO\n2,2026-06-14,other day\n")
    outcome = run(database, path)
    assert (outcome.added, outcome.known, outcome.changed, outcome.rejected) == (1, 1, 1, 1)
    assert "imported before with other content" in rejected(outcome)[1][1]


def test_rows_without_an_id_are_told_apart_by_their_ordinal(database: Database, tmp_path: Path) -> None:
    path = written(tmp_path, "date,title\n" + "2026-06-13 10:00,noise\n" * 3 + "2026-06-13 11:00,noise\n")
    assert run(database, path).added == 4
    assert (run(database, path).added, run(database, path).known) == (0, 4)
    path.write_text(
        "date,title\n" + "2026-06-13 10:00,noise\n" * 4 + "2026-06-13 11:00,noise\n", encoding="utf-8"
    )
    assert run(database, path).added == 1


def test_an_unknown_field_column_and_constant_are_named(database: Database, tmp_path: Path) -> None:
    path = written(tmp_path, "date,title\n2026-06-13,x\n")
    with pytest.raises(BadInput) as caught:
        mapping(CsvFile(path), ["colour=title", "summary=nowhere"])
    assert [problem.reason for problem in caught.value.problems] == ["unknown_field", "unknown_column"]
    with pytest.raises(BadInput) as caught:
        run(database, path, "category==teft", "priority==9")
    assert {problem.field for problem in caught.value.problems} == {"category", "priority"}


def test_a_long_summary_stands_whole_in_the_narrative(database: Database, tmp_path: Path) -> None:
    text = "ab " * 3000
    path = written(tmp_path, f"date,title\n2026-06-13,{text}\n")
    assert run(database, path).added == 1
    assert len(items(database)[0].summary) == 500


def test_cancel_keeps_whole_chunks(database: Database, tmp_path: Path) -> None:
    path = written(tmp_path, "date,title\n" + "".join(f"2026-06-13,{n}\n" for n in range(9000)))
    plan = Plan(path=path, fields=mapping(CsvFile(path)), zone=MONACO, source="x")
    seen: list[float] = []
    outcome = ObservationsImport(database, plan).run(
        lambda _outcome, share: seen.append(share), lambda: len(seen) >= 2
    )
    assert outcome.cancelled
    assert outcome.added == 2 * CHUNK == database.ask(lists.count, ObservationFilter())
    after = run(database, path)
    assert after.added == 9000  # the source is another name
    again = Plan(path=path, fields=mapping(CsvFile(path)), zone=MONACO, source="x")
    assert ObservationsImport(database, again).run().added == 9000 - 2 * CHUNK


def test_preview_writes_nothing(database: Database, tmp_path: Path) -> None:
    path = written(tmp_path, "date,title\n2026-06-13,one\nnever,two\n")
    found = preview(path, [], MONACO, database.now())
    assert found.columns == ("date", "title")
    assert [row and row["summary"] for row in found.mapped] == ["one", None]
    assert found.problems[0].startswith("3: Seen at “never” is no time")
    assert database.ask(lists.count, ObservationFilter()) == 0
