"""How long a document of 1,000 admission tickets takes, against typst alone.

    python -m benchmarks.bench_tickets        # 1,000 tickets
    python -m benchmarks.bench_tickets 200    # so many

Typst alone sets the same template with the same data, photos and QR drawings, all ready on the
disk; ours also draws every QR code and writes the data. Cutting the photos that people sent is
measured apart. Each way runs in a process of its own; the baseline comes first and last.
"""

import io
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import typst
from PIL import Image

from competition.domain.events import Event, EventState
from competition.domain.identifiers import CompetitionId, EntryId, EventId, FileId
from competition.domain.windows import Window
from competition.persistence.queries.documents import PrintedEntry, PrintedFrame
from competition.services import documents, tickets
from competition.services.tickets import Ticket

MANY = 1_000
ADDRESS = "https://skills.example/tickets"
AT = datetime(2026, 11, 22, tzinfo=UTC)
WAYS = ("typst alone", "tickets", "tickets without photos", "cutting the photos", "typst alone")


def some_tickets(many: int, *, photos: bool = True) -> list[Ticket]:
    """Tickets of one event with names of three characters."""
    event = Event(
        EventId(1),
        CompetitionId(1),
        "数控车工",
        "车工",
        EventState.CLOSED,
        1,
        round_name="决赛",
        venue="苏城市职业技能公共实训基地 3 号楼",
        held_on=date(2026, 11, 28),
        entries=Window(None, None),
    )
    frame = PrintedFrame("2026年苏城职工职业技能竞赛", 2026, "苏城市总工会")
    return [
        Ticket(
            PrintedEntry(EntryId(n), f"{n:04}", f"王小{chr(0x4E00 + n)}", "苏城机械厂", "3"),
            event,
            frame,
            f"{n:010}",
            FileId(n) if photos else None,
        )
        for n in range(1, many + 1)
    ]


def sent_photo(number: int) -> bytes:
    """A photo as it is stored after its upload: 900 x 1200 pixels, with some grain."""
    picture = Image.effect_noise((90, 120), 60).resize((900, 1200)).convert("RGB")
    picture.putpixel((0, 0), (number % 256, number // 256 % 256, 0))
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=88)
    return target.getvalue()


def cut_photos(many: int) -> dict[str, bytes]:
    """Photos as they stand on tickets, by the names that the document gives them."""
    return {f"photo-{n}.jpg": documents.ticket_photo(sent_photo(n)) for n in range(1, many + 1)}


def prepare(way: str, many: int, folder: Path) -> Callable[[], int]:
    """What is measured: a function that gives the size of what it made."""
    if way == "cutting the photos":
        sent = [sent_photo(n) for n in range(many)]
        return lambda: sum(len(documents.ticket_photo(photo)) for photo in sent)
    with_photos = way != "tickets without photos"
    found = some_tickets(many, photos=with_photos)
    photos = cut_photos(many) if with_photos else {}
    if way != "typst alone":
        return lambda: len(tickets.print_tickets(found, photos, ADDRESS, AT))
    plain = [tickets._plain(ticket, photos, ADDRESS) for ticket in found]
    for path in documents.TEMPLATES.glob("*.typ"):
        shutil.copy(path, folder)
    data = json.dumps({"maker": "苏城市总工会", "tickets": plain})
    (folder / "document-data.json").write_text(data, encoding="utf-8")
    for name, content in photos.items():
        (folder / name).write_bytes(content)
    fonts = typst.Fonts(include_embedded_fonts=False, font_paths=[documents.FONTS])
    compiler = typst.Compiler(folder / "tickets.typ", root=folder, font_paths=fonts)
    return lambda: len(compiler.compile(format="pdf") or b"")


def measure(way: str, many: int) -> dict[str, float]:
    """Run one way once: seconds of processor time and of wall time, bytes, peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        work = prepare(way, many, Path(folder))
        cpu, wall = time.process_time(), time.perf_counter()
        size = work()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu": cpu, "wall": wall, "size": size / 1_000_000, "peak": peak}


def main() -> None:
    """Measure every way in a process of its own and print the figures with their ratio."""
    if len(sys.argv) > 2:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
        return
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    rows = []
    for way in WAYS:
        command = [sys.executable, "-m", "benchmarks.bench_tickets", way, str(many)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 -- this module
        rows.append((way, json.loads(output)))
    base = min(found["cpu"] for way, found in rows if way == "typst alone")
    print(f"{many} tickets: seconds of processor time, wall, MB, peak MiB, ratio to typst alone")
    for way, found in rows:
        ratio = found["cpu"] / base
        print(
            f"{way:24} {found['cpu']:7.2f} {found['wall']:7.2f} {found['size']:7.1f}"
            f" {found['peak']:7.0f} {ratio:6.2f}"
        )


if __name__ == "__main__":
    main()
