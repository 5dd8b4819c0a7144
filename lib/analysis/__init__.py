"""What the questions ask about a trained network, and about networks in general, in numbers."""
