"""A shift briefing with 200 photos and 500 rows beside plain ReportLab with as many, in the same run."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from PIL import Image, ImageDraw

from opsdesk.briefings.model import ShiftBriefing
from opsdesk.briefings.worker import Limits, discard, print_packet
from opsdesk.bulletins.model import BulletinKind
from opsdesk.handling import Marking
from opsdesk.settings import resource as packaged
from tests.bench import figures
from tests.briefings import samples

PHOTOS, ROWS = 200, 500

#: ReportLab without its pure-Python ASCII85, thumbnails at print size as files: the floor of PERFORMANCE.md.
_FLOOR = """
import resource, sys, time
from pathlib import Path
from PIL import Image as Picture
from reportlab import rl_config
rl_config.useA85 = 0
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Image, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table
folder, out, pages, photos, rows = Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:])
began = time.perf_counter()
style = getSampleStyleSheet()["Heading2"]
story, photo, row = [], 0, 0
for page in range(pages):
    story.append(Paragraph(f"Section {page + 1}", style))
    upto = rows * (page + 1) // pages
    cells = [[str(n), "14:05", "Suspicious vehicle", "Quai Antoine 1er", "new"] for n in range(row, upto)]
    row = upto
    if cells:
        story.append(Table(cells))
    upto = photos * (page + 1) // pages
    for number in range(photo, upto):
        small = folder / f"small{number}.jpg"
        with Picture.open(folder / f"{number}.jpg") as picture:
            picture.draft("RGB", (800, 600))
            picture.thumbnail((800, 600))
            picture.save(small, "JPEG", quality=80)
        story += [Spacer(1, 3 * mm), Image(str(small), 60 * mm, 45 * mm)]
    photo = upto
    if page < pages - 1:
        story.append(PageBreak())
SimpleDocTemplate(out, pagesize=A4).build(story)
print((time.perf_counter() - began) * 1e3, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def run(folder: Path, *, small: bool) -> None:
    """Measure both, alternating."""
    photos, rows = (20, 50) if small else (PHOTOS, ROWS)
    for number in range(photos):
        (folder / f"{number}.jpg").write_bytes(_photo(number))
    packet = _packet(folder, photos, rows)
    ours, peer, memory, peer_memory, pages, size = [], [], 0.0, 0.0, 0, 0
    for _ in range(2 if small else 4):
        start = time.perf_counter()
        printed = print_packet(
            packet,
            samples.STAMP,
            fonts=(packaged("fonts"),),
            folder=folder,
            limits=Limits(seconds=600, megabytes=2_000),
        )
        ours.append((time.perf_counter() - start) * 1e3)
        # Before the floor is a child as well.
        memory = memory or resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        pages, size = printed.report.pages, printed.size
        discard(printed)
        arguments = [str(folder), str(folder / "floor.pdf"), str(pages), str(photos), str(rows)]
        command = [sys.executable, "-c", _FLOOR, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        taken, peer_memory = map(float, done.stdout.split())
        peer.append(taken)
    shape = {"pages": pages, "photos": photos, "rows": rows}
    mine = figures.milliseconds("packet", "shift briefing, with its worker's start", ours, **shape)
    floor = figures.milliseconds("packet", "plain ReportLab, useA85=0, thumbnails as files", peer, **shape)
    figures.ratio("packet", "time", mine, floor, to="plain ReportLab", target="≤ 1.5")
    figures.value("packet", "memory of the worker, at most", memory, "MB", floor=round(peer_memory, 1))
    figures.value("packet", "file", size / 1e6, "MB", floor=(folder / "floor.pdf").stat().st_size / 1e6)


def _photo(number: int) -> bytes:
    """A copy for print as the store keeps it: 1200 px, with noise that JPEG cannot throw away."""
    noise = Image.effect_noise((600, 450), 30 + number % 20).resize((1200, 900))
    picture = Image.merge("RGB", [noise, noise.rotate(180), noise])
    draw = ImageDraw.Draw(picture)
    for spot in range(20):
        left, top = (number * 131 + spot * 197) % 1100, (number * 71 + spot * 89) % 800
        draw.rectangle((left, top, left + 90, top + 60), fill=((spot * 40) % 255, (number * 9) % 255, 90))
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=85)
    return data.getvalue()


def _packet(folder: Path, photos: int, rows: int) -> ShiftBriefing:
    bolos, copies = [], {}
    for number in range(photos):
        file_id = UUID(int=10_000 + number)
        copies[file_id] = (folder / f"{number}.jpg").read_bytes()
        bolo = samples.bulletin(number + 1, BulletinKind.BOLO_VEHICLE)
        bolos.append(replace(bolo, id=UUID(int=20_000 + number), photos=(file_id,)))
    told = samples.BRIEFING.observations
    observations = tuple(
        replace(told[number % len(told)], id=UUID(int=30_000 + number), number=number + 1)
        for number in range(rows)
    )
    return replace(
        samples.BRIEFING,
        marking=Marking.AMBER,
        bolos=tuple(bolos),
        unchanged=frozenset(),
        photos=copies,
        observations=observations,
        observations_new=rows,
    )
