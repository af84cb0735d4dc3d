"""What build_or_buy is made of: the history of demand, what each channel costs, and the policy that is cheapest."""
