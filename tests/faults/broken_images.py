"""Photos: every kind that Pillow writes, damaged; and headers that promise what no file holds."""

import io
import struct
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from faults.mutations import damaged, strangers
from faults.watch import Case
from lib.photos import open_photo

NOISE = np.random.default_rng(0).integers(0, 256, (48, 64, 3)).astype(np.uint8)
FORMATS = {
    "JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "BMP": ".bmp", "TIFF": ".tif", "WEBP": ".webp",
    "PPM": ".ppm", "JPEG2000": ".jp2", "ICO": ".ico", "TGA": ".tga", "PCX": ".pcx", "SGI": ".sgi",
    "DDS": ".dds", "ICNS": ".icns", "MPO": ".mpo", "AVIF": ".avif", "QOI": ".qoi",
}  # fmt: skip
MODES = (
    "1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "LAB", "HSV",
    "I", "F", "I;16", "I;16B", "I;16L",
)  # fmt: skip


def saved(kind: str, mode: str = "RGB", size: tuple[int, int] | None = None, **options) -> bytes:
    """An image in a format, or nothing where Pillow does not write that."""
    image = Image.fromarray(NOISE)
    image = image.resize(size) if size else image
    out = io.BytesIO()
    try:
        for way in ("L", "I") if mode.startswith("I") else ("L",) if mode == "F" else ():
            image = image.convert(way)
        image.convert(mode).save(out, kind, **options)
    except (OSError, ValueError, KeyError):
        return b""
    return out.getvalue()


