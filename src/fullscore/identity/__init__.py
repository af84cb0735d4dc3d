"""Who is who between systems: vendors and suppliers, the ids of one worker, the codes of one org unit."""
