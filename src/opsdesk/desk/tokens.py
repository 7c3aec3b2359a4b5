"""The colours of the screen, as data (sRGB hex; Okabe-Ito, tuned). Colour is never the only sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum

from opsdesk.cartography import tokens as cartography


class Theme(StrEnum):
    """Dark for the ops room, light for the office."""

    DARK = "dark"
    LIGHT = "light"


_DARK: Mapping[str, str] = {
    "bg.chrome": "#14171B",
    "bg.base": "#1A1E23",
    "bg.alt": "#1D2227",
    "bg.raised": "#21262C",
    "bg.hover": "#272D34",
    "bg.field": "#101317",
    "bg.line": "#2F363E",
    "bg.line_strong": "#6F7B88",
    "text.high": "#E9ECEF",
    "text.mid": "#B9C1CA",
    "text.low": "#95A0AC",
    "text.disabled": "#6F7B88",
    "accent.ink": "#6CBDEB",
    "accent.fill": "#56B4E9",
    "accent.on_fill": "#0B0E11",
    "selection.fill": "#1E4361",
    "selection.text": "#FFFFFF",
    "selection.mid": "#D5E3EE",
    "selection.inactive": "#2C363F",
    "focus": "#F4F7FA",
    "priority.1": "#F0621A",
    "priority.2": "#F5C242",
    "priority.3": "#56B4E9",
    "priority.4": "#95A0AC",
    "priority.on": "#0B0E11",
    "state.new": "#6CBDEB",
    "state.claimed": "#35C79C",
    "state.waiting": "#F0E442",
    "state.overdue": "#F09BCB",
    "state.ok": "#35C79C",
    "state.away": "#EDB22E",
    "state.error": "#FF8A5C",
    "tint.new": "#16303F",
    "tint.claimed": "#163129",
    "tint.waiting": "#33310F",
    "tint.overdue": "#38222F",
    "tint.away": "#3A2C0C",
    "tint.error": "#3D2216",
}

_LIGHT: Mapping[str, str] = {
    "bg.chrome": "#E6E9EC",
    "bg.base": "#FFFFFF",
    "bg.alt": "#F8F9FA",
    "bg.raised": "#F2F4F6",
    "bg.hover": "#E9EEF2",
    "bg.field": "#FFFFFF",
    "bg.line": "#CBD2D8",
    "bg.line_strong": "#7C8793",
    "text.high": "#15191D",
    "text.mid": "#3E4852",
    "text.low": "#55606B",
    "text.disabled": "#7C8793",
    "accent.ink": "#005A8F",
    "accent.fill": "#0072B2",
    "accent.on_fill": "#FFFFFF",
    "selection.fill": "#CCE4F4",
    "selection.text": "#0B1117",
    "selection.mid": "#2D3A45",
    "selection.inactive": "#DDE3E8",
    "focus": "#0B0E11",
    "priority.1": "#D55E00",
    "priority.2": "#E69F00",
    "priority.3": "#56B4E9",
    "priority.4": "#B4BDC6",
    "priority.on": "#0B0E11",
    "priority.edge": "#3E4852",
    "state.new": "#005A8F",
    "state.claimed": "#006B4E",
    "state.waiting": "#6A5F00",
    "state.overdue": "#96286A",
    "state.ok": "#006B4E",
    "state.away": "#7A4E00",
    "state.error": "#A63A00",
    "tint.new": "#E1F0FA",
    "tint.claimed": "#DDF3EB",
    "tint.waiting": "#FAF6CF",
    "tint.overdue": "#F9E3EF",
    "tint.away": "#FFF0CC",
    "tint.error": "#FDE5D8",
}


def _of_map(theme: cartography.MapTheme) -> dict[str, str]:
    """The ground's colours, which stand with the painter of all maps."""
    return {f"map.{field.name}": getattr(theme.ground, field.name) for field in fields(theme.ground)}


#: Each theme's colours by name, such as `bg.base` or `state.overdue`.
TOKENS: Mapping[Theme, Mapping[str, str]] = {
    Theme.DARK: {**_DARK, **_of_map(cartography.DARK)},
    Theme.LIGHT: {**_LIGHT, **_of_map(cartography.LIGHT)},
}

#: The colours of the Traffic Light Protocol 2.0, on a black chip in both themes (FIRST).
TLP: Mapping[str, str] = {
    "TLP:RED": "#FF2B2B",
    "TLP:AMBER+STRICT": "#FFC000",
    "TLP:AMBER": "#FFC000",
    "TLP:GREEN": "#33FF00",
    "TLP:CLEAR": "#FFFFFF",
    "on": "#000000",
}

#: Type sizes in px at 100 %.
FONT: Mapping[str, int] = {
    "micro": 11,
    "small": 12,
    "body": 13,
    "entry": 15,
    "record": 15,
    "title": 17,
    "display": 22,
}
