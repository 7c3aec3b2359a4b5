"""The question before a bulletin leaves the house: to how many, how marked, until when, and who not."""

from __future__ import annotations

from datetime import datetime, tzinfo

from PySide6.QtWidgets import QPushButton

from opsdesk.bulletins.commands import PublishBulletin
from opsdesk.bulletins.model import Bulletin
from opsdesk.desk.bulletins.words import clearance_words, reached_words, tr, until
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.panel import Panel


def question(record: Bulletin, now: datetime, zone: tzinfo) -> str:
    """`Publish B-0313 to 19 partners, TLP:AMBER, until 20:00?`."""
    text = tr("Publish {code} to {partners}, {marking}, until {time}?")
    time = until(record.expires_at, now, zone)
    partners = reached_words(record)
    return text.format(code=record.code, partners=partners, marking=record.marking.value, time=time)


def not_told(record: Bulletin) -> str:
    """`Rocher Residents will not get it: clearance TLP:GREEN.`; those of one clearance together."""
    text = tr("{names} will not get it: clearance {marking}.")
    return " ".join(
        text.format(names=names, marking=marking) for names, marking in clearance_words(record.left_out)
    )


class PublishPanel(Panel):
    """Asks; its buttons say what they do, never yes and no."""

    def __init__(self, desk: Desk, record: Bulletin) -> None:
        told = len(record.readers or record.recipients)
        super().__init__(
            desk,
            f"bulletin.publish/{record.id}",
            question(record, desk.now(), desk.zone),
            [],
            lambda _values: PublishBulletin.of(bulletin_id=record.id, version=record.version),
            verb=tr("Publish to {count}").format(count=told),
            told=lambda _values: tr("{code} published to {partners}.").format(
                code=record.code, partners=reached_words(record)
            ),
            note=not_told(record),
        )
        self.question = question(record, desk.now(), desk.zone)
        for button in self.findChildren(QPushButton):
            if not button.property("primary"):
                button.setText(tr("Back to the draft") + "   Esc")
