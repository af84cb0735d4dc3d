"""What signed objectives gain and lose by each lever, where functions pull against each other, and what harms nobody."""
