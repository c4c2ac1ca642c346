import io
import os
import time

import pytest
from sqlalchemy import select, update

from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.domain.files import MOST_WAITING, Kind
from competition.domain.permissions import INSTALLATION, VISITOR, Actor, Role, Scope, ScopeKind
from competition.persistence.models.files import StoredFileRow
from competition.services import files
from competition.services.file_contents import read_upload
from tests.factories import (
    a_competition,
    an_account,
    an_entry,
    an_event,
    an_organisation,
    organiser_of,
)
from tests.uploads import PDF, a_picture

PHOTO = read_upload(io.BytesIO(a_picture()), "照片.jpg", "photo")


@pytest.fixture
def vault(instance):
    """The files on the disk."""
    return lambda: sorted(path for path in (instance / "files").rglob("*") if path.is_file())


@pytest.fixture
def scene(act):
    with act() as uow:
        people = {name: an_account(uow, name) for name in ("owner", "stranger", "organiser")}
        competition = a_competition(uow)
        event = an_event(uow, competition)
        entry = an_entry(uow, event, account_id=people["owner"])
        people["competition"], people["event"], people["entry"] = competition, event, entry
    return people


def worker(account_id):
    return Actor(account_id, frozenset({(Role.WORKER, INSTALLATION)}))


def stored(act, actor, subject, read=PHOTO):
    with act(actor) as uow:
        return files.store_file(uow, read, subject)


def opened(act, actor, file_id):
    with act(actor) as uow:
        return files.open_stored(uow, file_id)


def test_content_lies_sealed_under_a_name_made_by_chance_readable_by_its_owner_only(
    act, scene, vault
):
    owner = worker(scene["owner"])

    file_id = stored(act, owner, f"entry:{scene['entry']}")

    (path,) = vault()
    assert path.stat().st_mode & 0o777 == 0o600
    assert (len(path.name), path.parent.name) == (32, path.name[:2])
    assert PHOTO.content[:16] not in path.read_bytes()
    found = opened(act, owner, file_id)
    assert (found.content, found.facts.name, found.is_shown) == (PHOTO.content, "照片.jpg", True)


def test_file_moved_on_the_disk_to_another_place_cannot_be_read(act, scene, vault):
    owner, subject = worker(scene["owner"]), f"entry:{scene['entry']}"
    first, second = stored(act, owner, subject), stored(act, owner, subject)
    one, other = vault()
    one.write_bytes(other.read_bytes())
    readable = []

    for file_id in (first, second):
        try:
            readable.append(opened(act, owner, file_id).content == PHOTO.content)
        except Exception as error:
            readable.append(type(error).__name__)

    assert sorted(map(str, readable)) == ["InvalidTag", "True"]


@pytest.mark.parametrize("who", ["owner", "organiser"])
def test_entry_file_is_opened_by_its_competitor_and_by_the_organisers(act, scene, who):
    file_id = stored(act, worker(scene["owner"]), f"entry:{scene['entry']}")
    organiser = organiser_of(scene["competition"], scene["organiser"])

    found = opened(act, {"owner": worker(scene["owner"]), "organiser": organiser}[who], file_id)

    assert found.content == PHOTO.content


def test_entry_file_is_opened_by_the_clerk_of_its_unit_alone(act, scene):
    with act() as uow:
        unit, other = an_organisation(uow, kind="unit"), an_organisation(uow, kind="unit")
        entry = an_entry(uow, scene["event"], unit_id=unit)
    file_id = stored(act, worker(scene["owner"]), f"entry:{entry}")

    assert opened(act, clerk_of(unit), file_id).content == PHOTO.content
    with pytest.raises(NotFound):
        opened(act, clerk_of(other), file_id)


def clerk_of(unit):
    return Actor(1, frozenset({(Role.CLERK, Scope(ScopeKind.ORGANISATION, unit))}))


def test_for_everybody_else_the_file_does_not_exist(act, scene):
    file_id = stored(act, worker(scene["owner"]), f"entry:{scene['entry']}")
    judge = Scope(ScopeKind.EVENT, scene["event"])
    strangers = [
        VISITOR,
        worker(scene["stranger"]),
        organiser_of(999, scene["organiser"]),
        Actor(scene["stranger"], frozenset({(Role.JUDGE, judge), (Role.CHIEF_JUDGE, judge)})),
        Actor(scene["stranger"], frozenset({(Role.ADMINISTRATOR, INSTALLATION)})),
    ]

    for stranger in strangers:
        with pytest.raises(NotFound):
            opened(act, stranger, file_id)


@pytest.mark.parametrize("subject", ["entry:99", "nothing:1", "entry:x", "entry", "site:99"])
def test_file_of_an_unknown_subject_is_opened_by_nobody(act, scene, subject):
    file_id = stored(act, worker(scene["owner"]), subject)

    with pytest.raises(NotFound):
        opened(act, organiser_of(scene["competition"], scene["organiser"]), file_id)


