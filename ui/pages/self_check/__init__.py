"""开场自检: one line per thing that can spoil a day, with what to do."""
