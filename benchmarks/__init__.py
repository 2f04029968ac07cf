"""Figures, each beside a rival or the floor in the same run: ratios survive a busy machine, times do not."""
