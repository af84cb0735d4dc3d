"""What supplier_quality is made of: starts and their ends, fits and chances, worth, and moves of volume."""
