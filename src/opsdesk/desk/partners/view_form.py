"""The name of a view that an operator keeps."""

from __future__ import annotations

from collections.abc import Callable

from opsdesk.desk.desk import Desk
from opsdesk.desk.partners.plain_form import PlainForm
from opsdesk.desk.partners.words import tr
from opsdesk.desk.widgets.fields import Field
from opsdesk.errors import BadInput

#: A longer name does not stand in the column.
LONGEST = 60


class ViewForm(PlainForm):
    """Asks for a name, and hands it on."""

    KEY = "partners.view"

    def __init__(self, desk: Desk, name: str, keep: Callable[[str], None]) -> None:
        fields = [Field("name", tr("Name"), hint=tr("As it is to stand in the column"))]
        super().__init__(desk, self.KEY, tr("Keep this filter as a view"), fields, tr("Keep"))
        self._keep = keep
        self.fill({"name": name[:LONGEST]})

    def submit(self) -> None:
        """Keep it."""
        name = self.values()["name"]
        if not name:
            self.show_wrong(BadInput.one("name", "empty"))
            return
        self._keep(" ".join(name.split())[:LONGEST])
        self.closed.emit()
