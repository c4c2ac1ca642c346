"""The catalogues of occupations and industries: search them, name them, fill them."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from competition.domain.catalogues import (
    Industry,
    Occupation,
    plain_code,
    read_industry,
    read_occupation,
    repeated,
    the_one,
)
from competition.domain.errors import RuleViolation
from competition.domain.issues import Issue
from competition.domain.permissions import Permission
from competition.persistence import catalogues
from competition.services.unit_of_work import UnitOfWork
from competition.services.workbooks import read_table, read_workbook

SHIPPED = Path(__file__).parent / "catalogue_data"
SHOWN = 20
Item = Occupation | Industry


class Catalogue(StrEnum):
    """Which catalogue."""

    OCCUPATIONS = "occupations"
    INDUSTRIES = "industries"


TITLES: dict[Catalogue, dict[str, str]] = {
    Catalogue.OCCUPATIONS: {
        "职业编码": "code",
        "Occupation code": "code",
        "职业名称": "name",
        "Occupation": "name",
        "工种": "trades",
        "Trades": "trades",
        "技能等级": "levels",
        "Skill levels": "levels",
    },
    Catalogue.INDUSTRIES: {
        "产业代码": "code",
        "Industry code": "code",
        "产业名称": "name",
        "Industry name": "name",
        "重点产业": "key",
        "Key industry": "key",
    },
}
"""Every column title that is understood, in both languages, and the column it stands for."""

NEEDED = ("code", "name")


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One row of a file: its line, its texts by column, what is wrong with them, what it brings.

    `change` is added, changed or same; empty for a row with problems.
    """

    line: int
    texts: dict[str, str]
    problems: dict[str, list[Issue]] = field(default_factory=dict)
    change: str = ""


@dataclass(frozen=True, slots=True)
class StagedCatalogue:
    """What a file would do to the catalogue, before anything is stored."""

    rows: tuple[CatalogueRow, ...]
    issues: tuple[Issue, ...] = ()

    @property
    def faulty(self) -> tuple[CatalogueRow, ...]:
        """The rows with problems."""
        return tuple(row for row in self.rows if row.problems)

    def count(self, change: str) -> int:
        """How many rows bring this change."""
        return sum(row.change == change for row in self.rows)


def search_occupations(uow: UnitOfWork, text: str, limit: int = SHOWN) -> tuple[Occupation, ...]:
    """Find occupations by the beginning of the code, or by words in name or trades. For everyone.

    Better finds come first; an empty text finds the first ones of the catalogue.
    """
    return catalogues.search_occupations(uow.session, text.strip()[:60], limit)


def find_occupation(uow: UnitOfWork, text: str) -> Occupation:
    """Tell which occupation a person meant who typed or chose a code, a label, a name or a trade.

    Raises RuleViolation CAT-06 when there is none, or more than one.
    """
    code = plain_code(text.split(maxsplit=1)[0]) if text.strip() else ""
    found = list(catalogues.occupations(uow.session, [code]).values())
    found = found or list(catalogues.named_occupations(uow.session, text.strip()))
    return the_one(found)


def occupation_label(uow: UnitOfWork, code: str) -> str:
    """Code and name of an occupation; the code alone when the catalogue does not know it."""
    found = catalogues.occupations(uow.session, [code]).get(code)
    return found.label if found else code


def occupation_labels(uow: UnitOfWork, codes: Iterable[str]) -> dict[str, str]:
    """Code and name of each of these occupations, in one query."""
    found = catalogues.occupations(uow.session, codes)
    return {code: occupation.label for code, occupation in found.items()}


def list_industries(uow: UnitOfWork) -> tuple[Industry, ...]:
    """List all industries, key industries first. For everyone."""
    return catalogues.industries(uow.session)


def list_occupations(uow: UnitOfWork) -> tuple[Occupation, ...]:
    """List all occupations in order of their codes. For everyone."""
    return tuple(catalogues.occupations(uow.session).values())


def browse_catalogue(uow: UnitOfWork, kind: Catalogue) -> tuple[Item, ...]:
    """List a whole catalogue to whoever fills it. Needs CATALOGUE_EDIT."""
    uow.authorise(Permission.CATALOGUE_EDIT)
    return tuple(_stored(uow, kind).values())


def read_catalogue(uow: UnitOfWork, kind: Catalogue, data: bytes) -> StagedCatalogue:
    """Read a workbook and show what it would do; store nothing.

    Needs CATALOGUE_EDIT. Every problem of every row is found, not only the first.
    """
    uow.authorise(Permission.CATALOGUE_EDIT)
    sheets, issues = read_workbook(data)
    found = list(issues)
    table = read_table(sheets[0], TITLES[kind], NEEDED, found) if sheets else []
    if not table and not found:
        found.append(Issue("CAT-02", "file", "The workbook has no rows."))
    texts = [(row.number, row.values) for row in table]
    return StagedCatalogue(stage(uow, kind, texts).rows, tuple(found))


