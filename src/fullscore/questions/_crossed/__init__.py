"""What signed objectives gain and lose by each lever, where functions pull apart, and what harms nobody."""
