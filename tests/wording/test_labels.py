"""Every member of every code list has its words."""

from __future__ import annotations

import importlib
import pkgutil
from enum import Enum

import pytest

import opsdesk
from opsdesk.bulletins.model import BulletinKind
from opsdesk.handling import Marking
from opsdesk.observations.model import Category, Credibility, Priority, Reliability
from opsdesk.partners.model import OrganizationKind
from opsdesk.wording import labels
from opsdesk.wording.labels import capital, grade, grade_words, label


def code_lists() -> list[type[Enum]]:
    names = ["opsdesk.handling"] + [
        module.name
        for module in pkgutil.walk_packages(opsdesk.__path__, "opsdesk.")
        if module.name.endswith(".model") and not module.name.startswith("opsdesk.briefings")
    ]
    found = {
        value
        for name in names
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, type) and issubclass(value, Enum) and value.__module__.startswith("opsdesk.")
    }
    return sorted(found, key=lambda one: (one.__module__, one.__name__))


@pytest.mark.parametrize("members", code_lists(), ids=lambda one: one.__name__)
def test_each_member_has_words_and_they_can_be_told_apart(members: type[Enum]) -> None:
    words = [label(member) for member in members]
    assert set(labels.LABELS[members]) == set(members)
    assert all(words)
    assert len(set(words)) == len(words)


def test_words_are_those_of_the_pictures() -> None:
    assert label(Priority.URGENT) == "Urgent"
    assert label(OrganizationKind.CONTRACT_SECURITY) == "contract security"
    assert label(OrganizationKind.FIRE_EMS) == "fire and EMS"
    assert label(BulletinKind.BOLO_VEHICLE) == "BOLO vehicle"
    assert capital(label(Category.SUSPICIOUS_PACKAGE)) == "Suspicious package"


def test_a_marking_is_written_exactly() -> None:
    assert [label(marking) for marking in Marking] == [
        "TLP:CLEAR",
        "TLP:GREEN",
        "TLP:AMBER",
        "TLP:AMBER+STRICT",
        "TLP:RED",
    ]


def test_a_grade_in_short_and_in_full() -> None:
    assert grade(Reliability.B, Credibility.PROBABLY_TRUE) == "B2"
    assert grade(None, None) == "–"
    assert grade(Reliability.B, None) == "B–"
    assert grade_words(Reliability.B, Credibility.PROBABLY_TRUE) == "B usually reliable, 2 probably true"
