"""What people photograph or scan: found on disk, and opened as upright RGB arrays, page by page."""

from lib.photos.find import SUFFIXES, expand, photos_in
from lib.photos.limits import MAX_BYTES, MAX_PAGES, MAX_PIXELS
from lib.photos.pages import PhotoPage, open_page, open_photo, open_reduced, pages_of

__all__ = [
    "MAX_BYTES",
    "MAX_PAGES",
    "MAX_PIXELS",
    "SUFFIXES",
    "PhotoPage",
    "expand",
    "open_page",
    "open_photo",
    "open_reduced",
    "pages_of",
    "photos_in",
]
