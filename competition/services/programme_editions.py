"""Publish a season's programme: each edition is frozen, numbered, and everybody's to read."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from competition.domain.errors import NotFound, RuleViolation
from competition.domain.permissions import Permission
from competition.domain.programme import EditionDraft, EditionFilter, Progress
from competition.persistence import programme
from competition.persistence.programme import StoredEdition
from competition.persistence.queries import programme as queries
from competition.persistence.queries.programme import ProgrammeLine
from competition.services.programme import city_scopes, listed
from competition.services.unit_of_work import UnitOfWork

__all__ = ["StoredEdition"]


@dataclass(frozen=True, slots=True)
class PublicProgramme:
    """An edition as everyone reads it; how far the competitions that have pages have come."""

    edition: StoredEdition
    editions: tuple[tuple[int, datetime, str], ...]
    seasons: tuple[int, ...]
    with_pages: Mapping[int, Progress]

    def narrowed(self, wanted: EditionFilter) -> tuple[Mapping[str, Any], ...]:
        """The lines that fit the filter."""
        return tuple(line for line in self.edition.lines if wanted.fits(line))

    def choices(self, key: str) -> tuple[str, ...]:
        """What the lines can be narrowed by: their districts, industries or trades."""
        values = (line[key] for line in self.edition.lines)
        found = {one for value in values for one in ([value] if isinstance(value, str) else value)}
        return tuple(sorted(found - {""}))


def prepare_edition(uow: UnitOfWork, season: int) -> EditionDraft:
    """Show what a new edition would say, and how it differs from the last one.

    Needs PROGRAMME_EDIT for the city.
    """
    uow.authorise(Permission.PROGRAMME_EDIT, city_scopes(uow))
    last = programme.edition(uow.session, season)
    lines = listed(queries.programme_lines(uow.session, season))
    documents = [_document(line) for line in lines]
    return EditionDraft(season, documents, last.number if last else 0, last.lines if last else ())


def publish_edition(uow: UnitOfWork, season: int, note: str) -> int:
    """Freeze and publish the season's programme. Returns the edition's number.

    Needs PROGRAMME_EDIT for the city. Audited as programme.published.
    Raises NotPermitted, RuleViolation PRG-06.
    """
    draft = prepare_edition(uow, season)
    for issue in draft.issues():
        raise RuleViolation(issue.rule, issue.message, field="note", **issue.params)
    number = draft.last_number + 1
    lines = tuple(dict(line) for line in draft.lines)
    edition = StoredEdition(season, number, note.strip(), lines, digest_of(lines), uow.now)
    programme.add_edition(uow.session, edition, uow.actor.account_id)
    uow.audit(
        "programme.published",
        f"programme:{season}",
        number=number,
        competitions=len(lines),
        digest=edition.digest,
    )
    return number


def public_programme(
    uow: UnitOfWork, season: int | None = None, number: int | None = None
) -> PublicProgramme:
    """Show an edition: the newest of the season, of the newest season. Anyone may.

    Raises NotFound when there is none.
    """
    seasons = programme.published_seasons(uow.session)
    if not seasons:
        raise NotFound("No programme is published yet.")
    found = programme.edition(uow.session, season or seasons[0], number)
    if found is None:
        raise NotFound("This edition of the programme does not exist.")
    lines = queries.programme_lines(uow.session, found.season)
    return PublicProgramme(
        found,
        programme.editions(uow.session, found.season),
        seasons,
        {line.id: line.progress for line in lines if line.announced},
    )


def digest_of(lines: tuple[Mapping[str, Any], ...]) -> str:
    """The checksum of an edition's lines, the same wherever it is computed."""
    text = json.dumps(lines, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _document(line: ProgrammeLine) -> dict[str, object]:
    first, last = line.first_day, line.last_day
    return {
        "id": line.id,
        "title": line.title,
        "level": line.level.value,
        "class": line.competition_class,
        "organiser": line.organiser,
        "district": line.district,
        "host": line.plan.host,
        "partners": line.plan.partners,
        "trades": list(line.trades),
        "industry": line.industry,
        "starts_on": first.isoformat() if first else None,
        "ends_on": last.isoformat() if last else None,
        "place": line.plan.place,
        "entrants": line.plan.entrants,
        "cancelled": line.progress.value == "cancelled",
    }
