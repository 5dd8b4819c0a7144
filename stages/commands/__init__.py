"""Commands about the whole pipeline, none of them a stage of it."""