def test_public_page_file_is_opened_by_all_once_the_competition_is_announced(act, scene):
    with act() as uow:
        draft = a_competition(uow, state="draft")
    shown = stored(act, worker(scene["owner"]), f"site:{scene['competition']}")
    hidden = stored(act, worker(scene["owner"]), f"site:{draft}")

    assert opened(act, VISITOR, shown).content == PHOTO.content
    assert opened(act, organiser_of(draft), hidden).content == PHOTO.content
    with pytest.raises(NotFound):
        opened(act, VISITOR, hidden)


def test_list_of_an_event_is_for_its_organisers(act, scene):
    organiser, subject = organiser_of(scene["competition"]), f"event:{scene['event']}"
    with act(organiser) as uow:
        files.store_document(uow, PDF, "秩序册", Kind.PDF, subject)

    with act(organiser) as uow:
        assert [facts.name for facts in files.list_files(uow, subject)] == ["秩序册.pdf"]
    with act(worker(scene["stranger"])) as uow, pytest.raises(NotFound):
        files.list_files(uow, subject)


def test_nothing_stays_on_the_disk_when_the_transaction_fails(act, scene, vault):
    written = []

    def fail(uow):
        files.store_file(uow, PHOTO, f"entry:{scene['entry']}")
        written.extend(vault())
        raise InterruptedError

    with pytest.raises(InterruptedError), act(worker(scene["owner"])) as uow:
        fail(uow)

    assert (len(written), vault()) == (1, [])


def test_discarded_file_goes_with_the_commit_and_stays_without_it(act, scene, vault):
    owner = worker(scene["owner"])
    file_id = stored(act, owner, f"entry:{scene['entry']}")

    def fail(uow):
        files.discard(uow, file_id)
        raise InterruptedError

    with pytest.raises(InterruptedError), act(owner) as uow:
        fail(uow)
    kept = len(vault())

    with act(owner) as uow:
        files.discard(uow, file_id)

    assert (kept, vault()) == (1, [])
    with pytest.raises(NotFound):
        opened(act, owner, file_id)


def test_waiting_upload_is_claimed_by_its_sender_alone(act, scene):
    owner, thief, subject = worker(scene["owner"]), worker(scene["stranger"]), "entry:1"
    with act(owner) as uow:
        file_id = files.store_waiting(uow, PHOTO)
    with act(thief) as uow, pytest.raises(NotFound):
        files.claim_file(uow, file_id, subject)

    with act(owner) as uow:
        waiting = list(files.list_waiting(uow))
        files.claim_file(uow, file_id, subject)
        files.claim_file(uow, file_id, subject)
        left = list(files.list_waiting(uow))

    assert (waiting, left) == ([file_id], [])
    with act(owner) as uow, pytest.raises(NotFound):
        files.claim_file(uow, file_id, "entry:2")


def test_visitors_keep_no_files_and_nobody_keeps_too_many(act, scene):
    with act() as uow, pytest.raises(NotPermitted):
        files.store_waiting(uow, PHOTO)
    with act(worker(scene["owner"])) as uow:
        for _ in range(MOST_WAITING):
            files.store_waiting(uow, PHOTO)
        with pytest.raises(RuleViolation) as caught:
            files.store_waiting(uow, PHOTO)

    assert caught.value.rule == "FIL-06"


def test_sweep_removes_stale_uploads_and_contents_without_a_row(act, scene, vault, now):
    owner = worker(scene["owner"])
    with act(owner) as uow:
        stale, fresh = files.store_waiting(uow, PHOTO), files.store_waiting(uow, PHOTO)
        kept = files.store_upload(uow, io.BytesIO(PDF), "a.pdf", "certificate", "entry:1")
        old = update(StoredFileRow).where(StoredFileRow.id.in_([stale, kept]))
        uow.session.execute(old.values(made_at=now.replace(year=2020)))
    orphan = vault()[0].parents[1] / "00" / ("0" * 32)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"left behind")
    os.utime(orphan, (time.time() - 7200,) * 2)

    with act() as uow:
        swept = files.sweep_files(uow)

    with act() as uow:
        left = set(uow.session.scalars(select(StoredFileRow.id)))
    assert (swept, left, orphan.exists(), len(vault())) == ((1, 1), {fresh, kept}, False, 2)


def test_file_gone_from_the_disk_is_not_found(act, scene, vault):
    owner = worker(scene["owner"])
    file_id = stored(act, owner, f"account:{scene['owner']}")
    vault()[0].unlink()

    with pytest.raises(NotFound):
        opened(act, owner, file_id)
