"""What the history of deliveries is made of: versions told apart, signs and notices, effects and leans."""
