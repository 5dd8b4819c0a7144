"""Why a photo cannot be opened, in words."""

from PIL import Image, UnidentifiedImageError

from lib.frame.errors import InputError
from lib.photos.limits import MAX_PIXELS


def reason(error: Exception) -> str:
    """What an error of opening or decoding says of the file. Decoders raise nearly anything."""
    match error:
        case InputError():
            return str(error)
        case Image.DecompressionBombError():
            return f"expected at most {MAX_PIXELS / 1e6:.0f} megapixels, it has more"
        case UnidentifiedImageError():
            return "not an image or a PDF that can be read"
    said = " ".join(str(error).split()) or type(error).__name__
    return f"damaged or unreadable ({said})"
