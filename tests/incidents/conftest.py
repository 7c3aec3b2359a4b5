"""What happens before an incident is said in the words of the observations' tests."""

from tests.observations.conftest import hire, report  # noqa: F401 - fixtures
