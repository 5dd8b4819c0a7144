"""The page's headings as a tree, for its table of contents."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

PART_OF_A_QUESTION = re.compile(r"q\d+(\.\d+)+")  # the ids of Q2.1.1 and its like


@dataclass
class Heading:
    """A heading: its id on the page, its text, and the headings under it."""

    id: str
    text: str = ""
    parts: "list[Heading]" = field(default_factory=list)


def outline(html: str) -> list[Heading]:
    """Sections (h2), in them questions (h3), in these every element whose id is of a sub-question.

    html: the page's content. A heading counts if it has an id.
    """
    found = _Headings()
    found.feed(html)
    return found.top.parts


class _Headings(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.top = Heading("")
        self.path = [self.top]  # the headings above the next one
        self.tag = ""  # the tag whose text is being read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("id") or ""
        if not name or not (tag in ("h2", "h3") or PART_OF_A_QUESTION.fullmatch(name)):
            return
        level = {"h2": 1, "h3": 2}.get(tag, 3)
        del self.path[level:]
        heading = Heading(name)
        self.path[-1].parts.append(heading)
        self.path.append(heading)
        # Only a heading holds its own text and no more.
        self.tag = tag if tag in ("h2", "h3", "h4", "h5") else ""
        if not self.tag:
            heading.text = name.replace("q", "Q")

    def handle_data(self, data: str) -> None:
        if self.tag:
            self.path[-1].text = " ".join(f"{self.path[-1].text} {data}".split())

    def handle_endtag(self, tag: str) -> None:
        if tag == self.tag:
            self.tag = ""
