"""How the text of a file becomes rows of cells, each with the line where it begins."""
