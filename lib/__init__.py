"""The work, in packages; their imports point one way."""
