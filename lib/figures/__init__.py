"""Every picture: images side by side. Charts are drawn by the page, from curves and tables."""
