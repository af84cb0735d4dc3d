"""The sample programme: one invented healthcare enterprise, whose every effect was planted and is known."""
