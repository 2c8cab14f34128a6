import os

import pytest
from hypothesis import HealthCheck, settings

from omnichannel.testing.repository_model import repository_model
from tests.plugins.repositories.sqlalchemy.sqlite_model import an_empty_store

IS_THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
QUICK = settings(
    max_examples=25,
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

TestSqliteKeepsTheModel = pytest.mark.timeout(0 if IS_THOROUGH else 240)(
    repository_model(an_empty_store).TestCase
)
TestSqliteKeepsTheModel.__doc__ = (
    "Whatever people and workers do, in any order, the store stands where dicts would."
)
TestSqliteKeepsTheModel.settings = settings() if IS_THOROUGH else QUICK
