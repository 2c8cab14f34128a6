from pathlib import Path

import pytest

from omnichannel.testing.event_publisher_contract import EventPublisherContract
from omnichannel_inprocess.event_publisher import InProcessEventPublisher, open_event_publisher
from omnichannel_inprocess.settings import InProcessSettings


class TestOneConsumerKeepsTheContract(EventPublisherContract):
    @pytest.fixture
    def publisher(self, tmp_path: Path) -> InProcessEventPublisher:
        return open_event_publisher(InProcessSettings(), tmp_path)

    @pytest.fixture
    def most_waiting(self) -> int:
        return InProcessSettings().capacity + 1


class TestFourConsumersKeepTheContract(EventPublisherContract):
    @pytest.fixture
    def publisher(self, tmp_path: Path) -> InProcessEventPublisher:
        return open_event_publisher(InProcessSettings(consumers=4, capacity=1), tmp_path)

    @pytest.fixture
    def most_waiting(self) -> int:
        return 1 + 4
