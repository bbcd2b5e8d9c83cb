"""What the product is measured against: the floor (the least that is durable) and the peer (a pywa echo bot)."""
