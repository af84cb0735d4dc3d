"""Tables that a build computes and nobody delivers: who is who between systems."""
