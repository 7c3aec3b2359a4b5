"""Words of the entry line: what dispatchers type for a category (VOCABULARY.md), and what is written out."""

from __future__ import annotations

from collections.abc import Mapping

from opsdesk.observations.model import Category

#: Short forms that are written out in the summary; nothing is lost by it.
WRITTEN_OUT: Mapping[str, str] = {
    "sus": "suspicious",
    "susp": "suspicious",
    "veh": "vehicle",
    "vehs": "vehicles",
    "pkg": "package",
    "pers": "person",
    "demo": "demonstration",
    "tresp": "trespass",
    "dist": "disturbance",
    "vand": "vandalism",
    "med": "medical",
    "msg": "missing",
    "mispers": "missing person",
}

_SUSPICIOUS = ("suspicious", "sus", "susp")
_PERSON = (
    "person persons people pers man men woman women male males female guy guys boy boys girl girls youth "
    "youths group individual individuals driver loiterer prowler"
)
_VEHICLE = (
    "vehicle vehicles veh vehs car cars van vans truck lorry scooter motorbike motorcycle moto bike taxi boat"
)
_PACKAGE = "package packages pkg parcel parcels bag bags box suitcase backpack rucksack item luggage device"

_WORDS: Mapping[Category, str] = {
    Category.TRESPASS: "trespass,tresp,trespassing,trespasser,trespassers,intruder,intruders,intrusion",
    Category.THEFT: "theft,thefts,stolen,stole,steals,stealing,pickpocket,pickpockets,bag snatch",
    Category.SHOPLIFT: "shoplift,shoplifter,shoplifters,shoplifting",
    Category.BURGLARY: "burglary,burglar,burglars,break in,broke in,forced door,forced entry,window forced",
    Category.ROBBERY: "robbery,robbed,mugging,mugged,hold up,holdup",
    Category.ASSAULT: "assault,assaulted,fight,fighting,stabbing,stabbed,punched,attacked,hit by a person",
    Category.THREAT: "threat,threats,threatens,threatening,threatened,bomb threat",
    Category.DISTURBANCE: "disturbance,dist,drunk,drunks,shouting,argument,quarrel,brawl",
    Category.VANDALISM: "vandalism,vand,graffiti,vandal,vandals,vandalised,vandalized,smashed",
    Category.FRAUD: "fraud,scam,scammer,forged,counterfeit,skimmer,skimming",
    Category.DRUGS: "drugs,drug,dealer,dealing,overdose",
    Category.WEAPONS: "weapons,weapon,gun,knife,firearm,pistol,rifle,machete,shots fired,shots",
    Category.ALARM: "alarm,alarms",
    Category.FIRE: "fire,smoke,burning,flames",
    Category.MEDICAL: "medical,med,collapsed,unconscious,injured,injury,heart attack,no pulse,bleeding",
    Category.HAZARD: "hazard,gas leak,leak,spill,chemical,downed wire,drone",
    Category.TRAFFIC: "traffic,crash,accident,collision,rtc,illegally parked,blocked road",
    Category.WELFARE_CHECK: "welfare check,welfare",
    Category.MISSING_PERSON: "missing person,mispers,msg person,missing child,lost child,missing",
    Category.WANTED_PERSON: "wanted person,wanted",
    Category.CROWD: "crowd,crowds,crowding,overcrowding",
    Category.DEMONSTRATION: "demonstration,demo,protest,protesters,march,rally",
    Category.LOST_PROPERTY: "lost property,found property,lost wallet,found wallet,lost phone,lost",
    Category.NOISE: "noise,loud music,noisy",
}


def _phrases() -> dict[tuple[str, ...], Category]:
    found = {
        tuple(phrase.split()): category for category, listed in _WORDS.items() for phrase in listed.split(",")
    }
    for category, nouns in (
        (Category.SUSPICIOUS_PERSON, _PERSON),
        (Category.SUSPICIOUS_VEHICLE, _VEHICLE),
        (Category.SUSPICIOUS_PACKAGE, _PACKAGE),
    ):
        for first in _SUSPICIOUS:
            found.update({(first, noun): category for noun in nouns.split()})
        for second in ("vehicle", "package"):
            if category.value.endswith(second):
                found[("unattended", second)] = category
    for noun in ("bag", "package", "parcel", "luggage", "suitcase"):
        found[("unattended", noun)] = Category.SUSPICIOUS_PACKAGE
    for first in _SUSPICIOUS:
        found[(first,)] = Category.SUSPICIOUS_PERSON
    return found


#: Normalised words of a phrase, and the category that it means.
PHRASES: Mapping[tuple[str, ...], Category] = _phrases()
#: The longest phrase, in words.
LONGEST = max(len(phrase) for phrase in PHRASES)


def category_at(words: list[str], at: int) -> tuple[Category, int] | None:
    """The category of the longest phrase that begins at a word, and how many words it has."""
    for length in range(min(LONGEST, len(words) - at), 0, -1):
        category = PHRASES.get(tuple(words[at : at + length]))
        if category is not None:
            return category, length
    return None
