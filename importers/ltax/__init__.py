"""The six-sheet workbook that feeds LTAX Online, on its way into the register."""
