from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.audit import START, AuditRecord, chain_issues, digest, seal_digest

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


def chain_of(length):
    chained, previous = [], START
    for n in range(1, length + 1):
        at = NOON + timedelta(seconds=n)
        record = AuditRecord("event:1", n, at, 5, "mark.entered", f"sheet:{n}", {"value": str(n)})
        previous = digest(record, previous)
        chained.append((record, previous))
    return chained


def places(chained, length=4, head=None):
    head = head or chain_of(4)[-1][1]
    return [issue.path for issue in chain_issues("event:1", chained, length, head)]


def test_aud_01_finds_nothing_in_a_sound_chain():
    assert places(chain_of(4)) == []
    assert places([], length=0, head=START) == []


def test_aud_01_names_a_changed_record():
    chained = chain_of(4)
    chained[1] = (replace(chained[1][0], detail={"value": "99"}), chained[1][1])

    assert places(chained) == ["event:1#2"]


def test_aud_01_names_a_record_changed_together_with_its_digest():
    chained = chain_of(4)
    forged = replace(chained[1][0], account_id=6)
    chained[1] = (forged, digest(forged, chained[0][1]))

    assert places(chained) == ["event:1#3"]


def test_aud_01_names_a_deleted_record_where_it_stood():
    chained = chain_of(4)
    del chained[1]

    assert places(chained) == ["event:1#2"]


def test_aud_01_names_a_chain_that_lost_its_end():
    assert places(chain_of(3)) == ["event:1#4"]


def test_aud_01_names_reordered_records():
    chained = chain_of(4)
    (first, one), (second, two) = chained[1], chained[2]
    chained[1] = (replace(second, sequence=2), two)
    chained[2] = (replace(first, sequence=3), one)

    assert places(chained) == ["event:1#2", "event:1#3", "event:1#4"]


@pytest.mark.parametrize("changed", ["at", "heads", "previous"])
def test_aud_02_a_seal_depends_on_all_it_covers(changed):
    whole = {"at": NOON, "heads": {"event:1": [4, "ab"]}, "previous": START}
    other = {"at": NOON + timedelta(1), "heads": {"event:1": [3, "ab"]}, "previous": "f" * 64}

    assert seal_digest(**whole) != seal_digest(**{**whole, changed: other[changed]})
