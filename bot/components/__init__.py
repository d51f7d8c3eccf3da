"""The graph components: wiring between Rasa and the pure functions of bot/hearing and bot/routing."""
