"""Windows of photographed text composed by code, from which the page reader's networks learn."""
