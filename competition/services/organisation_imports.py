"""Organisations from a workbook: every row checked first, then all stored or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import OrganisationId
from competition.domain.issues import Issue
from competition.domain.organisations import OrganisationKind, require_code, require_name
from competition.domain.organisations import require_parent as require_place
from competition.domain.people import require_person_name, require_phone
from competition.domain.permissions import Permission
from competition.persistence import organisations
from competition.persistence.organisations import Contact, StoredOrganisation
from competition.persistence.queries import organisations as queries
from competition.persistence.queries.organisations import OrganisationFilter, OrganisationLine
from competition.services.organisation_workbooks import ReadOrganisation
from competition.services.organisations import authorise_at, note_change
from competition.services.unit_of_work import UnitOfWork

SHOWN = 50
PLAIN = ("short_name", "region", "industry")
LENGTHS = {"short_name": 40, "region": 40, "industry": 40, "contact_duty": 60, "contact_email": 120}
ORDER = [kind.value for kind in OrganisationKind]


@dataclass(frozen=True, slots=True)
class StagedOrganisation:
    """One row: what it does (add, change, same) and what is wrong with it, by column."""

    line: int
    texts: Mapping[str, str]
    action: str
    problems: Mapping[str, tuple[Issue, ...]]
    stored: StoredOrganisation | None = None
    columns: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StagedOrganisations:
    """A workbook of organisations, checked but not stored."""

    rows: tuple[StagedOrganisation, ...]

    @property
    def faulty(self) -> int:
        """How many rows cannot be imported."""
        return sum(bool(row.problems) for row in self.rows)

    @property
    def shown(self) -> tuple[StagedOrganisation, ...]:
        """Every row with a problem, and the first of the others."""
        sound = {row.line for row in [r for r in self.rows if not r.problems][:SHOWN]}
        return tuple(row for row in self.rows if row.problems or row.line in sound)

    def counted(self, action: str) -> int:
        """How many rows add, change, or leave things the same."""
        return sum(row.action == action and not row.problems for row in self.rows)


@dataclass(slots=True)
class _Known:
    """What exists already and what the rows before this one bring, by name and by code."""

    stored: dict[str, StoredOrganisation]
    by_code: dict[str, StoredOrganisation]
    inside: frozenset[int] | None
    by_id: dict[int, str]
    kinds: dict[str, str]
    names: dict[str, int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)


def preview_import(
    uow: UnitOfWork, under: OrganisationId | None, read: Sequence[ReadOrganisation]
) -> StagedOrganisations:
    """Check every row against the rules, the other rows and what is stored; store nothing.

    A row whose credit code, else whose name, is known changes that organisation; empty cells keep
    what is stored. Needs ORGANISATION_EDIT where the import begins.
    """
    authorise_at(uow, Permission.ORGANISATION_EDIT, under)
    known = _known(uow, under, read)
    return StagedOrganisations(tuple(_stage(row, known) for row in read))


def import_organisations(
    uow: UnitOfWork, under: OrganisationId | None, read: Sequence[ReadOrganisation], digest: str
) -> tuple[int, int]:
    """Store the rows that a preview showed: unions before units, all or none.

    Needs ORGANISATION_EDIT where the import begins. Audited once as organisations.imported.
    Returns how many were added and changed. Raises Conflict when a row is not in order any more.
    """
    staged = preview_import(uow, under, read)
    if staged.faulty:
        raise Conflict("The organisations have changed since the preview. Look at it again.")
    ids: dict[str, OrganisationId] = {}
    for kind in ORDER:
        rows = [row for row in staged.rows if row.columns["kind"] == kind]
        _add_all(uow, kind, [row for row in rows if row.action == "add"], ids)
        for row in rows:
            if row.action == "change" and row.stored is not None:
                _change(uow, row, row.stored, ids)
    added, changed = staged.counted("add"), staged.counted("change")
    chain = f"organisation:{under}" if under else "organisations"
    uow.audit("organisations.imported", chain, added=added, changed=changed, file=digest)
    return added, changed


def export_organisations(
    uow: UnitOfWork, wanted: OrganisationFilter
) -> tuple[OrganisationLine, ...]:
    """All organisations that a list shows, every page of it.

    Needs ORGANISATION_VIEW where the list begins. Audited as organisations.exported.
    """
    under = None if wanted.under is None else OrganisationId(wanted.under)
    authorise_at(uow, Permission.ORGANISATION_VIEW, under)
    lines = queries.organisations(uow.session, wanted, None)
    chain = f"organisation:{under}" if under else "organisations"
    uow.audit("organisations.exported", chain, rows=len(lines))
    return lines


def _known(
    uow: UnitOfWork, under: OrganisationId | None, read: Sequence[ReadOrganisation]
) -> _Known:
    rows = organisations.everything(uow.session)
    by_name = {row.name: row for row in rows}
    inside = None
    if under is not None:
        inside = frozenset(queries.numbers_below(uow.session, under))
    kinds = {row.name: row.kind for row in rows if row.state == "active"}
    for row in read:
        name = row.texts.get("name", "").strip()
        kinds.setdefault(name, _kind_of(row))
    by_code = {row.code: row for row in rows if row.code}
    return _Known(by_name, by_code, inside, {row.id: row.name for row in rows}, kinds)


def _kind_of(row: ReadOrganisation) -> str:
    return row.texts.get("kind", "").strip() or OrganisationKind.UNIT.value


def _stage(row: ReadOrganisation, known: _Known) -> StagedOrganisation:
    problems: dict[str, list[Issue]] = {}
    texts = {key: text.strip() for key, text in row.texts.items()}
    code = _tried(problems, "code", lambda: require_code(texts.get("code", "")))
    stored = known.by_code.get(str(code)) if code else None
    stored = stored or known.stored.get(texts.get("name", ""))
    columns = _columns(texts, known, stored, problems)
    if code:
        columns["code"] = code
        _once(problems, known.codes, "code", str(code), row.line)
    _once(problems, known.names, "name", str(columns.get("name", "")), row.line)
    _contact(problems, texts)
    _permit(problems, known, stored, texts)
    action = "add" if stored is None else _action(known, stored, columns, texts)
    found = {key: tuple(issues) for key, issues in problems.items()}
    return StagedOrganisation(row.line, texts, action, found, stored, columns)


def _columns(
    texts: dict[str, str],
    known: _Known,
    stored: StoredOrganisation | None,
    problems: dict[str, list[Issue]],
) -> dict[str, object]:
    """The columns that the row gives; what its cells leave empty is left out."""
    name = texts.get("name", "")
    other = known.stored.get(name)
    taken = other is not None and other is not stored
    columns: dict[str, object] = {}
    columns["name"] = _tried(problems, "name", lambda: require_name(name, taken=taken)) or name
    kind = texts.get("kind") or (stored.kind if stored else OrganisationKind.UNIT.value)
    columns["kind"] = kind if kind in ORDER else OrganisationKind.UNIT.value
    if kind not in ORDER or (stored is not None and kind != stored.kind):
        message = "The kind is not known, or not that of the stored organisation."
        problems.setdefault("kind", []).append(Issue("ORG-03", "kind", message))
    _place(texts, known, stored, columns, problems)
    for key in PLAIN:
        if texts.get(key):
            columns[key] = texts[key]
    for key, most in LENGTHS.items():
        if len(texts.get(key, "")) > most:
            message = "At most %(most)s characters."
            problems.setdefault(key, []).append(Issue("ORG-01", key, message, {"most": most}))
    return columns


def _place(
    texts: dict[str, str],
    known: _Known,
    stored: StoredOrganisation | None,
    columns: dict[str, object],
    problems: dict[str, list[Issue]],
) -> None:
    parent = texts.get("parent", "")
    if parent:
        columns["parent"] = parent
        if parent not in known.kinds:
            message = "There is no organisation of this name that is still at work."
            problems.setdefault("parent", []).append(Issue("ORG-03", "parent", message))
            return
    elif stored is not None:
        return
    kind = str(columns["kind"])
    above = known.kinds.get(parent) if parent else None
    _tried(problems, "parent", lambda: require_place(kind, above))


def _permit(
    problems: dict[str, list[Issue]],
    known: _Known,
    stored: StoredOrganisation | None,
    texts: dict[str, str],
) -> None:
    """Rows of a union's import stay below that union; merged organisations stay as they are."""
    if stored is not None and stored.state != "active":
        message = "This organisation has become part of another one."
        problems.setdefault("name", []).append(Issue("ORG-05", "name", message))
    if known.inside is None:
        return
    parent = known.stored.get(texts.get("parent", ""))
    strange = stored is not None and stored.id not in known.inside
    outside = parent is not None and parent.id not in known.inside
    if strange or outside or (stored is None and not texts.get("parent")):
        message = "This row is not below your organisation. Name the union that it belongs to."
        problems.setdefault("parent", []).append(Issue("ORG-03", "parent", message))


