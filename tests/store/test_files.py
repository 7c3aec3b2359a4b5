"""Photos and documents: what is taken, what is shown, and who gets the original."""

from __future__ import annotations

import io
import struct
import zlib
from typing import ClassVar
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image
from sqlalchemy import select

from opsdesk.errors import BadInput, Forbidden, NotFound
from opsdesk.handling import Role
from opsdesk.store import tables
from opsdesk.store.command import Command
from opsdesk.store.database import Database
from opsdesk.store.files import FileRef, drop, file, find, keep, original, screen_copy
from opsdesk.store.ids import new_id
from opsdesk.store.pictures import MOST_BYTES, PIXELS, Prepared, Size, media_type, prepare
from opsdesk.store.transaction import ORIGINAL_READ, Reading, Transaction
from tests.databases import person


class Keep(Command):
    kind: ClassVar[str] = "file.keep"
    data: bytes
    name: str = "photo.jpg"
    early: bool = True

    def prepare(self) -> Prepared | None:
        return prepare(self.data, self.name) if self.early else None

    def run(self, tx: Transaction) -> None:
        assert (tx.prepared is not None) is self.early
        keep(tx, self.data, self.name)


class Drop(Command):
    kind: ClassVar[str] = "file.purge"
    file_id: UUID

    def run(self, tx: Transaction) -> None:
        drop(tx, self.file_id)


def photo(
    size: tuple[int, int] = (640, 480),
    form: str = "JPEG",
    exif: bool = False,
    colour: str = "navy",
    mode: str = "RGB",
) -> bytes:
    out = io.BytesIO()
    picture = Image.new(mode, size, colour)
    written = Image.Exif()
    if exif:
        written[ExifTags.Base.Make] = "SECRETCAM"
        written[ExifTags.Base.Orientation] = 6
        written.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:06:13 14:02:05"
        written.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = "+02:00"
        written.get_ifd(ExifTags.IFD.GPSInfo).update(
            {1: "N", 2: (43.0, 44.0, 4.2), 3: "E", 4: (7.0, 25.0, 12.0)}
        )
    picture.save(out, form, exif=written)
    return out.getvalue()


def only(reading: Reading) -> UUID:
    found = reading.one(select(file.c.id))
    assert found is not None
    return UUID(str(found.id))


def test_a_photo_is_shown_as_a_copy_without_what_it_carried(database: Database) -> None:
    data = photo((2000, 1000), exif=True)
    database.run(Keep(data=data))
    file_id = database.ask(only)
    found: FileRef = database.ask(find, file_id)
    assert found.picture
    assert found.carried.taken == "2026-06-13T14:02:05+02:00"
    assert (found.carried.latitude, found.carried.longitude) == (43.7345, 7.42)
    for size in Size:
        copy = database.ask(screen_copy, file_id, size)
        assert b"SECRETCAM" not in copy
        shown = Image.open(io.BytesIO(copy))
        assert shown.format == "JPEG"
        assert not shown.getexif()
        assert max(shown.size) == PIXELS[size]
        assert shown.size[0] < shown.size[1], "turned upright as the camera said"
    assert database.ask(original, file_id) == data


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_three_kinds_of_photos_are_taken_by_their_bytes(form: str) -> None:
    ready = prepare(photo(form=form), "anything.svg")
    assert ready.media_type == f"image/{form.lower()}"
    assert (ready.width, ready.height) == (640, 480)


def test_what_is_transparent_stands_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(out, "PNG")
    copy = Image.open(io.BytesIO(prepare(out.getvalue()).copies[Size.LIST]))
    assert min(copy.getpixel((5, 5))) > 250  # type: ignore[arg-type] # RGB


def test_the_same_bytes_are_kept_once(database: Database) -> None:
    data = photo()
    for name in ("a.jpg", "b.jpg"):
        database.run(Keep(data=data, name=name, early=False))
    assert len(database.ask(lambda reading: reading.all(select(file.c.id)))) == 1


def test_the_original_is_for_supervisors_and_each_access_is_journalled(database: Database) -> None:
    database.run(Keep(data=photo()))
    file_id = database.ask(only)
    supervisor = database.me
    for _ in range(2):
        database.ask(original, file_id)
    database.sign_in(person("Kim", Role.DISPATCHER, like=database.me))
    with pytest.raises(Forbidden):
        database.ask(original, file_id)
    database.sign_in(supervisor)

    def lines(reading: Reading) -> list[str]:
        found = select(tables.journal.c.kind).order_by(tables.journal.c.seq.desc()).limit(3)
        return list(reading.connection.execute(found).scalars())

    assert database.ask(lines) == ["access.denied", ORIGINAL_READ, ORIGINAL_READ]


def test_a_file_that_no_record_shows_is_its_bringers_only(database: Database) -> None:
    database.run(Keep(data=photo()))
    file_id = database.ask(only)
    database.sign_in(person("Kim", Role.SUPERVISOR, like=database.me))
    for query in (find, screen_copy, original):
        with pytest.raises(NotFound):
            database.ask(query, file_id)
    with pytest.raises(NotFound):
        database.ask(screen_copy, new_id())


def test_a_purged_file_is_gone_with_its_copies(database: Database) -> None:
    database.run(Keep(data=photo()))
    file_id = database.ask(only)
    database.run(Drop(file_id=file_id))

    def left(reading: Reading) -> int:
        return sum(
            int(reading.connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() or 0)
            for name in ("file", "file_original", "file_copy")
        )

    assert database.ask(left) == 0


def test_a_document_is_kept_and_never_shown(database: Database) -> None:
    database.run(Keep(data=b"%PDF-1.7\n...", name="C:\\papers\\agreement.pdf"))
    file_id = database.ask(only)
    found = database.ask(find, file_id)
    assert (found.name, found.picture) == ("agreement.pdf", False)
    with pytest.raises(NotFound):
        database.ask(screen_copy, file_id)


def bomb() -> bytes:
    """A PNG of a few kilobytes that claims 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(9999)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "file_kind_unknown"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
            "file_kind_unknown",
        ),
        (b"GIF89a" + bytes(50), "file_kind_unknown"),
        (bomb(), "picture_too_large"),
        (photo((8000, 5001), "PNG", colour="white", mode="1"), "picture_too_large"),
        (photo()[:900], "picture_unreadable"),
        (b"\xff\xd8\xff" + bytes(500), "picture_unreadable"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "picture_unreadable"),
        (b"\xff\xd8\xff" + bytes(MOST_BYTES), "file_too_large"),
    ],
    ids=["empty", "svg", "gif", "bomb", "40 megapixels", "truncated", "noise", "short webp", "20 MB"],
)
def test_what_is_not_taken(data: bytes, why: str) -> None:
    with pytest.raises(BadInput) as caught:
        prepare(data, "holiday.png")
    assert caught.value.problems[0].reason == why


@pytest.mark.hostile
@settings(max_examples=150)
@given(st.sampled_from([photo((40, 30), form, exif=True) for form in ("JPEG", "PNG", "WEBP")]), st.data())
def test_damaged_photos_are_refused_or_shown_and_never_crash(whole: bytes, draw: st.DataObject) -> None:
    data = bytearray(whole)
    for _ in range(draw.draw(st.integers(1, 12))):
        data[draw.draw(st.integers(12, len(data) - 1))] = draw.draw(st.integers(0, 255))
    try:
        ready = prepare(bytes(data[: draw.draw(st.integers(20, len(data)))]))
    except BadInput:
        return
    assert media_type(ready.data) == ready.media_type
    assert set(ready.copies) == set(Size)
