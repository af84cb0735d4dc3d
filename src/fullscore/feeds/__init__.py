"""How files come in: reading, mapping, typing, refusing. One file is a way in; ``mappings`` holds the known exports."""
