"""Parts of what cannot be seen: where data lack, who holds them, what they would be worth."""
