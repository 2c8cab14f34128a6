"""What must stay in sight."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """
    The place in a picture that stays in sight when it is cropped.

    Attributes:
        x, y: from 0 (left, top) to 1 (right, bottom), of the picture as people see it.
    """

    x: float
    y: float
