"""What maps look like, as data: one theme each for the dark and light screen, the wall, and paper."""

from dataclasses import dataclass, replace

Colour = str
"""sRGB as "#RRGGBB"."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Colours of the base map; `road_case` is the edge of a road, "" where roads have none."""

    sea: Colour
    land: Colour
    outside: Colour
    building: Colour
    green: Colour
    road: Colour
    road_major: Colour
    road_case: Colour
    rail: Colour
    coast: Colour
    border: Colour
    label: Colour
    label_halo: Colour
    label_sea: Colour
    overlay: Colour


@dataclass(frozen=True, slots=True)
class PrioritySign:
    """Colours of one priority: fill, outline and digit; `strong` is what a frame around it takes."""

    fill: Colour
    edge: Colour
    digit: Colour
    strong: Colour


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of what lies on the map."""

    paper: Colour
    """Inside tags, clusters and hollow signs."""
    high: Colour
    low: Colour
    ok: Colour
    no_cover: Colour
    bulletin: Colour
    bolo: Colour
    focus: Colour
    on_fill: Colour
    nobody: PrioritySign
    """Stands for no priority."""
    priorities: tuple[PrioritySign, PrioritySign, PrioritySign, PrioritySign]

    def priority(self, number: int) -> PrioritySign:
        """Give the sign's colours of priority 1 to 4; of any other number those of none."""
        return self.priorities[number - 1] if 1 <= number <= 4 else self.nobody


@dataclass(frozen=True, slots=True)
class MapTheme:
    """One look of the map; lengths are in px at 96 dpi and grow with the scale that is asked for."""

    name: str
    ground: Ground
    ink: Ink
    road_width: float = 1.0
    """Factor on the width of all roads."""
    label_size: float = 11.0
    place_size: float = 12.0
    street_names: bool = True
    place_names: bool = True
    district_names: bool = True
    districts_upper: bool = True
    border_dots: bool = False
    """The border is dotted instead of dashed, and inner districts are left out."""
    tag: float = 1.0
    """Factor on tags, badges and observation signs."""
    observations_as_rings: bool = False
    fades: bool = True
    leaders: bool = False
    """Tags stand away from their points, on a line, wherever they fit."""
    edge_tags: bool = False
    """What lies outside is a tag at the edge with an arrow."""
    keep_inside: bool = False
    """Tags never leave the picture."""
    north: bool = False
    framed: bool = False
    furniture_size: float = 11.0
    bar_from_zero: bool = False
    """The scale bar says 0 and its length, and has a middle tick."""


def _plain(fill: Colour, on: Colour, edge: Colour = "") -> PrioritySign:
    return PrioritySign(fill, edge or fill, on, fill)


DARK = MapTheme(
    name="dark",
    ground=Ground(
        sea="#0D1A24",
        land="#1C2126",
        outside="#171B1F",
        building="#252B32",
        green="#1A2621",
        road="#39424C",
        road_major="#515C68",
        road_case="",
        rail="#3A3646",
        coast="#2A3B49",
        border="#8C86B8",
        label="#A9B3BE",
        label_halo="#14171B",
        label_sea="#6F93AC",
        overlay="#6CBDEB",
    ),
    ink=Ink(
        paper="#14171B",
        high="#E9ECEF",
        low="#95A0AC",
        ok="#35C79C",
        no_cover="#F09BCB",
        bulletin="#F0E442",
        bolo="#E9ECEF",
        focus="#F4F7FA",
        on_fill="#0B0E11",
        nobody=_plain("#95A0AC", "#0B0E11"),
        priorities=(
            _plain("#F0621A", "#0B0E11", "#F4F7FA"),
            _plain("#F5C242", "#0B0E11"),
            _plain("#56B4E9", "#0B0E11"),
            _plain("#95A0AC", "#0B0E11"),
        ),
    ),
)

LIGHT = MapTheme(
    name="light",
    ground=Ground(
        sea="#D3E2EC",
        land="#F7F7F4",
        outside="#ECECE8",
        building="#E3E2DC",
        green="#DDE8D8",
        road="#FFFFFF",
        road_major="#FFFFFF",
        road_case="#C3C7CA",
        rail="#B7B2C4",
        coast="#A9BFCE",
        border="#5D5590",
        label="#3E4852",
        label_halo="#FFFFFF",
        label_sea="#2F5A78",
        overlay="#005A8F",
    ),
    ink=Ink(
        paper="#FFFFFF",
        high="#15191D",
        low="#55606B",
        ok="#006B4E",
        no_cover="#96286A",
        bulletin="#6A5F00",
        bolo="#15191D",
        focus="#0B0E11",
        on_fill="#FFFFFF",
        nobody=PrioritySign("#B4BDC6", "#55606B", "#0B0E11", "#55606B"),
        priorities=(
            PrioritySign("#D55E00", "#3E4852", "#0B0E11", "#D55E00"),
            PrioritySign("#E69F00", "#3E4852", "#0B0E11", "#E69F00"),
            PrioritySign("#56B4E9", "#005A8F", "#0B0E11", "#005A8F"),
            PrioritySign("#B4BDC6", "#55606B", "#0B0E11", "#55606B"),
        ),
    ),
)

WALL = replace(
    DARK,
    name="wall",
    ground=replace(
        DARK.ground, road="#434D58", road_major="#697582", coast="#364656", outside="#1C2126", sea="#0D1A24"
    ),
    road_width=1.3,
    label_size=30.0,
    place_size=30.0,
    street_names=False,
    place_names=False,
    districts_upper=False,
    border_dots=True,
    tag=2.6,
    observations_as_rings=True,
    fades=False,
    edge_tags=True,
    keep_inside=True,
    furniture_size=28.0,
)
"""For a wall of 1080 px height; the scale is its height divided by 1080."""

PAPER = MapTheme(
    name="paper",
    ground=Ground(
        sea="#DCE6ED",
        land="#FBFBF9",
        outside="#FBFBF9",
        building="#E2E1DC",
        green="#E9EFE4",
        road="#FFFFFF",
        road_major="#FFFFFF",
        road_case="#C3C7CA",
        rail="#B7B2C4",
        coast="#66727C",
        border="#5D5590",
        label="#3E4852",
        label_halo="#FFFFFF",
        label_sea="#2F5A78",
        overlay="#005A8F",
    ),
    ink=Ink(
        paper="#FFFFFF",
        high="#15191D",
        low="#55606B",
        ok="#15191D",
        no_cover="#15191D",
        bulletin="#15191D",
        bolo="#15191D",
        focus="#15191D",
        on_fill="#FFFFFF",
        nobody=PrioritySign("#FFFFFF", "#55606B", "#15191D", "#15191D"),
        priorities=(
            PrioritySign("#15191D", "#15191D", "#FFFFFF", "#15191D"),
            PrioritySign("#E69F00", "#15191D", "#15191D", "#15191D"),
            PrioritySign("#FFFFFF", "#0072B2", "#15191D", "#15191D"),
            PrioritySign("#FFFFFF", "#55606B", "#15191D", "#15191D"),
        ),
    ),
    road_width=1.15,
    label_size=9.0,
    place_size=10.0,
    street_names=False,
    districts_upper=False,
    border_dots=True,
    tag=0.76,
    fades=False,
    leaders=True,
    keep_inside=True,
    north=True,
    framed=True,
    furniture_size=9.0,
    bar_from_zero=True,
)

THEMES: dict[str, MapTheme] = {theme.name: theme for theme in (DARK, LIGHT, WALL, PAPER)}
