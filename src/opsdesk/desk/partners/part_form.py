"""A form of the directory: another desk's values come under the names of the model, and are told in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from opsdesk.desk.form import Form
from opsdesk.errors import ChangedElsewhere


class PartForm(Form):
    """`theirs` turns another desk's values into those of this form's fields."""

    def __init__(
        self, *args: Any, theirs: Callable[[Mapping[str, Any]], dict[str, Any]] = dict, **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self._theirs = theirs

    def _merge(self, error: ChangedElsewhere) -> None:
        super()._merge(
            ChangedElsewhere(
                error.subject,
                error.record_id,
                read=error.read,
                now=error.now,
                theirs=self._theirs(error.theirs),
                yours=error.yours,
            )
        )
