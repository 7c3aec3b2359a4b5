"""Settings of this desk, from file, environment and command line, and the folders that it may use."""

from __future__ import annotations

import os
import re
import socket
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

import platformdirs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from opsdesk.errors import BadInput, Problem
from opsdesk.handling import CLEARANCES, Marking

PREFIX = "OPSDESK_"
FILE_NAME = "opsdesk.toml"

SMALLEST_TEXT, LARGEST_TEXT = 80, 200  # per cent
LONGEST_NAME = 80
LONGEST_UNTOUCHED = 30  # minutes


class Theme(StrEnum):
    """The palette: dark for the ops room, light for the office."""

    DARK = "dark"
    LIGHT = "light"


class Paper(StrEnum):
    """The size that pages are laid out for."""

    A4 = "A4"
    LETTER = "Letter"


def _known_zone(name: str | None) -> str | None:
    if name is not None and name not in available_timezones():
        raise PydanticCustomError("time_zone", "no time zone of this name")
    return name


def _printable(text: str | None) -> str | None:
    if text is not None and not text.isprintable():
        raise PydanticCustomError("control_characters", "control characters")
    return text


def _clearance(marking: Marking) -> Marking:
    if marking not in CLEARANCES:
        raise PydanticCustomError("never_a_clearance", "not a clearance")
    return marking


Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(_printable)]


class Settings(BaseModel):
    """What a person may choose for this desk; nothing secret, and nothing about windows."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    # Not in the repr, because it may name a server and a login.
    database: Annotated[str | None, AfterValidator(_printable)] = Field(None, min_length=1, repr=False)
    operator: Name | None = None
    desk: Name = Field(default_factory=lambda: socket.gethostname()[:LONGEST_NAME] or "desk")
    theme: Theme = Theme.DARK
    text_size: Annotated[int, Field(ge=SMALLEST_TEXT, le=LARGEST_TEXT)] = 100  # per cent
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")] = "en"  # BCP 47
    paper: Paper = Paper.A4
    # After so many minutes without a touch the desk locks (CJIS policy 5.9.5: at most 30).
    lock_after: Annotated[int, Field(ge=1, le=LONGEST_UNTOUCHED)] = LONGEST_UNTOUCHED
    # What stands before the sign-in, in the words of whoever runs this desk.
    banner: Annotated[str | None, AfterValidator(_printable)] = Field(None, max_length=600)
    shift_start: time = time(6)  # of the first shift, by the desk's clock: `07:30`
    # What the wall may show; a screen with a login of its own shows what that is cleared for.
    wall: Annotated[Marking, AfterValidator(_clearance)] = (
        Marking.GREEN
    )  # what the wall may show; a wall's own login has its own clearance
    time_zone: Annotated[str | None, AfterValidator(_known_zone)] = None  # IANA; None is the machine's

    def zone(self) -> tzinfo:
        """The zone in which times are shown: the chosen one, else the machine's."""
        return ZoneInfo(self.time_zone) if self.time_zone else machine_zone()


@dataclass(frozen=True)
class Folders:
    """Where this user's files stand; none of them is read by other users of the machine."""

    config: Path
    data: Path
    cache: Path

    @property
    def settings_file(self) -> Path:
        """The file that `load` reads and `remember` writes."""
        return self.config / FILE_NAME

    def make(self) -> Folders:
        """Make the folders, private to the user (0700); raises BadInput naming one that cannot be made."""
        for field, folder in (("config", self.config), ("data", self.data), ("cache", self.cache)):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if os.name == "posix" and folder.stat().st_mode & 0o077:
                    folder.chmod(0o700)
            except OSError as error:
                raise BadInput.one(
                    field, "not_writable", path=str(folder), why=error.strerror or ""
                ) from error
        return self


def user_folders(environment: Mapping[str, str] = os.environ) -> Folders:
    """The platform's own places, or `OPSDESK_HOME`: one folder that holds them all (a stick, a test)."""
    if home := environment.get(PREFIX + "HOME"):
        root = Path(home).expanduser().absolute()
        return Folders(root / "config", root / "data", root / "cache")
    return Folders(
        platformdirs.user_config_path("opsdesk", appauthor=False),
        platformdirs.user_data_path("opsdesk", appauthor=False),
        platformdirs.user_cache_path("opsdesk", appauthor=False),
    )


def resource(*parts: str) -> Path:
    """A file or folder that the program brings with it: in the installed package, else in the checkout."""
    package = Path(__file__).parent
    inside = package / "resources"
    return (inside if inside.is_dir() else package.parents[1] / "resources").joinpath(*parts)


