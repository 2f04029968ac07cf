"""Drawn pictures for the camera: nobody's face, only shapes that a face finder takes for one."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

WALL = (150, 165, 175)


def drawn_person(
    size: tuple[int, int] = (640, 480), *, at: tuple[int, int] = (220, 100), width: int = 200, sharp: bool = True
) -> Image.Image:
    """Draw head and shoulders; ``at`` is the upper left corner of the face, ``width`` its width (pixels)."""
    picture = Image.new("RGB", size, WALL)
    draw = ImageDraw.Draw(picture)
    (x, y), w, h = at, width, width * 1.3
    draw.rectangle((x - w * 0.3, y + h * 0.96, x + w * 1.3, size[1]), fill=(60, 70, 110))
    draw.ellipse((x - w * 0.06, y - h * 0.12, x + w * 1.06, y + h * 0.7), fill=(40, 32, 30))
    draw.ellipse((x, y, x + w, y + h), fill=(214, 172, 146))
    for eye in (x + w * 0.29, x + w * 0.71):
        _draw_eye(draw, eye, y + h * 0.42, w, h)
    nose = [(x + w * 0.46, y + h * 0.4), (x + w * 0.54, y + h * 0.4), (x + w * 0.58, y + h * 0.62)]
    draw.polygon([*nose, (x + w * 0.42, y + h * 0.62)], fill=(232, 195, 170))
    draw.ellipse((x + w * 0.40, y + h * 0.60, x + w * 0.60, y + h * 0.66), fill=(170, 125, 105))
    draw.ellipse((x + w * 0.31, y + h * 0.73, x + w * 0.69, y + h * 0.81), fill=(150, 70, 70))
    return picture.filter(ImageFilter.GaussianBlur(width / 150 if sharp else width / 12))


def _draw_eye(draw: ImageDraw.ImageDraw, x: float, y: float, w: float, h: float) -> None:
    draw.ellipse((x - w * 0.15, y - h * 0.075, x + w * 0.15, y + h * 0.06), fill=(150, 112, 95))
    draw.rectangle((x - w * 0.15, y - h * 0.12, x + w * 0.15, y - h * 0.085), fill=(50, 38, 34))
    draw.ellipse((x - w * 0.10, y - h * 0.03, x + w * 0.10, y + h * 0.03), fill=(235, 230, 225))
    draw.ellipse((x - w * 0.045, y - h * 0.035, x + w * 0.045, y + h * 0.035), fill=(30, 22, 20))


def noise(size: tuple[int, int]) -> Image.Image:
    """Return a picture that compresses as badly as one can."""
    return Image.merge("RGB", [Image.effect_noise(size, 120) for _ in range(3)])


def sequence(folder: Path, *pictures: Image.Image) -> str:
    """Write pictures as a numbered series; return the camera setting that shows them again and again."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, picture in enumerate(pictures):
        picture.save(folder / f"frame_{place:03d}.png")
    return str(folder / "frame_%03d.png")


def plain_photo(size: tuple[int, int] = (295, 413), **options: object) -> bytes:
    """Return a drawn person as a photo that may be kept: a bare JPEG."""
    written = BytesIO()
    drawn_person(size, at=(size[0] // 4, size[1] // 5), width=size[0] // 2).save(written, "JPEG", quality=70, **options)
    return written.getvalue()
