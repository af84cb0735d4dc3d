"""How an export is understood: the shape of a mapping, its TOML, its verbs, and where its headings stand in a file."""
