"""Real files of real cities, from the file to the gap list."""
