"""The six-sheet workbook that feeds LTAX Online: layout, reading, writing."""
