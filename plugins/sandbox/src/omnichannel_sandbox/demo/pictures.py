"""The demo's pictures, drawn here, so that none has to be shipped or licensed."""

import io
import math

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1200, 800
Colour = tuple[int, int, int]


def harbour() -> bytes:
    """Draw a harbour at sunrise; gives a JPEG."""
    image = _sky((253, 186, 116), (79, 70, 229))
    draw = ImageDraw.Draw(image)
    draw.ellipse((500, 300, 700, 500), fill=(255, 237, 180))
    draw.rectangle((0, 480, WIDTH, HEIGHT), fill=(30, 58, 110))
    for row in range(490, HEIGHT, 14):
        half = 30 + (row - 490) // 3 + round(18 * math.sin(row))
        draw.line((600 - half, row, 600 + half, row), fill=(253, 204, 140), width=4)
    for x, size in ((180, 1.0), (330, 0.7), (930, 1.2)):
        _boat(draw, x, 520, size)
    return _jpeg(image)


def loaf() -> bytes:
    """Draw a loaf of rye on a board; gives a JPEG."""
    image = _sky((254, 243, 199), (251, 191, 36))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((140, 540, 1060, 640), radius=40, fill=(146, 84, 40))
    draw.ellipse((240, 260, 960, 620), fill=(120, 63, 24))
    draw.ellipse((262, 270, 938, 570), fill=(161, 92, 38))
    for x in range(360, 900, 120):
        draw.line((x, 330, x - 60, 480), fill=(250, 222, 170), width=16)
    return _jpeg(image)


def table() -> bytes:
    """Draw coffee and cake from above; gives a JPEG."""
    image = _sky((209, 250, 229), (110, 231, 183))
    draw = ImageDraw.Draw(image)
    draw.ellipse((180, 200, 580, 600), fill=(255, 255, 255))
    draw.ellipse((250, 270, 510, 530), fill=(92, 51, 23))
    draw.ellipse((640, 160, 1080, 600), fill=(255, 250, 240))
    draw.pieslice((690, 210, 1030, 550), 200, 330, fill=(244, 114, 182), outline=(190, 60, 120), width=10)
    return _jpeg(image)


def _sky(top: Colour, bottom: Colour) -> Image.Image:
    gradient = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    return Image.composite(
        Image.new("RGB", (WIDTH, HEIGHT), bottom), Image.new("RGB", (WIDTH, HEIGHT), top), gradient
    )


def _boat(draw: ImageDraw.ImageDraw, x: int, y: int, size: float) -> None:
    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * size, y + dy * size

    draw.polygon([at(-60, 0), at(60, 0), at(40, 26), at(-40, 26)], fill=(24, 24, 48))
    draw.polygon([at(4, -10), at(4, -120), at(56, -10)], fill=(248, 250, 252))
    draw.polygon([at(-4, -10), at(-4, -96), at(-44, -10)], fill=(226, 232, 240))


def _jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.filter(ImageFilter.SMOOTH).save(buffer, "JPEG", quality=88)
    return buffer.getvalue()
