"""Every figure that is drawn with Matplotlib."""