def png(
    width: int, height: int, depth: int = 8, colour: int = 2, data: bytes = b"", **more
) -> bytes:
    """A PNG by hand. data: what is compressed into it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = [chunk(name.encode(), body) for name, body in more.items()]
    return b"".join(
        [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header), *chunks,
         chunk(b"IDAT", zlib.compress(data)), chunk(b"IEND", b"")]
    )  # fmt: skip


def large(mode: str, side: int, kind: str, **options) -> bytes:
    """A file of some kB that unpacks to ``side`` by ``side`` pixels."""
    out = io.BytesIO()
    Image.new(mode, (side, side)).save(out, kind, **options)
    return out.getvalue()


def bmp(width: int, height: int, bits: int = 24, compression: int = 0, colours: int = 0) -> bytes:
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, 0, 0, 0, colours, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + head + bytes(100)


def gif(width: int, height: int, frame: tuple[int, int]) -> bytes:
    head = b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + bytes(6)
    return head + b"," + struct.pack("<HHHH", 0, 0, *frame) + b"\0\x02\x02\x44\x01\0;"


def tiff(**tags: int) -> bytes:
    """A TIFF of 8 x 8 grey pixels, tags changed: by name t256 for the width and so on."""
    values = {256: 8, 257: 8, 258: 8, 259: 1, 262: 1, 273: 200, 277: 1, 278: 8, 279: 64}
    values |= {int(name[1:]): value for name, value in tags.items()}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, v) for tag, v in sorted(values.items()))
    head = b"II*\0\x08\0\0\0" + struct.pack("<H", len(values)) + entries + bytes(4)
    return head.ljust(200, b"\0") + bytes(64)


HUGE = (0, 1, 65535, 65536, 10**6, 2**31 - 1, 2**31, 2**32 - 1)


def cases() -> Iterator[Case]:
    for kind, suffix in FORMATS.items():
        for mode in MODES:
            if content := saved(kind, mode):
                yield Case(f"{kind} in {mode}", content, suffix=suffix)
        if content := saved(kind):
            yield from damaged(content, 28, suffix, seed=len(kind))
            yield Case(f"{kind} of one pixel", saved(kind, size=(1, 1)), suffix=suffix)
            yield Case(f"{kind} named .jpg", content, suffix=".jpg")
    for mode in ("L", "P", "RGBA", "I", "1"):
        content = saved("PNG", mode)
        for case in damaged(content, 14 if content else 0, ".png", seed=3):
            yield Case(f"{mode}, {case.name}", case.content, suffix=".png")
    for compression in ("tiff_lzw", "tiff_deflate", "jpeg", "packbits"):
        if content := saved("TIFF", compression=compression):
            yield from damaged(content, 14, ".tif", seed=4)
    for width in HUGE:
        for height in (1, 48, 2**31 - 1):
            refused = width != 1 or height == 2**31 - 1
            data = bytes(1 + 3 * 1) * 48 if not refused else b"\0"
            content = png(width, height, data=data)
            yield Case(f"PNG of {width} x {height}", content, refused, ".png")
    for depth in (0, 1, 2, 3, 4, 16, 32, 255):
        for colour in (0, 1, 2, 3, 4, 5, 6, 7):
            yield Case(
                f"PNG of {depth} bits, colour {colour}", png(8, 8, depth, colour, bytes(600))
            )
    for chunk in ("iCCP", "tEXt", "zTXt", "iTXt", "eXIf", "PLTE", "tRNS", "acTL", "fcTL", "gAMA"):
        for body in (b"", b"x", b"\0" * 40, b"\xff" * 400, b"k\0\0" + zlib.compress(bytes(2**26))):
            content = png(8, 8, data=bytes(25 * 8), **{chunk: body})
            yield Case(f"PNG with {chunk} of {len(body)} bytes", content, suffix=".png")
    for width, height in ((0, 0), (-1, 8), (8, -8), (2**31 - 1, 1), (70000, 70000), (8, 2**31 - 1)):
        for bits in (1, 8, 24, 32, 77):
            yield Case(f"BMP of {width} x {height}, {bits} bits", bmp(width, height, bits))
    for colours in (257, 2**31, 2**32 - 1):
        yield Case(f"BMP of {colours} colours", bmp(8, 8, 8, colours=colours))
    for width, height in ((0, 0), (1, 1), (65535, 65535), (0, 65535)):
        for frame in ((0, 0), (1, 1), (65535, 65535), (8, 8)):
            yield Case(f"GIF of {width} x {height}, {frame}", gif(width, height, frame))
    for tag in (256, 257, 258, 259, 262, 273, 277, 278, 279):
        for value in (0, 2, 3, 6, 7, 255, 65535, 10**6, 2**31, 2**32 - 1):
            yield Case(f"TIFF whose {tag} is {value}", tiff(**{f"t{tag}": value}), suffix=".tif")
    for text in (
        b"P6 0 0 255\n",
        b"P6 8 8 0\n",
        b"P6 99999 99999 255\n",
        b"P5 -1 8 255\n",
        b"P6 8 8 255\n",
        b"P6 8 8 99999\n",
        b"P1 8 8\n2",
        b"P4 9999999999 1\n",
        b"P6",
        b"P3 2 2 255\n1 2 x",
        b"Pf 8 8 0\n",
        b"P6 8 " + b"8" * 5000 + b" 255\n",
    ):
        yield Case(f"PPM of {text[:20]!r}", text, refused=True, suffix=".ppm")
    for mode in ("1", "L", "RGB", "RGBA", "I;16", "P"):
        yield Case(f"178 megapixels in {mode}", partial(large, mode, 13300, "PNG"), suffix=".png")
    content = partial(sideways, 13300)
    yield Case("178 megapixels on their side", content, suffix=".png")
    for mode in ("F", "I", "CMYK"):
        content = partial(large, mode, 13300, "TIFF", compression="tiff_deflate")
        yield Case(f"178 megapixels in {mode}", content, suffix=".tif")
    yield Case("256 megapixels", partial(large, "1", 16000, "PNG"), refused=True, suffix=".png")
    frames = [Image.new("P", (8, 8), n % 255) for n in range(300)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    yield Case("GIF of 300 frames", out.getvalue(), suffix=".gif")
    for text in ("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n(x) show\n",
                 "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"):  # fmt: skip
        yield Case(f"{text[:9]}, which is a program", text.encode(), refused=True)
    for orientation in (0, 9, 255, 65535):
        exif = Image.Exif()
        exif[274] = orientation
        yield Case(f"JPEG turned by {orientation}", saved("JPEG", exif=exif.tobytes()))
    yield from strangers(suffix=".jpg")


def sideways(side: int) -> bytes:
    content = large("RGB", side, "PNG")
    exif = Image.Exif()
    exif[274] = 6
    body = exif.tobytes()[6:]
    chunk = struct.pack(">I", len(body)) + b"eXIf" + body
    chunk += struct.pack(">I", zlib.crc32(b"eXIf" + body))
    return content[:33] + chunk + content[33:]


def use(file: Path) -> None:
    image = open_photo(file)
    assert image.dtype == np.uint8
    assert image.ndim == 3
    assert image.shape[2] == 3
    assert image.size
