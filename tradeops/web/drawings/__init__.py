"""Geometry of the drawings: from values to SVG rectangles, so that no page needs styles inline."""
