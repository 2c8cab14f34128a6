"""Chance that a test can foresee."""

from random import Random


class LoadedChance(Random):
    """Chance that always falls on *value*."""

    def __init__(self, value: float) -> None:
        super().__init__(0)
        self._value = value

    def random(self) -> float:
        """Give the value."""
        return self._value


def seeded_chance(seed: int) -> Random:
    """Give chance that is the same in every run."""
    return Random(seed)