def _contact(problems: dict[str, list[Issue]], texts: dict[str, str]) -> None:
    if texts.get("contact"):
        _tried(problems, "contact", lambda: require_person_name(texts["contact"]))
    if texts.get("contact_phone"):
        _tried(problems, "contact_phone", lambda: require_phone(texts["contact_phone"]))


def _once(
    problems: dict[str, list[Issue]], seen: dict[str, int], key: str, text: str, line: int
) -> None:
    first = seen.setdefault(text, line)
    if text and first != line:
        message = "The same stands in row %(row)s."
        problems.setdefault(key, []).append(Issue("ORG-01", key, message, {"row": first}))


def _action(
    known: _Known,
    stored: StoredOrganisation,
    columns: Mapping[str, object],
    texts: Mapping[str, str],
) -> str:
    now = {key: getattr(stored, key) for key in columns if key != "parent"}
    now["parent"] = known.by_id.get(stored.parent_id or 0)
    same = all(now[key] == value for key, value in columns.items())
    return "same" if same and not texts.get("contact") else "change"


def _tried(problems: dict[str, list[Issue]], key: str, check):  # type: ignore[no-untyped-def]  # gives back what the check gives
    try:
        return check()
    except RuleViolation as refusal:
        issue = Issue(refusal.rule, key, refusal.message, refusal.params)
        problems.setdefault(key, []).append(issue)
        return None


