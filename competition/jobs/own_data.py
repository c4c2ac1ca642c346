"""The copy of a person's own data, made in the person's language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import force_locale, format_datetime, gettext

from competition.jobs.running import RunningJob
from competition.services import own_data
from competition.services.message_settings import describe_settings
from competition.services.message_texts import worded
from competition.services.own_data import Copy, Rows
from competition.services.own_data_files import Cover, Section, cell_text, pack
from competition.services.own_data_words import COLUMNS, FILE, SAID, SECTIONS, TITLE
from competition.services.unit_of_work import reading, unit_of_work


def make_copy(job: RunningJob) -> dict[str, object]:
    """Collect all that is stored about whoever asked and keep it as a ZIP for that person."""
    with reading(job.actor) as uow:
        found, moment = own_data.collect_own(uow), uow.now
        contents = own_data.read_files(uow, found.files)
        locale = describe_settings(uow).locale
    with force_locale(locale):
        sections = _worded(found, chinese=locale.startswith("zh"))
        said = gettext(SAID) % {"moment": format_datetime(moment, "yyyy-MM-dd HH:mm")}
        cover = Cover(gettext(TITLE), said, locale.replace("_", "-"))
        content = pack(cover, [_section(*one) for one in sections.items()], sections, contents)
        name = f"{gettext(FILE)}.zip"
    with unit_of_work(job.actor) as uow:
        own_data.store_copy(uow, content, name)
    return {"link": "/me/data"}


def forget_copies(job: RunningJob) -> dict[str, object]:
    """Remove copies whose seven days are over."""
    with unit_of_work(job.actor) as uow:
        return {"removed": own_data.forget_old_copies(uow)}


def _worded(found: Copy, *, chinese: bool) -> dict[str, Rows]:
    """The sections with messages as they were read, and the list of files."""
    sections = {key: rows for key, rows in found.sections.items() if key in SECTIONS}
    for row in sections["messages"]:
        template, params = str(row.pop("template")), row.pop("params")
        named: Mapping[str, Any] = params if isinstance(params, dict) else {}
        words = worded(template, named, gettext, chinese=chinese)
        row["subject"], row["body"] = words.subject, words.body
    sections["files"] = [
        {"name": f"{one.id}-{one.name}", "size": one.size, "made_at": one.made_at}
        for one in found.files
    ]
    return {key: sections[key] for key in SECTIONS if sections.get(key)}


def _section(key: str, rows: Rows) -> Section:
    heads = tuple(rows[0])
    return Section(
        key,
        gettext(SECTIONS[key]),
        tuple(gettext(COLUMNS[head]) if head in COLUMNS else head for head in heads),
        tuple(tuple(cell_text(row.get(head)) for head in heads) for row in rows),
    )
