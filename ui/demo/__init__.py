"""The field day, shown: a real hub, a real window pressed by robots, real papers, and figures that must agree."""
