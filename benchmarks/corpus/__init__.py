"""Photos of the project's own making, to measure readers of hand-printed text with.

`python -m benchmarks.corpus` writes photos/. What is drawn here shares no code with lib/composed,
which composes what the reader learns from, but for the shapes of letters: it has its own sheets,
places, light and camera, and letters of people that no training sees. Those are of the collection
that the reader learns from, though, and so is the hand of the stroke font: beside other readers
this one is at home here.
"""