def stage(
    uow: UnitOfWork, kind: Catalogue, rows: Iterable[tuple[int, Mapping[str, str]]]
) -> StagedCatalogue:
    """Read rows of texts, find every problem, and compare them with what is stored."""
    read = [(line, dict(texts), *_read(kind, texts)) for line, texts in rows]
    items = [item for _, _, item, _ in read if item is not None]
    stored = _stored(uow, kind)
    twice = _repeated(kind, items, stored)
    staged, at = [], -1
    for line, texts, item, issues in read:
        at += item is not None
        problems = issues if item is None else [twice[at]] if at in twice else []
        change = "" if item is None or problems else _change(item, stored)
        staged.append(CatalogueRow(line, texts, _by_column(problems), change))
    return StagedCatalogue(tuple(staged))


def import_catalogue(
    uow: UnitOfWork, kind: Catalogue, rows: Sequence[tuple[int, Mapping[str, str]]]
) -> StagedCatalogue:
    """Store the rows of a list: all of them, or none. Codes that the list leaves out stay.

    Needs CATALOGUE_EDIT. Audited as catalogue.imported.
    Raises RuleViolation with the first problem when a row has one; then nothing is written.
    """
    uow.authorise(Permission.CATALOGUE_EDIT)
    staged = stage(uow, kind, rows)
    for row in staged.faulty:
        issue = next(issue for issues in row.problems.values() for issue in issues)
        raise RuleViolation(issue.rule, issue.message, field="file", **issue.params)
    _save(uow, kind, [_read(kind, row.texts)[0] for row in staged.rows])
    added, changed = staged.count("added"), staged.count("changed")
    chain = f"catalogue:{kind.value}"
    uow.audit("catalogue.imported", chain, added=added, changed=changed)
    return staged


def load_shipped(uow: UnitOfWork) -> dict[Catalogue, int]:
    """Add what comes with the software and is not there yet; what is there stays as it is.

    Needs CATALOGUE_EDIT. Audited as catalogue.loaded when something was added.
    """
    uow.authorise(Permission.CATALOGUE_EDIT)
    added = {}
    for kind in Catalogue:
        known = _stored(uow, kind)
        items = [_read(kind, texts)[0] for texts in shipped(kind)]
        new = [item for item in items if item is not None and item.code not in known]
        _save(uow, kind, new)
        added[kind] = len(new)
        if new:
            uow.audit("catalogue.loaded", f"catalogue:{kind.value}", added=len(new))
    return added


def shipped(kind: Catalogue) -> list[dict[str, str]]:
    """The rows that come with the software, as texts by column."""
    lines = (SHIPPED / f"{kind.value}.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def _read(kind: Catalogue, texts: Mapping[str, str]) -> tuple[Item | None, list[Issue]]:
    read: Callable[[Mapping[str, str]], tuple[Item | None, list[Issue]]]
    read = read_occupation if kind is Catalogue.OCCUPATIONS else read_industry
    return read(texts)


def _stored(uow: UnitOfWork, kind: Catalogue) -> dict[str, Item]:
    if kind is Catalogue.OCCUPATIONS:
        return {**catalogues.occupations(uow.session)}
    return {one.code: one for one in catalogues.industries(uow.session)}


def _save(uow: UnitOfWork, kind: Catalogue, items: Iterable[Item | None]) -> None:
    kept = [item for item in items if item is not None]
    if kind is Catalogue.OCCUPATIONS:
        catalogues.save_occupations(
            uow.session, [item for item in kept if isinstance(item, Occupation)]
        )
    else:
        catalogues.save_industries(
            uow.session, [item for item in kept if isinstance(item, Industry)]
        )


def _repeated(
    kind: Catalogue, items: Sequence[Item], stored: Mapping[str, Item]
) -> dict[int, Issue]:
    """What stands twice: a code in the list; of industries also a name, there or as stored."""
    found = repeated(items, lambda item: item.code, "code")
    if kind is Catalogue.OCCUPATIONS:
        return found
    replaced = {item.code for item in items}
    kept = [item for code, item in stored.items() if code not in replaced]
    names = repeated([*kept, *items], lambda item: item.name, "name")
    return {at - len(kept): issue for at, issue in names.items() if at >= len(kept)} | found


def _change(item: Item, stored: Mapping[str, Item]) -> str:
    if item.code not in stored:
        return "added"
    return "same" if stored[item.code] == item else "changed"


def _by_column(issues: Iterable[Issue]) -> dict[str, list[Issue]]:
    found: dict[str, list[Issue]] = {}
    for issue in issues:
        found.setdefault(issue.path, []).append(issue)
    return found
