"""What resource_mix is made of: records of bought work, mixes of units, the cheapest of them, and the spend bridge."""
