"""What an observation is linked with, as conditions and questions for the commands that link."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from opsdesk.observations.records.tables import incident_observation, sighting
from opsdesk.store.transaction import Reading


def incident_links(incident_id: UUID, observation_id: UUID) -> ColumnElement[bool]:
    """The link of an incident with an observation."""
    i = incident_observation.c
    return and_(i.incident_id == incident_id, i.observation_id == observation_id)


def sighting_link(bulletin_id: UUID, observation_id: UUID) -> ColumnElement[bool]:
    """The link of a bulletin with an observation."""
    return and_(sighting.c.bulletin_id == bulletin_id, sighting.c.observation_id == observation_id)


def is_linked(reading: Reading, incident_id: UUID, observation_id: UUID) -> bool:
    """Whether the observation is linked with the incident."""
    links = incident_links(incident_id, observation_id)
    return reading.one(select(incident_observation.c.incident_id).where(links)) is not None


def is_sighted(reading: Reading, bulletin_id: UUID, observation_id: UUID) -> bool:
    """Whether the observation is a sighting of the bulletin."""
    link = sighting_link(bulletin_id, observation_id)
    return reading.one(select(sighting.c.bulletin_id).where(link)) is not None