def load(
    folders: Folders,
    environment: Mapping[str, str] = os.environ,
    given: Mapping[str, object] | None = None,
) -> Settings:
    """Settings, where the command line (`given`) wins over the environment, and that over the file.

    None in `given` and an empty variable mean "not said". Raises BadInput that names every wrong field at
    once; the facts of each problem hold the value and where it was said (`source`).
    """
    said: dict[str, object] = {}
    source: dict[str, str] = {}
    environed = {field: environment.get(PREFIX + field.upper()) or None for field in Settings.model_fields}
    for place, values in (
        (str(folders.settings_file), _read(folders.settings_file)),
        ("environment", environed),
        ("command line", given or {}),
    ):
        for field, value in values.items():
            if value is not None:
                said[field] = value
                source[field] = PREFIX + field.upper() if place == "environment" else place
    try:
        return Settings.model_validate(said)
    except ValidationError as error:
        raise BadInput(_problem(detail, source) for detail in error.errors()) from None


def remember(folders: Folders, **changes: object) -> None:
    """Write these fields into the settings file and leave its other lines, comments too, as they are.

    Raises BadInput for a wrong value before anything is written, and OSError where the file cannot be.
    """
    path = folders.settings_file
    before = _read(path)
    try:
        checked = Settings.model_validate({**before, **changes})
    except ValidationError as error:
        raise BadInput(_problem(detail, {}) for detail in error.errors()) from None
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    for field in changes:
        value = getattr(checked, field)
        at = next((n for n, line in enumerate(lines) if re.match(rf"\s*{field}\s*=", line)), None)
        new = [] if value is None else [f"{field} = {_toml(value)}"]
        if at is None:
            lines += new
        else:
            lines[at : at + 1] = new
    folders.make()
    # Written beside and then moved, so that a crash leaves the old file or the new one.
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600, exist_ok=False)
    with draft.open("w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def machine_zone() -> tzinfo:
    """The machine's own zone: by name where the system tells it, else as the offset of this moment."""
    named = os.environ.get("TZ", "").lstrip(":")
    if named in available_timezones():
        return ZoneInfo(named)
    for file in (Path("/etc/localtime"), Path("/var/db/timezone/localtime")):
        _, found, name = str(file.resolve()).partition("zoneinfo/")
        if found and name in available_timezones():
            return ZoneInfo(name)
    local = datetime.now().astimezone().tzinfo
    return local if local is not None else ZoneInfo("UTC")


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except tomllib.TOMLDecodeError as error:
        raise BadInput.one("settings", "not_toml", path=str(path), why=str(error)) from None
    except UnicodeDecodeError:
        raise BadInput.one("settings", "not_utf8", path=str(path)) from None
    except OSError as error:
        raise BadInput.one("settings", "not_readable", path=str(path), why=error.strerror or "") from None


_REASONS = {
    "extra_forbidden": "unknown_field",
    "enum": "unknown_code",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "int_parsing": "not_a_number",
    "int_type": "not_a_number",
    "int_from_float": "not_a_number",
    "string_too_short": "empty",
    "string_too_long": "too_long",
    "time_zone": "unknown_zone",
    "time_parsing": "not_a_clock_time",
    "time_type": "not_a_clock_time",
}
_FACTS: dict[str, dict[str, object]] = {
    "theme": {"known": tuple(Theme)},
    "paper": {"known": tuple(Paper)},
    "wall": {"known": CLEARANCES},
    "text_size": {"lowest": SMALLEST_TEXT, "highest": LARGEST_TEXT},
    "lock_after": {"lowest": 1, "highest": LONGEST_UNTOUCHED},
    "desk": {"longest": LONGEST_NAME},
    "operator": {"longest": LONGEST_NAME},
}


def _problem(detail: ErrorDetails, source: Mapping[str, str]) -> Problem:
    field = str(detail["loc"][0])
    reason = _REASONS.get(detail["type"], detail["type"])
    value = detail["input"]
    facts: dict[str, object] = {"value": value, "given": value, "source": source.get(field, "")}
    if reason == "unknown_field":
        facts |= {"given": field, "known": tuple(Settings.model_fields)}
    if reason == "too_long":
        facts["length"] = len(str(value))
    return Problem(field, reason, facts | _FACTS.get(field, {}))


def _toml(value: object) -> str:
    if isinstance(value, time):
        value = value.isoformat("minutes")
    if isinstance(value, int):
        return str(value)
    # Every value is printable (checked above), so only these two need an escape.
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
