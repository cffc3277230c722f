"""What is checked about a plant's month, the same on every road in: page, paste, workbook and program.

Pure: whole numbers in base units in, problems and findings out. `hard` stops, `soft` asks for a reason.
"""
