"""Ways of looking at whose numbers these are; each file is one."""
