"""Who worked where, since when and at what price: what findings and questions count people and suppliers by."""