def _add_all(
    uow: UnitOfWork, kind: str, rows: Sequence[StagedOrganisation], ids: dict[str, OrganisationId]
) -> None:
    """Store the new organisations of one kind in one statement; those above them are there."""
    given = [_given(uow, row, ids) | {"kind": kind} for row in rows]
    for row, number in zip(rows, organisations.add_many(uow.session, given), strict=True):
        ids[str(row.columns["name"])] = number
        if contact := _contact_of(row.texts):
            organisations.save_contacts(uow.session, number, [contact])


def _change(
    uow: UnitOfWork,
    row: StagedOrganisation,
    stored: StoredOrganisation,
    ids: dict[str, OrganisationId],
) -> None:
    columns = _given(uow, row, ids)
    ids[str(row.columns["name"])] = stored.id
    changed = {
        key: [getattr(stored, key), value]
        for key, value in columns.items()
        if getattr(stored, key) != value
    }
    if changed:
        organisations.save(uow.session, stored.id, stored.version, **columns)
        note_change(uow, stored, changed, "")
    if contact := _contact_of(row.texts):
        others = organisations.contacts(uow.session, stored.id)
        kept = [other for other in others if other.name != contact.name]
        organisations.save_contacts(uow.session, stored.id, [contact, *kept])


def _given(
    uow: UnitOfWork, row: StagedOrganisation, ids: dict[str, OrganisationId]
) -> dict[str, object]:
    """The columns to store; the parent by its number, if the row names one."""
    columns = {key: value for key, value in row.columns.items() if key not in {"kind", "parent"}}
    parent_id = _parent_id(uow, str(row.columns.get("parent", "")), ids)
    return columns if parent_id is None else columns | {"parent_id": parent_id}


def _parent_id(uow: UnitOfWork, name: str, ids: dict[str, OrganisationId]) -> OrganisationId | None:
    """The parent by its name; each is looked up once."""
    if name and name not in ids:
        found = organisations.named(uow.session, name)
        if found is not None:
            ids[name] = found
    return ids.get(name)


def _contact_of(texts: Mapping[str, str]) -> Contact | None:
    if not texts.get("contact"):
        return None
    phone = texts.get("contact_phone", "")
    return Contact(
        require_person_name(texts["contact"]),
        texts.get("contact_duty", ""),
        require_phone(phone) if phone else "",
        texts.get("contact_email", ""),
    )
